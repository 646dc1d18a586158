-- Limits on how many card codes a device may try.

-- Returns whether this registry refuses cards that its list lacks. If it does not, or has no list, an unknown code says
-- nothing about the device that looked it up.
create function keeps_cards() returns boolean language sql stable as $$
  select (select others from card_list) = 'unregistered' and exists (select from card)
$$;

-- Returns how many seconds a device has to wait in all for a number of unknown codes within a day: nothing for the first
-- `p_free`, one second for the next, two for the one after it, and so on.
create function seconds_for(p_codes bigint, p_free bigint) returns bigint language sql immutable as $$
  select greatest(0, p_codes - p_free) * (greatest(0, p_codes - p_free) + 1) / 2
$$;

-- Counts the codes of no card in messages of devices, before a response reveals them. Message *n* is of the
-- device `p_devices[n]` and has those `p_codes` whose `p_messages` is *n*. Returns for each message, in order, how many
-- milliseconds its device must wait until it may send it again; 0: it may be answered. A device that must wait learns
-- of no code, known or not, so a refusal says nothing about a code. Messages of a device are counted one after
-- another, in whatever process; its lock lasts as long as this statement. The same code again within a day is the same
-- card in the clerk's hand.
create function count_unknown(
  p_devices text[], p_messages integer[], p_codes text[], p_at timestamptz, p_free bigint
) returns table (wait_ms bigint) language plpgsql as $$
declare
  a_day_ago timestamptz := p_at - interval '1 day';
  has_list boolean := keeps_cards();
  its record;
  until timestamptz;
  added text[];
  before bigint;
begin
  perform pg_advisory_xact_lock(538010422, lock) from (
    select distinct hashtext(id) as lock from unnest(p_devices) as id order by lock
  ) as locks;
  for its in
    select ordinal, device, array_agg(code) as codes
    from unnest(p_devices) with ordinality as sent (device, ordinal)
      left join unnest(p_messages, p_codes) as of_it (message, code) on message = ordinal
    group by ordinal, device order by ordinal
  loop
    select slowed_until into until from device where id = its.device;
    if until > p_at then
      wait_ms := ceil(extract(epoch from until - p_at) * 1000);
      return next;
      continue;
    end if;
    select array_agg(distinct sent.code) into added from unnest(its.codes) as sent (code)
    where has_list and sent.code is not null
      and not exists (select from card where card.code = sent.code)
      and not exists (
        select from unknown_code as counted
        where counted.device_id = its.device and counted.code = sent.code and counted.at > a_day_ago
      );
    if added is not null then
      delete from unknown_code where device_id = its.device and at <= a_day_ago;
      select count(*) into before from unknown_code where device_id = its.device;
      insert into unknown_code (venue_id, device_id, code, at)
      select device.venue_id, its.device, code, p_at from device, unnest(added) as code where device.id = its.device;
      update device set slowed_until = p_at + make_interval(
        secs => seconds_for(before + cardinality(added), p_free) - seconds_for(before, p_free)
      ) where id = its.device and before + cardinality(added) > p_free;
    end if;
    wait_ms := 0;
    return next;
  end loop;
end $$;

-- Takes one from a quota that refills by `p_per_second`, up to `p_at_once`. Returns 0, or, if the quota is empty, how
-- many milliseconds it takes to refill.
create function take_one(
  p_venue text, p_id text, p_at timestamptz, p_per_second double precision, p_at_once double precision
) returns integer language plpgsql as $$
declare
  filled double precision;
begin
  insert into lookup_quota (venue_id, id, level, at) values (p_venue, p_id, p_at_once, p_at) on conflict do nothing;
  -- A clock that was set back refills nothing.
  select least(p_at_once, level + p_per_second * greatest(0, extract(epoch from p_at - at))) into filled
  from lookup_quota where venue_id = p_venue and id = p_id for update;
  if filled < 1 then return ceil((1 - filled) / p_per_second * 1000); end if;
  update lookup_quota set level = filled - 1, at = greatest(at, p_at)
  where venue_id = p_venue and id = p_id;
  return 0;
end $$;

-- Returns how many milliseconds a device must wait until it may look a card up: for its quota and its venue's (it takes
-- one of each), or because it has sent too many unknown codes (`is_slowed`).
create function take_look_up(
  p_device text, p_venue text, p_card text, p_at timestamptz, p_device_per_second double precision,
  p_device_at_once double precision, p_venue_per_second double precision, p_venue_at_once double precision,
  p_free bigint
) returns table (wait_ms bigint, is_slowed boolean) language plpgsql as $$
declare
  wait bigint := take_one(p_venue, 'device ' || p_device, p_at, p_device_per_second, p_device_at_once);
begin
  if wait = 0 then wait := take_one(p_venue, 'venue ' || p_venue, p_at, p_venue_per_second, p_venue_at_once); end if;
  if wait > 0 then return query select wait, false; return; end if;
  return query
  select counted.wait_ms, counted.wait_ms > 0 from count_unknown(array[p_device], '{1}', array[p_card], p_at, p_free) as counted;
end $$;
