-- Places of a cap that devices hold for an outage.

-- Devices that are at a show just now: they have counted or been refused something within a quarter of an hour, or hold
-- places. Counted usages are no more than the cap, refusals have an index by time: it is quickly told.
create function devices_at(p_show text, p_day date, p_at timestamptz) returns setof text language sql stable as $$
  select device_id from usage
  where show_id = p_show and day = p_day and state = 'counted' and recorded_at > p_at - interval '15 minutes'
  union
  select device_id from usage
  where show_id = p_show and day = p_day and state = 'refused' and recorded_at > p_at - interval '15 minutes'
  union
  select device_id from lease
  where show_id = p_show and day = p_day and state = 'open' and hold_until > p_at and granted > consumed
$$;

-- Whether places that a device holds are wanted elsewhere: nobody else can be admitted (none is free), and another device
-- is at the show, which has to turn people away meanwhile or holds places itself. A device that is alone keeps them: it
-- can give them out with or without a network, and back they would be of no use to anybody.
create function are_wanted(p_show text, p_day date, p_device text, p_at timestamptz)
returns boolean language sql stable as $$
  select coalesce(cap - taken - held_at(p_show, p_day, held, p_at) < 1, false)
    and exists (select from devices_at(p_show, p_day, p_at) as device where device <> p_device)
  from show join tally on tally.show_id = show.id where show.id = p_show and tally.day = p_day
$$;

-- Leases as answers tell them. One that was held for too long is closed, whether or not that is written down yet.
create function tell_leases(p_ids uuid[], p_at timestamptz) returns table (
  id text, "showId" text, state text, granted integer, consumed integer, recall boolean, ended text,
  "useBy" timestamptz, "holdUntil" timestamptz, device text, "lastSeenAt" timestamptz
) language sql stable as $$
  select lease.id::text, lease.show_id, told.state, granted, consumed,
    told.state = 'open' and granted > consumed and are_wanted(lease.show_id, day, lease.device_id, p_at),
    case when told.state <> lease.state then 'lapsed' else ended end,
    use_by, hold_until, device.name, journal.last_seen_at
  from lease join device on device.id = lease.device_id join journal on journal.id = lease.journal_id
  cross join lateral (
    select case when lease.state = 'open' and hold_until <= p_at then 'closed' else lease.state end
  ) as told (state)
  where lease.id = any (p_ids)
  order by asked_at, lease.id
$$;

-- Lends places of a show to a journal, once however often it is asked. granted: now, perhaps none. known: before.
-- mismatch: the id is another lease's of the venue. unknown: the show, the journal or the lease is another venue's.
-- At most half of what is free, shared by the devices that are there, and no journal holds more than `p_most`: an outage
-- is to strand few places. None where the show has no cap, for after the show, and to a journal that was copied.
create function grant_lease(
  p_id uuid, p_show text, p_today date, p_device text, p_journal uuid, p_want integer, p_most integer, p_at timestamptz
) returns text language plpgsql as $$
declare
  its_venue text := (select venue_id from device where id = p_device);
  wanted show;
  standing tally;
  seen record;
  until timestamptz;
  free integer;
  sharing integer;
  owned integer;
  places integer;
begin
  select * into wanted from show where id = p_show and may_see(its_venue, venue_id);
  if not found or not may_use(its_venue, p_journal) then return 'unknown'; end if;
  standing := hold_tally(p_show, tally_day(wanted.kind, p_today), p_at);
  select lease.show_id, lease.journal_id, device.venue_id into seen
  from lease join device on device.id = lease.device_id where lease.id = p_id;
  if found then
    if seen.venue_id <> its_venue then return 'unknown'; end if;
    return case when seen.show_id = p_show and seen.journal_id = p_journal then 'known' else 'mismatch' end;
  end if;
  if not hold_journal(p_journal, p_device, p_at) then return 'unknown'; end if;
  select * into wanted from show where id = p_show;

  until := least(p_at + interval '24 hours', case
    when wanted.kind = 'swimming-hall' then (standing.day + 1)::timestamp at time zone 'Europe/Helsinki'
    else wanted.starts_at + interval '6 hours' end);
  free := wanted.cap - standing.taken - standing.held;
  select count(*) into sharing from (select devices_at(p_show, standing.day, p_at) union select p_device) as here;
  select coalesce(sum(granted - consumed), 0) into owned from lease
  where journal_id = p_journal and show_id = p_show and day = standing.day and state = 'open';
  places := greatest(0, least(p_want, ceil(free / 2.0 / sharing)::integer, p_most - owned, free));
  if wanted.cap is null or until <= p_at or (select cloned from journal where id = p_journal) then places := 0; end if;

  insert into lease (id, show_id, day, device_id, journal_id, state, granted, asked_at, use_by, hold_until, ended, ended_at)
  values (p_id, p_show, standing.day, p_device, p_journal, case when places > 0 then 'open' else 'closed' end, places, p_at,
    until, until + interval '12 hours', case when places = 0 then 'none-granted' end, case when places = 0 then p_at end);
  update tally set held = held + places where show_id = p_show and day = standing.day;
  return 'granted';
end $$;

-- Ends a lease, once: what nobody has used of it is free again. False where there is none of that id, or (unless a
-- coordinator asks) it is another venue's.
create function end_lease(p_id uuid, p_device text, p_ended text, p_reason text, p_at timestamptz)
returns boolean language plpgsql as $$
declare
  seen record;
  asking record;
  unused integer;
begin
  select show_id, day, venue_id into seen from lease join device on device.id = lease.device_id where lease.id = p_id;
  if not found then return false; end if;
  select device.venue_id, kind into asking from device join venue on venue.id = device.venue_id where device.id = p_device;
  if asking.kind <> 'coordinator' and asking.venue_id <> seen.venue_id then return false; end if;
  perform hold_tally(seen.show_id, seen.day, p_at);
  update lease set state = case when p_ended = 'reclaimed' then 'reclaimed' else 'closed' end,
    ended = p_ended, ended_at = p_at, ended_by = p_device, end_reason = p_reason
  where id = p_id and state = 'open'
  returning granted - consumed into unused;
  if found then update tally set held = held - unused where show_id = seen.show_id and day = seen.day; end if;
  return true;
end $$;
