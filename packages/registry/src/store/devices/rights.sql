-- What a venue and its devices may see.

-- Returns whether a venue may see another's shows and record for them: its own, and a broker its clients'.
create function may_see(p_venue text, p_other text) returns boolean language sql stable as $$
  select p_venue = p_other or exists (select from client where broker_id = p_venue and venue_id = p_other)
$$;

-- Returns whether a venue may see, void, export and count a usage: all of its own shows, and a broker those of its
-- clients' shows that it sold itself (M20 §9.1 4/4).
create function may_see_usage(p_venue text, p_of text, p_seller text) returns boolean language sql stable as $$
  select p_venue = p_of or (p_venue = p_seller and may_see(p_venue, p_of))
$$;

-- The same for a device, and a usage that another device recorded for a show.
create function may_handle(p_device text, p_show text, p_recorded_by text) returns boolean language sql stable as $$
  select may_see_usage(asking.venue_id, show.venue_id, recording.venue_id)
  from device as asking, device as recording, show
  where asking.id = p_device and recording.id = p_recorded_by and show.id = p_show
$$;

-- The venues whose shows a venue may see and record for: its own, and a broker's clients. As a set, because an index can
-- search for the members of a set, and not for what may_see returns.
create function visible_venues(p_venue text) returns setof text language sql stable as $$
  select p_venue union all select venue_id from client where broker_id = p_venue
$$;
