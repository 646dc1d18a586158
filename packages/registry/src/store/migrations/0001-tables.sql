-- The registry's tables, for PostgreSQL 15 and newer and for PGlite. Whatever a constraint can express is one: the code
-- decides, and the database verifies. Later files of this folder change them (README.md).

create table venue (
  id    text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name  text not null check (name <> ''),
  -- operator: its own shows. broker: its clients' shows too. coordinator: the statistics of all venues, and no show.
  kind  text not null default 'operator' check (kind in ('operator', 'broker', 'coordinator')),
  unique (id, kind)
);

-- The other venues a broker records for.
create table client (
  broker_id    text not null,
  broker_kind  text not null default 'broker' check (broker_kind = 'broker'),
  venue_id     text not null references venue,
  primary key (broker_id, venue_id),
  foreign key (broker_id, broker_kind) references venue (id, kind)
);

-- A device records for one venue. Only the SHA-256 of its token is stored.
create table device (
  id          text primary key,
  venue_id    text not null references venue,
  name        text not null,
  token_hash  text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  expires_at  timestamptz,
  revoked_at  timestamptz,
  -- It looked up too many codes of no card. It is rejected until an operator lets it in again.
  stopped_at  timestamptz
);

create table show (
  id                    text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  venue_id              text not null references venue,
  name                  text not null check (name <> ''),
  kind                  text not null
                        check (kind in ('performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer')),
  -- A card is admitted once, or once a day. It never changes, because the day of each usage depends on it.
  admission             text not null check (admission in ('once', 'per-day')),
  starts_at             timestamptz not null,
  seats                 integer not null check (seats >= 0),
  -- The most Kaikukortti tickets this show gives; if it admits per day, each day. Null: no cap. It may be lowered below
  -- what is taken. Then no one is admitted until enough visits are voided.
  cap                   integer check (cap >= 0),
  reservation_opens     text not null default 'at-once' check (reservation_opens in ('at-once', 'month-before')),
  redemption_opens_min  integer check (redemption_opens_min between 0 and 525600),
  -- Minutes before the start at which reservations lapse; null: they never do.
  reservations_lapse_min  integer default 0 check (reservations_lapse_min between 0 and 525600),
  -- A limit of safety, not of policy: devices never admit anyone over it, not even in an outage.
  cap_is_hard           boolean not null default false,
  -- From then on no request is counted for it.
  cancelled_at          timestamptz,
  cancel_reason         text check (cancel_reason <> ''),
  -- One more at every change: a decision holds only for the version it was made on.
  version               integer not null default 1,
  check ((cancelled_at is null) = (cancel_reason is null))
);
create index show_by_start on show (venue_id, starts_at, id);

-- Tickets of counted usages (tickets_of) by show and day: the calendar day in Helsinki if the show admits per day, and
-- otherwise the constant of tally_day. A transaction that changes a counted usage locks this row.
create table tally (
  show_id  text not null references show,
  day      date not null,
  taken    integer not null default 0 check (taken >= 0),
  -- Unused tickets of open leases: neither free nor taken.
  leased   integer not null default 0 check (leased >= 0),
  primary key (show_id, day)
);

-- One storage of one device, which numbers its entries 1, 2, 3 … It belongs to the venue of the device that used it first.
-- `device_id` is the device that used it last, because a storage survives when its device gets a new token.
create table journal (
  id               uuid primary key,
  device_id        text not null references device,
  -- The highest number it has reported as used.
  seq_high         bigint not null default 0 check (seq_high >= 0),
  -- Every number up to this one has arrived.
  checked_through  bigint not null default 0 check (checked_through >= 0),
  -- Two entries have used one number, so the storage was copied. Never reset.
  cloned           boolean not null default false,
  -- What the device has reported about a storage that was emptied.
  lost_seq_high    bigint check (lost_seq_high >= 0),
  lost_pending     bigint check (lost_pending >= 0),
  first_seen_at    timestamptz not null,
  last_seen_at     timestamptz not null
);

-- Shows that a journal has recorded for. They are not reconciled while it misses a number.
create table recorded_for (
  show_id     text not null references show,
  journal_id  uuid not null references journal,
  primary key (show_id, journal_id)
);

-- Outcomes of journal numbers that are not in a visit's row: voids, rejected entries, entries that had arrived under
-- another number, and numbers that another journal has adopted (their entry is unknown).
create table accounted (
  journal_id  uuid not null references journal,
  seq         bigint not null check (seq > 0),
  entry_id     uuid,
  outcome     text not null check (outcome in ('counted', 'refused', 'voided', 'rejected', 'adopted')),
  primary key (journal_id, seq),
  check ((outcome = 'adopted') = (entry_id is null))
);

-- Tickets of a show's cap that one journal may give out in an outage. States: open -> closed, open -> revoked.
create table lease (
  id          uuid primary key,
  show_id     text not null references show,
  day         date not null,
  device_id   text not null references device,
  journal_id  uuid not null references journal,
  state       text not null check (state in ('open', 'closed', 'revoked')),
  granted     integer not null check (granted >= 0),
  consumed    integer not null default 0 check (consumed >= 0),
  -- Tickets that were given to others, although this device may still use them (reassign).
  reassigned  integer not null default 0 check (reassigned >= 0),
  -- Tickets it holds: neither consumed nor reassigned.
  unused      integer not null generated always as (granted - consumed - reassigned) stored check (unused >= 0),
  granted_at  timestamptz not null,
  -- When its journal was last seen.
  seen_at     timestamptz not null,
  -- When its tickets were first recalled for a waiting request.
  recalled_at timestamptz,
  -- The device goes offline on purpose. Its tickets stay leased as long as those of a hard cap.
  is_away     boolean not null default false,
  -- Until then the device may give tickets out.
  use_by      timestamptz not null,
  -- Until then the registry keeps unreported tickets leased (expiry_of).
  expiry_at   timestamptz not null,
  -- How it ended. revoked, expired: without a message of the device.
  ended       text check (ended in ('none-granted', 'returned', 'expired', 'cloned', 'revoked')),
  ended_at    timestamptz,
  ended_by    text references device,
  end_reason  text,
  check ((state = 'open') = (ended is null and ended_at is null)),
  check ((state = 'revoked') = (ended is not distinct from 'revoked')),
  check (state <> 'revoked' or (ended_by is not null and end_reason is not null))
);
create index lease_open on lease (show_id, day) where state = 'open';
create index lease_of_journal on lease (journal_id) where state = 'open';

-- What a venue needs to know of a card. Nothing identifies a person.
create table card (
  code            text primary key check (code ~ '^[A-Z]{1,2}[0-9]{8,9}$'),
  status          text not null check (status in ('active', 'inactive', 'barred', 'in-transfer')),
  valid_until_on  date not null,
  minors          integer not null check (minors between 0 and 99),
  version         integer not null default 1
);

-- Why a visit or a usage was voided.
create domain void_reason as text check (
  value in (
    'undone-by-clerk', 'returned', 'duplicate', 'never-answered', 'device-restarted', 'dismissed-by-clerk', 'released',
    'show-cancelled'
  )
);

-- A visit: one card or several, all or nothing. Its row is its idempotency record: written in the same transaction as the
-- count, and never deleted. States: refused -> counted (by a report only) -> voided. A new row may have any of them. voided
-- is final.
create table visit (
  id            uuid primary key,
  show_id       text not null references show,
  -- The day of its tally; null if it was voided before it was recorded.
  day           date,
  -- The device that recorded it, or that voided it before.
  device_id     text not null references device,
  state         text not null check (state in ('counted', 'refused', 'voided')),
  -- A hash of its data. The same id with different data is an error of the sender.
  fingerprint   text,
  refusal       jsonb,
  recorded_at   timestamptz not null,
  voided_at     timestamptz,
  voided_by     text references device,
  void_reason   void_reason,
  -- Its number in the journal of the device that sent it.
  journal_id    uuid references journal,
  seq           bigint check (seq > 0),
  -- Where its tickets came from. lease: its device had leased them. free: they were free. over: there were none.
  counted_from  text check (counted_from in ('lease', 'free', 'over')),
  -- Its tickets that were reassigned from a lease. The cap may be exceeded by that number.
  reassigned    integer not null default 0 check (reassigned >= 0),
  -- The device did not know the error of its clock.
  clock_suspect boolean not null default false,
  -- The sending ticketing system's own key, and data it wants to find again. Nothing about a person.
  reference     text,
  metadata      jsonb,
  check ((journal_id is null) = (seq is null)),
  check (state = 'voided' or day is not null),
  check ((state = 'counted') = (counted_from is not null)),
  check ((state = 'voided') = (fingerprint is null)),
  check ((state = 'refused') = (refusal is not null)),
  check ((state = 'voided') = (voided_at is not null and voided_by is not null and void_reason is not null))
);
create index visit_of_journal on visit (journal_id, seq) where journal_id is not null;
create index visit_refused on visit (show_id, day, recorded_at) where state = 'refused';

-- One card of a counted visit, inserted with the visit; a refused visit has none. Its show, day, device and times are the
-- visit's. States: counted -> voided. Also for a reservation: counted -> redeemed by another usage, redeemed -> counted by
-- that usage's void, and counted -> lapsed by time (reservations_lapse_min).
create table usage (
  id            uuid primary key,
  visit_id      uuid not null references visit,
  show_id       text not null,
  day           date not null,
  device_id     text not null,
  state         text not null check (state in ('counted', 'redeemed', 'lapsed', 'voided')),
  -- Not a foreign key: reports of unregistered cards are stored too.
  card          text,
  -- Reduced if a reservation was redeemed for fewer and that usage was voided.
  minors        integer not null check (minors between 0 and 99),
  how           text not null check (how in ('reserved', 'sold', 'door')),
  -- The reservation whose tickets it gave out.
  redeems       uuid references usage,
  -- By the device's clock. Never used to order usages.
  taken_at      timestamptz not null,
  recorded_at   timestamptz not null,
  flags         text[] not null default '{}',
  voided_at     timestamptz,
  voided_by     text references device,
  void_reason   void_reason,
  -- A voided usage has no data about the card.
  check ((state = 'voided') = (card is null)),
  check ((state = 'voided') = (voided_at is not null and voided_by is not null and void_reason is not null)),
  check (state <> 'voided' or flags = '{}'),
  check (state not in ('redeemed', 'lapsed') or how = 'reserved'),
  check (redeems is null or (state = 'counted' and how <> 'reserved'))
);
-- A card counts once per show (or day), except reports that are flagged as repetitions.
create unique index usage_once on usage (show_id, day, card)
  where state = 'counted' and not (flags && '{already-recorded,card-twice-in-visit}');
create index usage_of_card on usage (show_id, day, card) where state = 'counted';
create index usage_reserved on usage (show_id, day) where state = 'counted' and how = 'reserved';
create index usage_of_visit on usage (visit_id);
create unique index usage_redeems on usage (redeems) where redeems is not null;

-- The rest of a device's or a venue's look-up quota, in look-ups.
create table lookup_quota (
  id     text primary key,
  level  double precision not null,
  at     timestamptz not null
);

-- Different codes of no card that a device has looked up within a clock hour. Only the device's latest hour is stored.
create table miss (
  device_id  text not null references device,
  hour       timestamptz not null,
  code       text not null,
  primary key (device_id, hour, code)
);

-- The migration that a program must know to use the data. One row. A migration that removes what older programs use
-- changes it.
create table required_migration (name text not null);
insert into required_migration values ('0001-tables');
