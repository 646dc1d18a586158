-- The register's tables. One text for PostgreSQL 15 and newer and for PGlite.
-- What can be a constraint is one: the code above decides, the database makes sure.

create table venue (
  id    text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name  text not null check (name <> '')
);

-- A device records for one venue. Of its token only the SHA-256 is kept.
create table device (
  id          text primary key,
  venue_id    text not null references venue,
  name        text not null,
  token_hash  text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  expires_at  timestamptz,
  revoked_at  timestamptz
);

create table show (
  id          text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  venue_id    text not null references venue,
  name        text not null check (name <> ''),
  kind        text not null check (kind in ('performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer')),
  starts_at   timestamptz not null,
  seats       integer not null check (seats >= 0),
  -- The most Kaikukortti tickets this show gives; null where the venue has set no cap.
  cap         integer check (cap between 0 and seats),
  -- Tickets of counted usages: the sum over `usage`, moved in the same statement.
  taken       integer not null default 0,
  -- Those of them recorded although the cap was reached. Only facts get there.
  beyond_cap  integer not null default 0,
  check (beyond_cap >= 0 and taken >= beyond_cap),
  check (taken - beyond_cap <= cap)
);
create index show_by_start on show (venue_id, starts_at, id);

-- What a venue needs to know of a card, and nothing that identifies a person.
create table card (
  code            text primary key check (code ~ '^[A-Z]{1,2}[0-9]{8,9}$'),
  status          text not null check (status in ('active', 'inactive', 'barred', 'in-transfer')),
  valid_until_on  date not null,
  minors          integer not null check (minors between 0 and 99)
);

-- A usage is its own idempotency record: kept for good, in the same transaction as the count.
-- States: refused -> counted (a fact only) -> void; a new row may begin in any of them; void is the end.
create table usage (
  id            uuid primary key,
  show_id       text not null references show,
  -- Who recorded it, or annulled it before anybody had.
  device_id     text not null references device,
  state         text not null check (state in ('counted', 'refused', 'void')),
  -- Not a reference: unregistered cards are refused, and facts of them are kept.
  card          text,
  minors        integer check (minors between 0 and 99),
  how           text check (how in ('reserved', 'redeemed')),
  -- Over show, card, minors and how: the same id with other facts is a mistake of the sender.
  fingerprint   text,
  -- By the device's clock. Not used for any order.
  taken_at      timestamptz,
  recorded_at   timestamptz not null,
  flags         text[] not null default '{}',
  refusal       jsonb,
  annulled_at   timestamptz,
  annulled_by   text references device,
  annul_reason  text check (annul_reason in ('undone-by-clerk', 'never-answered', 'device-restarted')),
  -- A void usage keeps nothing of the card; the others have all their facts.
  check ((state = 'void') = (card is null and fingerprint is null)),
  check (state = 'void' or (minors is not null and how is not null and taken_at is not null)),
  check ((state = 'refused') = (refusal is not null)),
  check ((state = 'void') = (annulled_at is not null and annulled_by is not null and annul_reason is not null)),
  check (state = 'counted' or flags = '{}')
);
-- One adult per card and show, unless it has happened all the same and is flagged.
create unique index usage_once on usage (show_id, card)
  where state = 'counted' and not ('already-recorded' = any (flags));
create index usage_of_card on usage (show_id, card) where state = 'counted';
