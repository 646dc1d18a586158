-- Counted usages by show, day and seller: the venue whose device recorded them.
create table counted (
  venue_id   text not null,
  show_id    text not null,
  on_day     date not null,
  seller_id  text not null,
  usages     integer not null,
  children   integer not null,
  -- The days of a venue, and below the days of all venues.
  primary key (venue_id, on_day, show_id, seller_id)
);
create index counted_on_day on counted (on_day);

-- The same by month.
create table counted_by_month (
  venue_id   text not null,
  month      date not null,
  seller_id  text not null,
  usages     integer not null,
  children   integer not null,
  primary key (venue_id, month, seller_id)
);

-- Counts of usages for statistics, kept in the transaction of each usage, so they are never out of date. Triggers keep
-- them, because several functions write usages.

-- Returns the day whose statistics a usage belongs to: the visit's if the show admits per day, and otherwise the show's
-- in Helsinki.
create function statistics_day(p_admission text, p_starts_at timestamptz, p_day date)
returns date language sql immutable as $$
  select case when p_admission = 'per-day' then p_day else (p_starts_at at time zone 'Europe/Helsinki')::date end
$$;

-- Returns whether a usage is in the statistics. A reservation is not a usage until it is redeemed. The day of a show that
-- admits per day may be wrong (`date-unsure`): then a person must review it first.
create function is_in_statistics(p_state text, p_how text, p_flags text[], p_admission text)
returns boolean language sql immutable as $$
  select p_state = 'counted' and p_how <> 'reserved' and not (p_admission = 'per-day' and p_flags && '{date-unsure}')
$$;

-- Adds numbers, some of them negative, to the counts. Always in the order of the months' keys: transactions that count for
-- several shows would otherwise deadlock.
create function add_counts(p_changes counted[]) returns void language plpgsql as $$
begin
  insert into counted (venue_id, show_id, on_day, seller_id, usages, children)
  select venue_id, show_id, on_day, seller_id, sum(usages), sum(children) from unnest(p_changes)
  group by venue_id, show_id, on_day, seller_id order by venue_id, on_day, show_id, seller_id
  on conflict (venue_id, on_day, show_id, seller_id)
  do update set usages = counted.usages + excluded.usages, children = counted.children + excluded.children;

  insert into counted_by_month (venue_id, month, seller_id, usages, children)
  select venue_id, date_trunc('month', on_day)::date, seller_id, sum(usages), sum(children) from unnest(p_changes)
  group by 1, 2, 3 order by 1, 2, 3
  on conflict (venue_id, month, seller_id)
  do update set usages = counted_by_month.usages + excluded.usages,
    children = counted_by_month.children + excluded.children;
end $$;

-- Adds what one statement has changed in the usages. With the registry's search path, also in a session of psql.
create function count_usages() returns trigger language plpgsql set search_path from current as $$
declare
  changes counted[];
begin
  -- Only an update has both tables, and a name that does not exist is an error when its statement is planned.
  if tg_op = 'INSERT' then
    select array_agg(change) into changes from (
      select show.venue_id, show_id, statistics_day(admission, starts_at, day), device.venue_id, count(*)::integer,
        sum(minors)::integer
      from written join show on show.id = show_id join device on device.id = device_id
      where is_in_statistics(state, how, flags, admission) group by 1, 2, 3, 4
    ) as change;
  else
    select array_agg(change) into changes from (
      select show.venue_id, show_id, statistics_day(admission, starts_at, day), device.venue_id, sum(usages)::integer,
        sum(children)::integer
      from (
        select show_id, day, device_id, state, how, flags, 1 as usages, minors as children from written
        union all
        select show_id, day, device_id, state, how, flags, -1, -minors from before
      ) as usage join show on show.id = show_id join device on device.id = device_id
      where is_in_statistics(state, how, flags, admission)
      group by 1, 2, 3, 4 having sum(usages) <> 0 or sum(children) <> 0
    ) as change;
  end if;
  if changes is not null then perform add_counts(changes); end if;
  return null;
end $$;
create trigger count_inserted after insert on usage
  referencing new table as written for each statement execute function count_usages();
create trigger count_updated after update on usage
  referencing old table as before new table as written for each statement execute function count_usages();

-- Moves the counts of a show to the day it has been moved to. Locks its tally (lock_tally), so that no visit is counted
-- in the meantime.
create function move_counts() returns trigger language plpgsql set search_path from current as $$
declare
  changes counted[];
begin
  perform pg_advisory_xact_lock(hashtextextended(new.id, 0));
  select array_agg(change) into changes from (
    select venue_id, show_id, moved.on_day, seller_id, moved.sign * usages, moved.sign * children
    from counted cross join lateral (
      values (counted.on_day, -1), (statistics_day(new.admission, new.starts_at, null), 1)
    ) as moved (on_day, sign)
    where venue_id = new.venue_id and show_id = new.id
  ) as change;
  if changes is null then return null; end if;
  perform add_counts(changes);
  delete from counted where venue_id = new.venue_id and show_id = new.id and usages = 0 and children = 0;
  return null;
end $$;
create trigger move_counts after update of starts_at on show for each row
  when (new.admission = 'once' and new.starts_at <> old.starts_at) execute function move_counts();

-- Returns what the counts of a venue's shows lack: nothing, unless someone has changed rows by hand. A transaction changes
-- usages and counts together, so the differences do not depend on which transactions have ended.
create function count_differences(p_venue text) returns setof counted language sql stable as $$
  select p_venue, show_id, on_day, seller_id, coalesce(actual.usages, 0) - coalesce(its.usages, 0),
    coalesce(actual.children, 0) - coalesce(its.children, 0)
  from (
    select show.id as show_id, statistics_day(show.admission, show.starts_at, usage.day) as on_day,
      device.venue_id as seller_id, count(*)::integer as usages, sum(usage.minors)::integer as children
    from show join usage on usage.show_id = show.id join device on device.id = usage.device_id
    where show.venue_id = p_venue and is_in_statistics(usage.state, usage.how, usage.flags, show.admission)
    group by 1, 2, 3
  ) as actual
  full join (select * from counted where venue_id = p_venue) as its using (show_id, on_day, seller_id)
  where (coalesce(actual.usages, 0), coalesce(actual.children, 0))
    <> (coalesce(its.usages, 0), coalesce(its.children, 0))
$$;

-- The same for the counts of its months, compared with those of its shows.
create function month_differences(p_venue text) returns setof counted_by_month language sql stable as $$
  select p_venue, month, seller_id, coalesce(actual.usages, 0) - coalesce(its.usages, 0),
    coalesce(actual.children, 0) - coalesce(its.children, 0)
  from (
    select date_trunc('month', on_day)::date as month, seller_id, sum(usages)::integer as usages,
      sum(children)::integer as children
    from counted where venue_id = p_venue group by 1, 2
  ) as actual
  full join (select * from counted_by_month where venue_id = p_venue) as its using (month, seller_id)
  where (coalesce(actual.usages, 0), coalesce(actual.children, 0))
    <> (coalesce(its.usages, 0), coalesce(its.children, 0))
$$;

-- Corrects the counts of a venue, while others are counted. One at a time.
create function recount(p_venue text) returns void language sql as $$
  select add_counts(array(select count_differences(p_venue)));
  insert into counted_by_month select * from month_differences(p_venue)
  on conflict (venue_id, month, seller_id)
  do update set usages = counted_by_month.usages + excluded.usages,
    children = counted_by_month.children + excluded.children;
$$;

-- Returns the venues whose counts differ from their usages, and in how many places.
create function miscounted() returns table (venue_id text, differences bigint) language sql stable as $$
  select venue.id, counts.differences from venue cross join lateral (
    select (select count(*) from count_differences(venue.id)) + (select count(*) from month_differences(venue.id))
  ) as counts (differences)
  where counts.differences > 0
$$;
