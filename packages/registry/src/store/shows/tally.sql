-- The tally of a show and day: how many tickets are taken, and how many devices have leased. The id of a show names it;
-- functions get its venue too, so that they search one partition of divided tables (decision 0022).

-- Returns the day of a show's tally: the calendar day if it admits per day, and otherwise a constant.
create function tally_day(p_admission text, p_day date) returns date language sql immutable as $$
  select case when p_admission = 'per-day' then p_day else date '0001-01-01' end
$$;

-- Returns how many tickets of the cap a usage takes: one per person, in a swimming hall one per card (ticketsOf of
-- admission/cap.ts).
create function tickets_of(p_kind text, p_minors integer) returns integer language sql immutable as $$
  select case when p_kind = 'swimming-hall' then 1 else 1 + p_minors end
$$;

-- Returns how many tickets of open leases have expired. They count as free from then on. The next transaction that locks
-- the tally closes those leases.
create function tickets_expired(p_venue text, p_show text, p_day date, p_at timestamptz)
returns integer language sql stable as $$
  select coalesce(sum(unused), 0)::integer from lease
  where venue_id = p_venue and show_id = p_show and day = p_day and state = 'open' and expiry_at <= p_at
$$;

-- Returns how many tickets devices have leased at a moment, given `tally.leased`.
create function tickets_leased(p_venue text, p_show text, p_day date, p_leased integer, p_at timestamptz)
returns integer language sql stable as $$
  select case when p_leased > 0 then p_leased - tickets_expired(p_venue, p_show, p_day, p_at) else 0 end
$$;

-- Returns the instant such that reservations made before it have lapsed; null while none has. A show that admits per day
-- has no start, so its reservations never lapse.
create function lapsed_before(p_show text, p_at timestamptz) returns timestamptz language sql stable as $$
  select starts_at - make_interval(mins => reservations_lapse_min) from show
  where id = p_show and admission = 'once' and starts_at - make_interval(mins => reservations_lapse_min) <= p_at
$$;

-- Returns whether a usage is a lapsed reservation, stored as such or not; null if nothing lapses. A reservation made
-- after that instant is valid: the clerk who made it knew the time.
create function has_lapsed(p_usage usage, p_before timestamptz) returns boolean language sql immutable as $$
  select p_usage.how = 'reserved' and least(p_usage.taken_at, p_usage.recorded_at) < p_before
$$;

-- Returns how many tickets are taken at a moment, given `tally.taken`. Lapsed reservations count as free. The next
-- transaction that locks the tally stores that. In PL/pgSQL, whose plans a connection keeps: a function in SQL is planned
-- again by each statement that calls it, which takes longer than running this one.
create function tickets_taken(p_venue text, p_show text, p_day date, p_taken integer, p_at timestamptz)
returns integer language plpgsql stable as $$
begin
  return p_taken - coalesce((
    select sum(tickets_of((select kind from show where id = p_show), minors)) from usage
    where venue_id = p_venue and show_id = p_show and day = p_day and state = 'counted' and how = 'reserved'
      and has_lapsed(usage, (select lapsed_before(p_show, p_at)))
  ), 0)::integer;
end $$;

-- Locks the tally of a show and day until the transaction ends, and returns it. With `p_at`, first closes leases that
-- have expired and marks reservations that have lapsed.
create function lock_tally(p_venue text, p_show text, p_day date, p_at timestamptz default null)
returns tally language plpgsql as $$
declare
  its tally;
begin
  -- This lock is first come, first served. Transactions that wait for a row alone are woken in no order, and some wait ten
  -- times as long.
  perform pg_advisory_xact_lock(hashtextextended(p_show, p_day - date '0001-01-01'));
  loop
    select * into its from tally where venue_id = p_venue and show_id = p_show and day = p_day for no key update;
    exit when found;
    insert into tally (venue_id, show_id, day) values (p_venue, p_show, p_day) on conflict do nothing;
  end loop;
  if its.leased > 0 and tickets_expired(p_venue, p_show, p_day, p_at) > 0 then
    with expired as (
      update lease set state = 'closed', ended = 'expired', ended_at = p_at
      where venue_id = p_venue and show_id = p_show and day = p_day and state = 'open' and expiry_at <= p_at
      returning unused
    )
    -- Sum what was closed: a device may have renewed its lease just now.
    update tally set leased = leased - coalesce((select sum(unused) from expired), 0)
    where venue_id = p_venue and show_id = p_show and day = p_day
    returning * into its;
  end if;
  if tickets_taken(p_venue, p_show, p_day, its.taken, p_at) < its.taken then
    with lapsed as (
      update usage set state = 'lapsed'
      where venue_id = p_venue and show_id = p_show and day = p_day and state = 'counted' and how = 'reserved'
        and has_lapsed(usage, (select lapsed_before(p_show, p_at)))
      returning tickets_of((select kind from show where id = p_show), minors) as tickets
    )
    update tally set taken = taken - coalesce((select sum(tickets) from lapsed), 0)
    where venue_id = p_venue and show_id = p_show and day = p_day
    returning * into its;
  end if;
  return its;
end $$;
