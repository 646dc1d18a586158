-- Limits on how many card codes a device may try.

-- Returns whether this registry has a list of cards. Without one every code is unknown, so an unknown code says nothing
-- about the device that looked it up.
create function keeps_cards() returns boolean language sql stable as $$
  select exists (select from card)
$$;

-- Records a code of no card, and stops a device that has looked up more than `p_max` different ones within a clock
-- hour. The same code again is the same card in the clerk's hand. Returns whether the device is stopped.
create function count_miss(p_device text, p_code text, p_at timestamptz, p_max integer)
returns boolean language plpgsql as $$
declare
  this_hour timestamptz := date_trunc('hour', p_at, 'UTC');
begin
  delete from miss where device_id = p_device and hour < this_hour;
  insert into miss (device_id, hour, code) values (p_device, this_hour, p_code) on conflict do nothing;
  if (select count(*) from miss where device_id = p_device and hour = this_hour) <= p_max then return false; end if;
  update device set stopped_at = p_at where id = p_device and stopped_at is null;
  return true;
end $$;

-- Takes one from a quota that refills by `p_per_second`, up to `p_at_once`. Returns 0, or, if the quota is empty, how
-- many milliseconds it takes to refill.
create function take_one(p_id text, p_at timestamptz, p_per_second double precision, p_at_once double precision)
returns integer language plpgsql as $$
declare
  filled double precision;
begin
  insert into lookup_quota (id, level, at) values (p_id, p_at_once, p_at) on conflict (id) do nothing;
  -- A clock that was set back refills nothing.
  select least(p_at_once, level + p_per_second * greatest(0, extract(epoch from p_at - at))) into filled
  from lookup_quota where id = p_id for update;
  if filled < 1 then return ceil((1 - filled) / p_per_second * 1000); end if;
  update lookup_quota set level = filled - 1, at = greatest(at, p_at) where id = p_id;
  return 0;
end $$;

-- Returns whether a device may look a card up now. Takes one from its quota and its venue's, and counts a miss if no
-- card has the code.
create function take_look_up(
  p_device text, p_venue text, p_card text, p_at timestamptz, p_device_per_second double precision,
  p_device_at_once double precision, p_venue_per_second double precision, p_venue_at_once double precision,
  p_max_misses integer
) returns table (wait_ms integer, stopped boolean) language plpgsql as $$
declare
  wait integer := take_one('device ' || p_device, p_at, p_device_per_second, p_device_at_once);
begin
  if wait = 0 then wait := take_one('venue ' || p_venue, p_at, p_venue_per_second, p_venue_at_once); end if;
  if wait > 0 then return query select wait, false; return; end if;
  if exists (select from card where code = p_card) or not keeps_cards() then return query select 0, false; return; end if;
  return query select 0, count_miss(p_device, p_card, p_at, p_max_misses);
end $$;
