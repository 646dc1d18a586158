-- Hand-over of usages to Kaikukanta: a run is a file, a row of it is a row of the file, and what happened to it.

create table hand_over (
  venue_id      text not null references venue,
  -- 1, 2, 3 … for each venue.
  number        integer not null check (number > 0),
  created_at    timestamptz not null,
  -- The first time its file was written.
  written_at    timestamptz,
  -- The venue has imported the file, so the file is deleted.
  confirmed_at  timestamptz,
  primary key (venue_id, number),
  check (confirmed_at is null or written_at is not null)
);
create index hand_over_open on hand_over (venue_id, number) where confirmed_at is null;

-- The data of a row never changes, so its file has the same bytes whenever it is written. Only its card is erased, with
-- that of the visit or when its correction is confirmed.
create table hand_over_row (
  venue_id         text not null,
  number           integer not null,
  ordinal          integer not null check (ordinal > 0),
  -- The show's venue, the usage and its visit.
  of_venue_id      text not null references venue,
  usage_id         uuid not null,
  visit_id         uuid not null,
  -- add: Kaikukanta gets it. change, remove: what Kaikukanta has is wrong, so a person corrects it there.
  kind             text not null check (kind in ('add', 'change', 'remove')),
  card             text,
  minors           integer not null check (minors between 0 and 99),
  show_name        text not null,
  day              date not null,
  starts_at        timestamptz not null,
  seller_id        text not null references venue,
  -- Of a correction: what Kaikukanta had before.
  old_minors       integer check (old_minors between 0 and 99),
  old_day          date,
  -- Kaikukanta did not take it.
  returned_at      timestamptz,
  returned_reason  text,
  -- What a person decided about it. again: it is handed over again. by-hand: it is not.
  settled          text check (settled in ('again', 'by-hand')),
  primary key (venue_id, number, ordinal),
  foreign key (venue_id, number) references hand_over,
  check ((kind = 'add') = (old_minors is null and old_day is null)),
  check ((returned_at is null) = (returned_reason is null)),
  check (settled is null or returned_at is not null)
);
-- A usage is handed over once, by the venue or by its broker, unless a person decides to do so again.
create unique index hand_over_once on hand_over_row (of_venue_id, usage_id)
  where kind = 'add' and settled is distinct from 'again';
create index hand_over_of_usage on hand_over_row (venue_id, usage_id, number);
create index hand_over_of_visit on hand_over_row (visit_id) where card is not null;
create index hand_over_returned on hand_over_row (venue_id, number, ordinal)
  where returned_at is not null and settled is null;
