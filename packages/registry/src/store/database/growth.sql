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
