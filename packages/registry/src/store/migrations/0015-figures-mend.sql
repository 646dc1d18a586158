-- Comparing the counts with what they count, and correcting them.

-- Returns what the counts of a venue's shows lack: nothing, unless someone has changed rows by hand. A transaction changes
-- usages and counts together, so the differences do not depend on which transactions have ended.
create function count_differences(p_venue text) returns setof counted language sql stable as $$
  select p_venue, show_id, on_day, seller_id, input, prefix, sum(usages)::integer, sum(children)::integer,
    sum(provisional)::integer, sum(flagged)::integer, sum(not_checked)::integer, sum(voided)::integer,
    sum(turned_away)::integer
  from (
    select usage.show_id, statistics_day(show.admission, show.starts_at, usage.day) as on_day, device.venue_id as seller_id,
      coalesce(input, '') as input, coalesce(prefix, '') as prefix, is_in::integer as usages, is_in::integer * minors as children,
      (is_in and provisional)::integer as provisional, (is_in and provisional and is_flagged(flags))::integer as flagged,
      (is_in and flags && '{card-not-checked}')::integer as not_checked, is_voided::integer as voided, 0 as turned_away
    from show join usage on usage.venue_id = show.venue_id and usage.show_id = show.id
      join device on device.id = usage.device_id
      cross join lateral (
        select is_in_statistics(usage.state, usage.how, usage.flags, show.admission) as is_in,
          usage.state = 'voided' and usage.how <> 'reserved' as is_voided
      ) as usage_is
    where show.venue_id = p_venue and (is_in or is_voided)
    union all
    select visit.show_id, statistics_day(show.admission, show.starts_at,
        coalesce(visit.day, (visit.recorded_at at time zone 'Europe/Helsinki')::date)),
      device.venue_id, '', '', 0, 0, 0, 0, 0, 0, 1
    from show join visit on visit.venue_id = show.venue_id and visit.show_id = show.id
      join device on device.id = visit.device_id
    where show.venue_id = p_venue and is_turned_away(visit.state, visit.refusal, visit.void_reason)
    union all
    select show_id, on_day, seller_id, input, prefix, -usages, -children, -provisional, -flagged, -not_checked, -voided,
      -turned_away
    from counted where venue_id = p_venue
  ) as its
  group by 2, 3, 4, 5, 6
  having (sum(usages), sum(children), sum(provisional), sum(flagged), sum(not_checked), sum(voided), sum(turned_away))
    <> (0, 0, 0, 0, 0, 0, 0)
$$;

-- The same for the counts of its months, compared with those of its shows.
create function month_differences(p_venue text) returns setof counted_by_month language sql stable as $$
  select p_venue, month, seller_id, input, prefix, sum(usages)::integer, sum(children)::integer, sum(provisional)::integer,
    sum(flagged)::integer, sum(not_checked)::integer, sum(voided)::integer, sum(turned_away)::integer
  from (
    select date_trunc('month', on_day)::date as month, seller_id, input, prefix, usages, children, provisional, flagged,
      not_checked, voided, turned_away
    from counted where venue_id = p_venue
    union all
    select month, seller_id, input, prefix, -usages, -children, -provisional, -flagged, -not_checked, -voided, -turned_away
    from counted_by_month where venue_id = p_venue
  ) as its
  group by 2, 3, 4, 5
  having (sum(usages), sum(children), sum(provisional), sum(flagged), sum(not_checked), sum(voided), sum(turned_away))
    <> (0, 0, 0, 0, 0, 0, 0)
$$;

-- The same for its clients. Counts that have a usage whose card is erased are what they were before, so they are left out.
create function client_differences(p_venue text) returns setof counted_clients language sql stable as $$
  with actual as (
    select its.show_id, its.first_on, its.last_on, coalesce(prefix, '') as prefix, count(distinct card)::integer as clients,
      bool_or(card is null) as is_erased
    from show join usage on usage.venue_id = show.venue_id and usage.show_id = show.id
      cross join lateral client_counts(show.id, statistics_day(show.admission, show.starts_at, usage.day)) as its
    where show.venue_id = p_venue and is_in_statistics(usage.state, usage.how, usage.flags, show.admission)
    group by 1, 2, 3, 4
  )
  select p_venue, show_id, first_on, last_on, prefix, coalesce(actual.clients, 0) - coalesce(its.clients, 0)
  from actual full join (select * from counted_clients where venue_id = p_venue) as its
    using (show_id, first_on, last_on, prefix)
  where coalesce(actual.clients, 0) <> coalesce(its.clients, 0) and is_erased is not true
$$;

-- Corrects the counts of a venue, while others are counted.
create function recount(p_venue text) returns void language plpgsql as $$
begin
  perform lock_counts(array[p_venue]);
  perform add_counts(array(select count_differences(p_venue)));
  insert into counted_by_month as its select * from month_differences(p_venue)
  on conflict (venue_id, month, seller_id, input, prefix)
  do update set usages = its.usages + excluded.usages, children = its.children + excluded.children,
    provisional = its.provisional + excluded.provisional, flagged = its.flagged + excluded.flagged,
    not_checked = its.not_checked + excluded.not_checked, voided = its.voided + excluded.voided,
    turned_away = its.turned_away + excluded.turned_away;
  insert into counted_clients as its select * from client_differences(p_venue)
  on conflict (venue_id, show_id, first_on, last_on, prefix) do update set clients = its.clients + excluded.clients;
end $$;

-- Returns the venues whose counts differ from their usages, and in how many places.
create function miscounted() returns table (venue_id text, differences bigint) language sql stable as $$
  select venue.id, counts.differences from venue cross join lateral (
    select (select count(*) from count_differences(venue.id)) + (select count(*) from month_differences(venue.id))
      + (select count(*) from client_differences(venue.id))
  ) as counts (differences)
  where counts.differences > 0
$$;
