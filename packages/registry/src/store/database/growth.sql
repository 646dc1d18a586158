-- What keeps requests as fast in a country's registry as in a town's.

-- The venues whose shows a venue may see and record for: its own, and a broker's clients. As a set, because an index can
-- search for the members of a set, and not for what may_see returns.
create function visible_venues(p_venue text) returns setof text language sql stable as $$
  select p_venue union all select venue_id from client where broker_id = p_venue
$$;

create index show_per_day on show (venue_id) where admission = 'per-day';
create index lease_of_show on lease (show_id);
-- Lists of visits, and refusals by time.
create index visit_of_show on visit (show_id, recorded_at, id);
drop index visit_refused;

-- Counted usages by show, day and seller: the venue whose device recorded them.
create table counted (
  venue_id   text not null,
  show_id    text not null,
  on_day     date not null,
  seller_id  text not null,
  usages     integer not null,
  children   integer not null,
  primary key (venue_id, show_id, on_day, seller_id)
);
create index counted_on_day on counted (on_day, venue_id);

-- The same by month.
create table counted_by_month (
  venue_id   text not null,
  month      date not null,
  seller_id  text not null,
  usages     integer not null,
  children   integer not null,
  primary key (venue_id, month, seller_id)
);
