-- The registry's tables. What reads and changes them is in the files beside this one, in the order of schema.ts: one
-- text for PostgreSQL 15 and newer and for PGlite.
-- What can be a constraint is one: the code above decides, the database makes sure.

create table venue (
  id    text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name  text not null check (name <> ''),
  -- operator: its own shows. broker: sells for its clients' shows too. coordinator: everybody's statistics, and no show.
  kind  text not null default 'operator' check (kind in ('operator', 'broker', 'coordinator')),
  unique (id, kind)
);

-- The venues a broker records for besides itself.
create table client (
  broker_id    text not null,
  broker_kind  text not null default 'broker' check (broker_kind = 'broker'),
  venue_id     text not null references venue,
  primary key (broker_id, venue_id),
  foreign key (broker_id, broker_kind) references venue (id, kind)
);

-- A device records for one venue. Of its token only the SHA-256 is kept.
create table device (
  id          text primary key,
  venue_id    text not null references venue,
  name        text not null,
  token_hash  text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  expires_at  timestamptz,
  revoked_at  timestamptz,
  -- Asked about too many codes that no card has: out until it is let in again.
  stopped_at  timestamptz
);

create table show (
  id                    text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  venue_id              text not null references venue,
  name                  text not null check (name <> ''),
  kind                  text not null
                        check (kind in ('performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer')),
  -- Whether a card is admitted once, or once a day. It never changes: usages have their day by it.
  admission             text not null check (admission in ('once', 'per-day')),
  starts_at             timestamptz not null,
  seats                 integer not null check (seats >= 0),
  -- The most Kaikukortti tickets this show gives (one that admits per day: each day); null where the venue has set no cap.
  -- It may be lowered below what is taken: then it admits nobody until enough is given back.
  cap                   integer check (cap >= 0),
  reservation_opens     text not null default 'at-once' check (reservation_opens in ('at-once', 'month-before')),
  redemption_opens_min  integer check (redemption_opens_min between 0 and 525600),
  -- From so many minutes before the start on, reservations made before hold their tickets no more; null: they do for good.
  reservations_lapse_min  integer default 0 check (reservations_lapse_min between 0 and 525600),
  -- Safety, not policy: devices are told to admit nobody beyond it, also in an outage.
  cap_is_hard           boolean not null default false,
  -- No request is counted for it from then on.
  cancelled_at          timestamptz,
  cancel_reason         text check (cancel_reason <> ''),
  -- One more at every change: a decision holds only for the version it was made on.
  version               integer not null default 1,
  check ((cancelled_at is null) = (cancel_reason is null))
);
create index show_by_start on show (venue_id, starts_at, id);

-- Tickets of counted usages (tickets_of), by what the cap counts by: the calendar days in Helsinki of a show that admits per
-- day, and for every other show the one day that tally_day names. Whoever changes a counted usage holds its row.
create table tally (
  show_id  text not null references show,
  day      date not null,
  taken    integer not null default 0 check (taken >= 0),
  -- Tickets of open leases that nobody has used: neither free nor taken.
  leased   integer not null default 0 check (leased >= 0),
  primary key (show_id, day)
);

-- One storage of one device, which numbers its entries 1, 2, 3 … It belongs to a venue: that of the device that first
-- used it. The device is the one that used it last, because a device that is let in anew keeps its storage.
create table journal (
  id               uuid primary key,
  device_id        text not null references device,
  -- The highest number it has said it had given.
  seq_high         bigint not null default 0 check (seq_high >= 0),
  -- All numbers up to it have arrived.
  checked_through  bigint not null default 0 check (checked_through >= 0),
  -- Two entries came under one number: somebody has copied the storage. For good.
  cloned           boolean not null default false,
  -- What the device has said of a storage that was emptied under it.
  lost_seq_high    bigint check (lost_seq_high >= 0),
  lost_pending     bigint check (lost_pending >= 0),
  first_seen_at    timestamptz not null,
  last_seen_at     timestamptz not null
);

-- Shows that a journal has recorded for: those are not reconciled while it misses a number.
create table recorded_for (
  show_id     text not null references show,
  journal_id  uuid not null references journal,
  primary key (show_id, journal_id)
);

-- Numbers of journals that no visit bears: voids, what was rejected, what had come under another number before, and
-- what another journal has taken over (then nobody knows of which entry it was).
create table accounted (
  journal_id  uuid not null references journal,
  seq         bigint not null check (seq > 0),
  entry_id     uuid,
  outcome     text not null check (outcome in ('counted', 'refused', 'voided', 'rejected', 'adopted')),
  primary key (journal_id, seq),
  check ((outcome = 'adopted') = (entry_id is null))
);

-- Tickets of one show's cap that one journal may give out in an outage. States: open -> closed, open -> revoked.
create table lease (
  id          uuid primary key,
  show_id     text not null references show,
  day         date not null,
  device_id   text not null references device,
  journal_id  uuid not null references journal,
  state       text not null check (state in ('open', 'closed', 'revoked')),
  granted     integer not null check (granted >= 0),
  consumed    integer not null default 0 check (consumed >= 0),
  -- Tickets that others were given meanwhile, though this device may still use them: the cap was not reached (settle).
  reassigned  integer not null default 0 check (reassigned >= 0),
  -- What it holds: neither used nor reassigned.
  unused      integer not null generated always as (granted - consumed - reassigned) stored check (unused >= 0),
  granted_at  timestamptz not null,
  -- When its journal was last heard of.
  seen_at     timestamptz not null,
  -- When its tickets were first asked back for somebody who was waiting for them.
  recalled_at timestamptz,
  -- The device has said that it goes offline on purpose: its tickets are held as those of a hard cap are.
  is_away     boolean not null default false,
  -- Until then the device may give tickets out.
  use_by      timestamptz not null,
  -- Until then the registry holds those it has not heard of (expiry_of).
  expiry_at   timestamptz not null,
  -- How it ended. revoked and expired: without a word from the device.
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

-- What a venue needs to know of a card, and nothing that identifies a person.
create table card (
  code            text primary key check (code ~ '^[A-Z]{1,2}[0-9]{8,9}$'),
  status          text not null check (status in ('active', 'inactive', 'barred', 'in-transfer')),
  valid_until_on  date not null,
  minors          integer not null check (minors between 0 and 99),
  version         integer not null default 1
);

-- Why something is void.
create domain void_reason as text check (
  value in (
    'undone-by-clerk', 'returned', 'duplicate', 'never-answered', 'device-restarted', 'dismissed-by-clerk', 'released',
    'show-cancelled'
  )
);

-- People who came together, or one alone. A visit is its own idempotency record: kept for good, in the same transaction as
-- the count.
-- States: refused -> counted (a report only) -> void; a new row may begin in any of them; void is the end.
create table visit (
  id            uuid primary key,
  show_id       text not null references show,
  -- The tally it counts in; null where it was voided before anybody had recorded it.
  day           date,
  -- Who recorded it, or voided it before anybody had.
  device_id     text not null references device,
  state         text not null check (state in ('counted', 'refused', 'voided')),
  -- Over all that makes it what it is: the same id with different data is a mistake of the sender.
  fingerprint   text,
  refusal       jsonb,
  recorded_at   timestamptz not null,
  voided_at     timestamptz,
  voided_by     text references device,
  void_reason   void_reason,
  -- Its number in the journal of the device that sent it.
  journal_id    uuid references journal,
  seq           bigint check (seq > 0),
  -- Where its tickets came from. lease: the device held them. free: they were free. over: there were none.
  counted_from  text check (counted_from in ('lease', 'free', 'over')),
  -- Tickets of it that a lease still held: by so many the cap may be exceeded.
  reassigned    integer not null default 0 check (reassigned >= 0),
  -- The device did not know how wrong its clock was.
  clock_suspect boolean not null default false,
  -- Of the ticketing system that sent it: its own key, and what it wants to find again. Nothing about a person.
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

-- One card of a visit that was counted: it comes with the visit, and a refused visit has none. Its show, day, device and
-- times are the visit's.
-- States: counted -> void. A reservation also goes counted -> redeemed -> counted, by the usage that redeems it and that
-- use's void, and counted -> lapsed, by the time (reservations_lapse_min).
create table usage (
  id            uuid primary key,
  visit_id      uuid not null references visit,
  show_id       text not null,
  day           date not null,
  device_id     text not null,
  state         text not null check (state in ('counted', 'redeemed', 'lapsed', 'voided')),
  -- Not a reference: facts of unregistered cards are kept.
  card          text,
  -- Of a reservation that was redeemed for fewer and came back: those fewer.
  minors        integer not null check (minors between 0 and 99),
  how           text not null check (how in ('reserved', 'sold', 'door')),
  -- The reservation whose tickets it gives out.
  redeems       uuid references usage,
  -- By the device's clock. Not used for any order.
  taken_at      timestamptz not null,
  recorded_at   timestamptz not null,
  flags         text[] not null default '{}',
  voided_at     timestamptz,
  voided_by     text references device,
  void_reason   void_reason,
  -- A void usage keeps nothing of the card.
  check ((state = 'voided') = (card is null)),
  check ((state = 'voided') = (voided_at is not null and voided_by is not null and void_reason is not null)),
  check (state <> 'voided' or flags = '{}'),
  check (state not in ('redeemed', 'lapsed') or how = 'reserved'),
  check (redeems is null or (state = 'counted' and how <> 'reserved'))
);
-- One adult per card and show (or day), unless it has happened all the same and is flagged.
create unique index usage_once on usage (show_id, day, card)
  where state = 'counted' and not (flags && '{already-recorded,card-twice-in-visit}');
create index usage_of_card on usage (show_id, day, card) where state = 'counted';
create index usage_reserved on usage (show_id, day) where state = 'counted' and how = 'reserved';
create index usage_of_visit on usage (visit_id);
create unique index usage_redeems on usage (redeems) where redeems is not null;

-- What is left of a device's or a venue's look-up quota, in look-ups.
create table lookup_quota (
  id     text primary key,
  level  double precision not null,
  at     timestamptz not null
);

-- Codes that no card has, each once, by the device that looked them up and the hour it did. Only the device's latest hour
-- is kept.
create table miss (
  device_id  text not null references device,
  hour       timestamptz not null,
  code       text not null,
  primary key (device_id, hour, code)
);

-- The day a show counts by: the calendar day for one that admits per day, one and the same for any other.
create function tally_day(p_admission text, p_day date) returns date language sql immutable as $$
  select case when p_admission = 'per-day' then p_day else date '0001-01-01' end
$$;

-- What a usage takes of a show's cap: its people, in a swimming hall its card alone (ticketsOf of admission/cap.ts).
create function tickets_of(p_kind text, p_minors integer) returns integer language sql immutable as $$
  select case when p_kind = 'swimming-hall' then 1 else 1 + p_minors end
$$;

-- Whether a venue may see another's shows and record for them: its own, and a broker its clients'.
create function may_see(p_venue text, p_other text) returns boolean language sql stable as $$
  select p_venue = p_other or exists (select from client where broker_id = p_venue and venue_id = p_other)
$$;

-- Whether a venue may see, undo, export and count a usage: of its own shows every one, whoever sold it, and a broker of its
-- clients' shows those it sold itself (M20 §9.1 4/4).
create function may_see_usage(p_venue text, p_of text, p_seller text) returns boolean language sql stable as $$
  select p_venue = p_of or (p_venue = p_seller and may_see(p_venue, p_of))
$$;

-- The same of a device that requests, for a use of a show that another device has recorded.
create function may_handle(p_device text, p_show text, p_recorded_by text) returns boolean language sql stable as $$
  select may_see_usage(asking.venue_id, show.venue_id, recording.venue_id)
  from device as asking, device as recording, show
  where asking.id = p_device and recording.id = p_recorded_by and show.id = p_show
$$;
