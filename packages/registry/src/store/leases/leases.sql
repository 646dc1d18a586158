-- Tickets of a cap that devices hold for an outage.

-- Devices that are at a show just now: they have counted or been refused something within a quarter of an hour, or hold
-- tickets. Counted usages are no more than the cap, refusals have an index by time: it is quickly told.
create function devices_at(p_show text, p_day date, p_at timestamptz) returns setof text language sql stable as $$
  select device_id from usage
  where show_id = p_show and day = p_day and state = 'counted' and recorded_at > p_at - interval '15 minutes'
  union
  select device_id from visit
  where show_id = p_show and day = p_day and state = 'refused' and recorded_at > p_at - interval '15 minutes'
  union
  select device_id from lease
  where show_id = p_show and day = p_day and state = 'open' and expiry_at > p_at and unused > 0
$$;

-- Until when tickets are held for a device that was last heard of at a moment. Of a hard cap, and for a device that has said
-- that it goes offline: until half a day after it may give them out. Else ten minutes: a till that was closed, killed or
-- forgotten keeps nobody out (decision 0010).
create function expiry_of(p_use_by timestamptz, p_for_long boolean, p_seen_at timestamptz)
returns timestamptz language sql immutable as $$
  select case when p_for_long then p_use_by + interval '12 hours'
    else least(p_use_by + interval '12 hours', p_seen_at + interval '10 minutes') end
$$;

-- A journal was heard of: its leases go on. Those that are due back already do not.
create function renew_leases(p_journal uuid, p_at timestamptz) returns void language sql as $$
  update lease set seen_at = p_at, expiry_at = expiry_of(use_by, is_away or cap_is_hard, p_at)
  from show
  where show.id = lease.show_id and journal_id = p_journal and state = 'open' and expiry_at > p_at
    -- Not for every request: an open lease of a busy till would be written with each.
    and seen_at < p_at - interval '3 seconds'
$$;

-- Whether tickets of a hard cap that a device holds are wanted elsewhere: nobody else can be admitted (none is free), and another device
-- is at the show, which has to turn people away meanwhile or holds tickets itself. A device that is alone keeps them: it
-- can give them out with or without a network, and back they would be of no use to anybody.
create function are_wanted(p_show text, p_day date, p_device text, p_at timestamptz)
returns boolean language sql stable as $$
  select cap_is_hard
    and coalesce(cap - taken_at(p_show, p_day, taken, p_at) - leased_at(p_show, p_day, leased, p_at) < 1, false)
    and exists (select from devices_at(p_show, p_day, p_at) as device where device <> p_device)
  from show join tally on tally.show_id = show.id where show.id = p_show and tally.day = p_day
$$;

-- Leases as answers tell them. One that was held for too long is closed, whether or not that is written down yet.
create function tell_leases(p_ids uuid[], p_at timestamptz) returns table (
  id text, "showId" text, state text, granted integer, consumed integer, reassigned integer, recall boolean, ended text,
  "grantedAt" timestamptz, "useBy" timestamptz, "expiresAt" timestamptz, device text, "lastSeenAt" timestamptz
) language sql stable as $$
  select lease.id::text, lease.show_id, told.state, granted, consumed, reassigned,
    told.state = 'open' and (recalled_at is not null or reassigned > 0
      or (unused > 0 and are_wanted(lease.show_id, day, lease.device_id, p_at))),
    case when told.state <> lease.state then 'expired' else ended end,
    granted_at, use_by, expiry_at, device.name, greatest(journal.last_seen_at, lease.seen_at)
  from lease join device on device.id = lease.device_id join journal on journal.id = lease.journal_id
  cross join lateral (
    select case when lease.state = 'open' and expiry_at <= p_at then 'closed' else lease.state end
  ) as told (state)
  where lease.id = any (p_ids)
  order by granted_at, lease.id
$$;

-- Leases tickets of a show to a journal, once however often it is asked. granted: now, perhaps none. known: before.
-- mismatch: the id is another lease's of the venue. unknown: the show, the journal or the lease is another venue's.
-- At most half of what is free, shared by the devices that are there, rounded up for a hard cap and down for another; and
-- no journal holds more than `p_max`: an outage is to strand few tickets. None where the show has no cap or is
-- cancelled, for after the show, and to a journal that was copied.
create function grant_lease(
  p_id uuid, p_show text, p_today date, p_device text, p_journal uuid, p_want integer, p_max integer, p_at timestamptz
) returns text language plpgsql as $$
declare
  its_venue text := (select venue_id from device where id = p_device);
  wanted show;
  standing tally;
  seen record;
  until timestamptz;
  free integer;
  sharing integer;
  share numeric;
  owned integer;
  tickets integer;
begin
  select * into wanted from show where id = p_show and may_see(its_venue, venue_id);
  if not found or not may_use(its_venue, p_journal) then return 'unknown'; end if;
  standing := hold_tally(p_show, tally_day(wanted.admission, p_today), p_at);
  select lease.show_id, lease.journal_id, device.venue_id into seen
  from lease join device on device.id = lease.device_id where lease.id = p_id;
  if found then
    if seen.venue_id <> its_venue then return 'unknown'; end if;
    return case when seen.show_id = p_show and seen.journal_id = p_journal then 'known' else 'mismatch' end;
  end if;
  if not hold_journal(p_journal, p_device, p_at) then return 'unknown'; end if;
  select * into wanted from show where id = p_show;

  until := least(p_at + interval '24 hours', case
    when wanted.admission = 'per-day' then (standing.day + 1)::timestamp at time zone 'Europe/Helsinki'
    else wanted.starts_at + interval '6 hours' end);
  free := wanted.cap - standing.taken - standing.leased;
  select count(*) into sharing from (select devices_at(p_show, standing.day, p_at) union select p_device) as here;
  select coalesce(sum(unused), 0) into owned from lease
  where journal_id = p_journal and show_id = p_show and day = standing.day and state = 'open';
  share := free / 2.0 / sharing;
  share := case when wanted.cap_is_hard then ceil(share) else floor(share) end;
  tickets := greatest(0, least(p_want, share::integer, p_max - owned, free));
  if wanted.cap is null or wanted.cancelled_at is not null or until <= p_at
    or (select cloned from journal where id = p_journal) then tickets := 0; end if;

  insert into lease (id, show_id, day, device_id, journal_id, state, granted, granted_at, seen_at, use_by, expiry_at, ended,
    ended_at)
  values (p_id, p_show, standing.day, p_device, p_journal, case when tickets > 0 then 'open' else 'closed' end, tickets, p_at,
    p_at, until, expiry_of(until, wanted.cap_is_hard, p_at), case when tickets = 0 then 'none-granted' end,
    case when tickets = 0 then p_at end);
  update tally set leased = leased + tickets where show_id = p_show and day = standing.day;
  return 'granted';
end $$;

-- Ends a lease, once: what nobody has used of it is free again. False where there is none of that id, or it is not the
-- business of whoever asks: a device gives back its own venue's, the show's venue and coordinators revoke.
create function end_lease(p_id uuid, p_device text, p_ended text, p_reason text, p_at timestamptz)
returns boolean language plpgsql as $$
declare
  seen record;
  asking record;
  its_unused integer;
begin
  select show_id, day, case p_ended when 'revoked' then show.venue_id else device.venue_id end as owner into seen
  from lease join device on device.id = lease.device_id join show on show.id = lease.show_id where lease.id = p_id;
  if not found then return false; end if;
  select device.venue_id, kind into asking from device join venue on venue.id = device.venue_id where device.id = p_device;
  if asking.kind <> 'coordinator' and asking.venue_id <> seen.owner then return false; end if;
  perform hold_tally(seen.show_id, seen.day, p_at);
  update lease set state = case when p_ended = 'revoked' then 'revoked' else 'closed' end,
    ended = p_ended, ended_at = p_at, ended_by = p_device, end_reason = p_reason
  where id = p_id and state = 'open'
  returning lease.unused into its_unused;
  if found then update tally set leased = leased - its_unused where show_id = seen.show_id and day = seen.day; end if;
  return true;
end $$;

-- How shows stand, and how the leases of journals do in each: texts to compare, in the order asked about. Null where there
-- is no such show.
create function news_stamps(p_shows text[], p_journals uuid[], p_today date, p_at timestamptz)
returns table (stamp text) language sql stable as $$
  select case when show.id is not null then concat_ws('.', show.version, taken_at(show.id, tally.day, tally.taken, p_at),
    leased_at(show.id, tally.day, tally.leased, p_at), (
      select concat(count(*), '-', count(*) filter (where recalled_at is not null or reassigned > 0
        or (unused > 0 and are_wanted(lease.show_id, lease.day, device_id, p_at))))
      from lease where journal_id = asked.journal and show_id = show.id and state = 'open' and expiry_at > p_at
    )) end
  from unnest(p_shows, p_journals) with ordinality as asked (show_id, journal, place)
  left join show on show.id = asked.show_id
  left join tally on tally.show_id = show.id and tally.day = tally_day(show.admission, p_today)
  order by place
$$;
