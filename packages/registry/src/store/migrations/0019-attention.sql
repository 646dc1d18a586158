-- What a person of a venue has seen to: visits that break a rule, and entries that were rejected. Each venue that sees one
-- settles it for itself.

create table settled_attention (
  venue_id  text not null references venue,
  -- The visit.
  id        uuid not null,
  at        timestamptz not null,
  -- The device or person.
  by        text not null references device,
  primary key (id, venue_id)
);
