-- Counts of usages for statistics, kept in the transaction of each usage, so they are never out of date. Triggers keep
-- them, because several functions write usages.

-- Returns the day whose statistics a usage belongs to: the visit's if the show admits per day, and otherwise the show's
-- in Helsinki.
create function statistics_day(p_admission text, p_starts_at timestamptz, p_day date)
returns date language sql immutable as $$
  select case when p_admission = 'per-day' then p_day else (p_starts_at at time zone 'Europe/Helsinki')::date end
$$;

-- Returns the counts as the usages themselves have them. A reservation is not a usage until it is redeemed.
create function counts_of_usages() returns setof counted language sql stable as $$
  select show.venue_id, usage.show_id, statistics_day(show.admission, show.starts_at, usage.day), device.venue_id,
    count(*)::integer, sum(usage.minors)::integer
  from usage join show on show.id = usage.show_id join device on device.id = usage.device_id
  where usage.state = 'counted' and usage.how <> 'reserved'
  group by 1, 2, 3, 4
$$;

-- Adds numbers, some of them negative, to the counts. Always in the order of the months' keys: transactions that count for
-- several shows would otherwise deadlock.
create function add_counts(p_changes counted[]) returns void language sql as $$
  insert into counted (venue_id, show_id, on_day, seller_id, usages, children)
  select venue_id, show_id, on_day, seller_id, sum(usages), sum(children) from unnest(p_changes)
  group by venue_id, show_id, on_day, seller_id order by venue_id, show_id, on_day, seller_id
  on conflict (venue_id, show_id, on_day, seller_id)
  do update set usages = counted.usages + excluded.usages, children = counted.children + excluded.children;

  insert into counted_by_month (venue_id, month, seller_id, usages, children)
  select venue_id, date_trunc('month', on_day)::date, seller_id, sum(usages), sum(children) from unnest(p_changes)
  group by 1, 2, 3 order by 1, 2, 3
  on conflict (venue_id, month, seller_id)
  do update set usages = counted_by_month.usages + excluded.usages,
    children = counted_by_month.children + excluded.children;
$$;

-- Adds what one statement has changed in the usages.
create function count_usages() returns trigger language plpgsql as $$
declare
  changes counted[];
begin
  -- Only an update has both tables, and a name that does not exist is an error when its statement is planned.
  if tg_op = 'INSERT' then
    select array_agg(change) into changes from (
      select show.venue_id, show_id, statistics_day(admission, starts_at, day), device.venue_id, count(*)::integer,
        sum(minors)::integer
      from written join show on show.id = show_id join device on device.id = device_id
      where state = 'counted' and how <> 'reserved' group by 1, 2, 3, 4
    ) as change;
  else
    select array_agg(change) into changes from (
      select show.venue_id, show_id, statistics_day(admission, starts_at, day), device.venue_id, sum(usages)::integer,
        sum(children)::integer
      from (
        select show_id, day, device_id, 1 as usages, minors as children
        from written where state = 'counted' and how <> 'reserved'
        union all
        select show_id, day, device_id, -1, -minors from before where state = 'counted' and how <> 'reserved'
      ) as usage join show on show.id = show_id join device on device.id = device_id
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

-- Moves the counts of a show to the day it has been moved to. Locks its tally, so that no visit is counted meanwhile.
create function move_counts() returns trigger language plpgsql as $$
declare
  changes counted[];
begin
  perform lock_tally(new.id, '0001-01-01');
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

-- Counts everything anew, while no usage is written. It reads whole tables, unlike everything else (`settings` of
-- database.ts).
create function recount() returns void language sql set enable_seqscan = on set enable_hashjoin = on as $$
  lock table usage in share row exclusive mode;
  delete from counted;
  delete from counted_by_month;
  select add_counts(array(select counts_of_usages()));
$$;

-- Returns the counts that differ from the usages, with both numbers: none, unless someone has changed rows by hand.
create function miscounted()
returns table (venue_id text, show_id text, period date, seller_id text, usages integer, counted integer)
language sql stable set enable_seqscan = on set enable_hashjoin = on as $$
  with actual as materialized (select * from counts_of_usages())
  select venue_id, show_id, on_day, seller_id, coalesce(actual.usages, 0), coalesce(counted.usages, 0)
  from actual full join counted using (venue_id, show_id, on_day, seller_id)
  where coalesce(actual.usages, 0) <> coalesce(counted.usages, 0)
    or coalesce(actual.children, 0) <> coalesce(counted.children, 0)
  union all
  select venue_id, null, month, seller_id, coalesce(actual.usages, 0), coalesce(counted_by_month.usages, 0)
  from (
    select venue_id, date_trunc('month', on_day)::date as month, seller_id, sum(usages)::integer as usages,
      sum(children)::integer as children
    from actual group by 1, 2, 3
  ) as actual full join counted_by_month using (venue_id, month, seller_id)
  where coalesce(actual.usages, 0) <> coalesce(counted_by_month.usages, 0)
    or coalesce(actual.children, 0) <> coalesce(counted_by_month.children, 0)
$$;
