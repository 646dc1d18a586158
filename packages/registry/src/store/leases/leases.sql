-- Leases: tickets of a cap that devices may give out in an outage.

-- Returns the devices that are at a show now: they hold leased tickets, or a visit of theirs was counted or refused within
-- a quarter of an hour. Fast, because the cap bounds the counted usages and an index orders the refusals by time.
create function devices_at(p_venue text, p_show text, p_day date, p_at timestamptz)
returns setof text language sql stable as $$
  select device_id from usage
  where venue_id = p_venue and show_id = p_show and day = p_day and state = 'counted'
    and recorded_at > p_at - interval '15 minutes'
  union
  select device_id from visit
  where venue_id = p_venue and show_id = p_show and day = p_day and state = 'refused'
    and recorded_at > p_at - interval '15 minutes'
  union
  select device_id from lease
  where venue_id = p_venue and show_id = p_show and day = p_day and state = 'open' and expiry_at > p_at and unused > 0
$$;

-- Returns when the tickets of a device that was last seen at a moment become free: for a hard cap, and for a device that
-- goes offline on purpose, twelve hours after it may use them. Otherwise ten minutes after `p_seen_at`, so that a device
-- that was closed, killed or forgotten keeps no visitor out (decision 0010).
create function expiry_of(p_use_by timestamptz, p_for_long boolean, p_seen_at timestamptz)
returns timestamptz language sql immutable as $$
  select case when p_for_long then p_use_by + interval '12 hours'
    else least(p_use_by + interval '12 hours', p_seen_at + interval '10 minutes') end
$$;

-- Extends the open leases of a journal that has just been seen. Expired leases stay expired. A broker's leases may be of
-- any of its clients.
create function renew_leases(p_seller text, p_journal uuid, p_at timestamptz) returns void language sql as $$
  update lease set seen_at = p_at, expiry_at = expiry_of(use_by, is_away or cap_is_hard, p_at)
  from show
  where show.id = lease.show_id and journal_id = p_journal and seller_id = p_seller and state = 'open' and expiry_at > p_at
    -- Otherwise every request of a busy device would write its lease.
    and seen_at < p_at - interval '3 seconds'
$$;

-- Returns whether leased tickets of a hard cap are needed elsewhere: no ticket is free, and another device is at the
-- show, which refuses visitors or holds tickets itself. A device that is alone keeps its tickets: it can give them out
-- with or without a network, and no one else could use them.
create function are_wanted(p_venue text, p_show text, p_day date, p_device text, p_at timestamptz)
returns boolean language sql stable as $$
  select cap_is_hard
    and coalesce(
      cap - tickets_taken(p_venue, p_show, p_day, taken, p_at) - tickets_leased(p_venue, p_show, p_day, leased, p_at) < 1,
      false
    )
    and exists (select from devices_at(p_venue, p_show, p_day, p_at) as device where device <> p_device)
  from show join tally on tally.venue_id = p_venue and tally.show_id = show.id where show.id = p_show and tally.day = p_day
$$;

-- Returns leases as responses show them: lease *n* is of `p_venues[n]`. An expired one is shown as closed, stored as such
-- or not.
create function lease_views(p_venues text[], p_ids uuid[], p_at timestamptz) returns table (
  id text, "showId" text, state text, granted integer, consumed integer, reassigned integer, recall boolean, ended text,
  "grantedAt" timestamptz, "useBy" timestamptz, "expiresAt" timestamptz, device text, "lastSeenAt" timestamptz
) language sql stable as $$
  select lease.id::text, lease.show_id, shown.state, granted, consumed, reassigned,
    shown.state = 'open' and (recalled_at is not null or reassigned > 0
      or (unused > 0 and are_wanted(lease.venue_id, lease.show_id, day, lease.device_id, p_at))),
    case when shown.state <> lease.state then 'expired' else ended end,
    granted_at, use_by, expiry_at, device.name, greatest(journal.last_seen_at, lease.seen_at)
  from unnest(p_venues, p_ids) as asked (venue, id)
  join lease on lease.venue_id = asked.venue and lease.id = asked.id
  join device on device.id = lease.device_id
  join journal on journal.venue_id = lease.seller_id and journal.id = lease.journal_id
  cross join lateral (
    select case when lease.state = 'open' and expiry_at <= p_at then 'closed' else lease.state end
  ) as shown (state)
  order by granted_at, lease.id
$$;

-- Returns what a lease has left for an entry of its show, day and journal (of its device, if the entry has no journal);
-- null if it is another's.
create function lease_left(
  p_venue text, p_lease uuid, p_show text, p_day date, p_device text, p_journal uuid, p_at timestamptz
) returns integer language sql stable as $$
  select unused from lease
  where venue_id = p_venue and id = p_lease and show_id = p_show and day = p_day and state = 'open' and expiry_at > p_at
    and case when p_journal is null then device_id = p_device
      else journal_id = p_journal and seller_id = (select device.venue_id from device where device.id = p_device) end
$$;

-- Leases tickets of a show to a journal, once per id. Returns
-- granted: now, perhaps no ticket;
-- known: it was granted before;
-- mismatch: the id belongs to another lease of the device's venue;
-- unknown: the show or the lease is another venue's, or the journal another device's.
-- A lease gets at most half of the free tickets, divided by the number of devices at the show, rounded up for a hard cap
-- and down otherwise. A journal holds at most `p_max`, because an outage strands its tickets. A lease gets no ticket if
-- the show has no cap, is cancelled or is over, or if the journal was cloned.
create function grant_lease(
  p_id uuid, p_show text, p_today date, p_device text, p_journal uuid, p_want integer, p_max integer, p_at timestamptz
) returns text language plpgsql as $$
declare
  its_seller text := (select venue_id from device where id = p_device);
  its_show show;
  its_tally tally;
  seen record;
  until timestamptz;
  free integer;
  sharing integer;
  share numeric;
  owned integer;
  tickets integer;
begin
  select * into its_show from show where id = p_show and may_see(its_seller, venue_id);
  if not found or not may_use(its_seller, p_device, p_journal) then return 'unknown'; end if;
  its_tally := lock_tally(its_show.venue_id, p_show, tally_day(its_show.admission, p_today), p_at);
  perform require_active(array[p_device], p_show);
  -- Of this show's venue, or the device's own of another: a response names a lease by its id alone.
  select show_id, journal_id, seller_id into seen from lease
  where id = p_id and (venue_id = its_show.venue_id or seller_id = its_seller)
  order by seller_id <> its_seller limit 1;
  if found then
    if seen.seller_id <> its_seller then return 'unknown'; end if;
    return case when seen.show_id = p_show and seen.journal_id = p_journal then 'known' else 'mismatch' end;
  end if;
  if not lock_journal(its_seller, p_journal, p_device, p_at) then return 'unknown'; end if;
  select * into its_show from show where id = p_show;

  until := least(p_at + interval '24 hours', case
    when its_show.admission = 'per-day' then (its_tally.day + 1)::timestamp at time zone 'Europe/Helsinki'
    else its_show.starts_at + interval '6 hours' end);
  free := its_show.cap - its_tally.taken - its_tally.leased;
  select count(*) into sharing
  from (select devices_at(its_show.venue_id, p_show, its_tally.day, p_at) union select p_device) as here;
  select coalesce(sum(unused), 0) into owned from lease
  where venue_id = its_show.venue_id and journal_id = p_journal and seller_id = its_seller and show_id = p_show
    and day = its_tally.day and state = 'open';
  share := free / 2.0 / sharing;
  share := case when its_show.cap_is_hard then ceil(share) else floor(share) end;
  tickets := greatest(0, least(p_want, share::integer, p_max - owned, free));
  if its_show.cap is null or its_show.cancelled_at is not null or until <= p_at
    or (select cloned from journal where venue_id = its_seller and id = p_journal) then tickets := 0; end if;

  insert into lease (venue_id, id, show_id, day, device_id, seller_id, journal_id, state, granted, granted_at, seen_at,
    use_by, expiry_at, ended, ended_at)
  values (its_show.venue_id, p_id, p_show, its_tally.day, p_device, its_seller, p_journal,
    case when tickets > 0 then 'open' else 'closed' end, tickets, p_at, p_at, until,
    expiry_of(until, its_show.cap_is_hard, p_at), case when tickets = 0 then 'none-granted' end,
    case when tickets = 0 then p_at end);
  update tally set leased = leased + tickets
  where venue_id = its_show.venue_id and show_id = p_show and day = its_tally.day;
  return 'granted';
end $$;

-- Ends a lease, once. Its unused tickets become free. Returns its venue; null if there is none of that id, or if the device
-- may not end it: a device ends leases of its own journals, and the show's venue revokes any.
create function end_lease(p_id uuid, p_device text, p_ended text, p_reason text, p_at timestamptz)
returns text language plpgsql as $$
declare
  caller record;
  seen record;
  its_unused integer;
begin
  select venue_id into caller from device where id = p_device;
  select lease.venue_id, lease.show_id, lease.day into seen
  from lease join journal on journal.venue_id = lease.seller_id and journal.id = lease.journal_id
  where lease.id = p_id and (
    lease.seller_id = caller.venue_id and journal.device_id = p_device
    or p_ended = 'revoked' and lease.venue_id = caller.venue_id
  );
  if not found then return null; end if;
  perform lock_tally(seen.venue_id, seen.show_id, seen.day, p_at);
  update lease set state = case when p_ended = 'revoked' then 'revoked' else 'closed' end,
    ended = p_ended, ended_at = p_at, ended_by = p_device, end_reason = p_reason
  where venue_id = seen.venue_id and id = p_id and state = 'open'
  returning lease.unused into its_unused;
  if found then
    update tally set leased = leased - its_unused
    where venue_id = seen.venue_id and show_id = seen.show_id and day = seen.day;
  end if;
  return seen.venue_id;
end $$;

-- Reassigns leased tickets of a show that is not full to a visitor at the door. Takes them first from devices that have
-- been silent for half a minute, the longest silent first, then from those that were asked 1.5 seconds ago and have not
-- returned them; with `p_of_all`, from every device. Returns false if these are not enough, and recalls all other
-- leases, so that a retry can succeed. Decision 0010 has the reasons for the times. The caller has locked the tally.
create function reassign(p_venue text, p_show text, p_day date, p_tickets integer, p_of_all boolean, p_at timestamptz)
returns boolean language plpgsql as $$
declare
  holding record;
  leases uuid[] := '{}';
  takes integer[] := '{}';
  missing integer := p_tickets;
begin
  for holding in
    select id, unused from lease
    where venue_id = p_venue and show_id = p_show and day = p_day and state = 'open' and unused > 0
      and (p_of_all or seen_at <= p_at - interval '30 seconds' or recalled_at <= p_at - interval '1.5 seconds')
    order by seen_at > p_at - interval '30 seconds', seen_at, id
    for no key update
  loop
    exit when missing = 0;
    leases := leases || holding.id;
    takes := takes || least(holding.unused, missing);
    missing := missing - least(holding.unused, missing);
  end loop;
  if missing > 0 then
    update lease set recalled_at = p_at
    where venue_id = p_venue and show_id = p_show and day = p_day and state = 'open' and unused > 0 and recalled_at is null;
    return false;
  end if;
  update lease set reassigned = reassigned + take from unnest(leases, takes) as its (id, take)
  where lease.venue_id = p_venue and lease.id = its.id;
  return true;
end $$;

-- Returns a text to compare for each show, device and journal: the state of the show and of the device, and how many leases
-- the journal has there and how many of them are recalled. Null if there is no such show. In the order of the arguments.
create function news_stamps(
  p_shows text[], p_sellers text[], p_devices text[], p_journals uuid[], p_today date, p_at timestamptz
)
returns table (stamp text) language sql stable as $$
  -- With the transaction that wrote the tally: a device that knows a change from another answer must see that it was undone.
  select case when show.id is not null then concat_ws('.', show.version, tally.xmin::text,
    tickets_taken(show.venue_id, show.id, tally.day, tally.taken, p_at),
    tickets_leased(show.venue_id, show.id, tally.day, tally.leased, p_at), (
      select concat(count(*), '-', count(*) filter (where recalled_at is not null or reassigned > 0
        or (unused > 0 and are_wanted(lease.venue_id, lease.show_id, lease.day, device_id, p_at))))
      from lease
      where lease.venue_id = show.venue_id and journal_id = asked.journal and seller_id = asked.seller
        and show_id = show.id and state = 'open' and expiry_at > p_at
    ), state_of(device), device.name, device.show_ids) end
  from unnest(p_shows, p_sellers, p_devices, p_journals) with ordinality as asked (show_id, seller, asker, journal, ordinal)
  join device on device.id = asked.asker
  left join show on show.id = asked.show_id
  left join tally on tally.venue_id = show.venue_id and tally.show_id = show.id
    and tally.day = tally_day(show.admission, p_today)
  order by ordinal
$$;
