-- Counts for the figures, kept in the transaction of each usage. They replace those of 0004-growth-counts, which no release
-- has had: a running process of that version records as before, and has no statistics.

update required_migration set name = '0015-figures-keep';

drop trigger count_inserted on usage;
drop trigger count_updated on usage;
drop trigger move_counts on show;
drop function miscounted();
drop function recount(text);
drop function month_differences(text);
drop function count_differences(text);
drop function move_counts();
drop function count_usages();
drop function add_counts(counted[]);
drop table counted;
drop table counted_by_month;

-- Usages by show, day, seller (the venue whose device recorded them), input and prefix; empty texts: unknown.
create table counted (
  venue_id     text not null,
  show_id      text not null,
  on_day       date not null,
  seller_id    text not null,
  input        text not null,
  prefix       text not null,
  usages       integer not null,
  children     integer not null,
  -- Of the usages: recorded without the registry's answer; those of them that break a rule; not checked here.
  provisional  integer not null,
  flagged      integer not null,
  not_checked  integer not null,
  -- Not of the usages: voided since, and visits for which no ticket was left.
  voided       integer not null,
  turned_away  integer not null,
  -- The days of a venue, and below the days of all venues.
  primary key (venue_id, on_day, show_id, seller_id, input, prefix)
);
create index counted_on_day on counted (on_day);

-- The same by month.
create table counted_by_month (
  venue_id     text not null,
  month        date not null,
  seller_id    text not null,
  input        text not null,
  prefix       text not null,
  usages       integer not null,
  children     integer not null,
  provisional  integer not null,
  flagged      integer not null,
  not_checked  integer not null,
  voided       integer not null,
  turned_away  integer not null,
  primary key (venue_id, month, seller_id, input, prefix)
);

-- Clients: the different cards of a show, and of a venue in a month and in a year. A sum of days would count a card twice.
create table counted_clients (
  venue_id  text not null,
  -- Empty: all shows.
  show_id   text not null,
  first_on  date not null,
  last_on   date not null,
  prefix    text not null,
  clients   integer not null,
  primary key (venue_id, show_id, first_on, last_on, prefix)
);
create index counted_clients_of_period on counted_clients (first_on, last_on) where show_id = '';

-- Returns true if a visitor was turned away because no ticket was left: a refused request, or the void of a device that
-- sent none. An anonymised refusal has no reason, but its rule.
create function is_turned_away(p_state text, p_refusal jsonb, p_reason text) returns boolean language sql immutable as $$
  select p_state = 'refused' and p_refusal -> 'rule' ->> 'id' = 'cap-policy'
    or p_state = 'voided' and p_reason is not distinct from 'cap-reached'
$$;

-- Returns true if the registry would have refused a usage: one of its flags is the reason of a refusal.
create function is_flagged(p_flags text[]) returns boolean language sql immutable as $$
  select not p_flags <@ '{late,date-unsure,card-not-checked}'
$$;

-- Locks the counts of venues until the transaction ends. Every change takes this lock before any row of the counts, and
-- transactions of several venues in the order of the venues, so no two wait for each other.
create function lock_counts(p_venues text[]) returns void language plpgsql as $$
declare
  its text;
begin
  for its in select distinct venue from unnest(p_venues) as venue order by venue loop
    perform pg_advisory_xact_lock(hashtextextended('counts of ' || its, 0));
  end loop;
end $$;

-- Adds numbers, some of them negative, to the counts. The caller holds their lock. In PL/pgSQL, whose plans a connection
-- keeps.
create function add_counts(p_changes counted[]) returns void language plpgsql as $$
begin
  insert into counted
  select venue_id, show_id, on_day, seller_id, input, prefix, sum(usages), sum(children), sum(provisional), sum(flagged),
    sum(not_checked), sum(voided), sum(turned_away)
  from unnest(p_changes) group by 1, 2, 3, 4, 5, 6
  on conflict (venue_id, on_day, show_id, seller_id, input, prefix)
  do update set usages = counted.usages + excluded.usages, children = counted.children + excluded.children,
    provisional = counted.provisional + excluded.provisional, flagged = counted.flagged + excluded.flagged,
    not_checked = counted.not_checked + excluded.not_checked, voided = counted.voided + excluded.voided,
    turned_away = counted.turned_away + excluded.turned_away;

  insert into counted_by_month as its
  select venue_id, date_trunc('month', on_day)::date, seller_id, input, prefix, sum(usages), sum(children),
    sum(provisional), sum(flagged), sum(not_checked), sum(voided), sum(turned_away)
  from unnest(p_changes) group by 1, 2, 3, 4, 5
  on conflict (venue_id, month, seller_id, input, prefix)
  do update set usages = its.usages + excluded.usages, children = its.children + excluded.children,
    provisional = its.provisional + excluded.provisional, flagged = its.flagged + excluded.flagged,
    not_checked = its.not_checked + excluded.not_checked, voided = its.voided + excluded.voided,
    turned_away = its.turned_away + excluded.turned_away;
end $$;

-- Usages of a card that a statement has added to a day (1) or removed from it (-1).
create type client_change as (venue_id text, show_id text, on_day date, card text, prefix text, change integer);

-- Returns the counts of clients that a usage is in: of its show, its month and its year.
create function client_counts(p_show text, p_day date)
returns table (show_id text, first_on date, last_on date) language sql immutable as $$
  values (p_show, date '-infinity', date 'infinity'),
    ('', date_trunc('month', p_day)::date, (date_trunc('month', p_day) + interval '1 month - 1 day')::date),
    ('', date_trunc('year', p_day)::date, (date_trunc('year', p_day) + interval '1 year - 1 day')::date)
$$;

-- Adds the clients that have come or gone with these changes, which the usages show already. The caller holds the lock of
-- the counts, and this function is volatile, so it sees what others have committed before.
create function add_clients(p_changes client_change[]) returns void language plpgsql as $$
begin
  insert into counted_clients as its
  select venue_id, show_id, first_on, last_on, prefix, sum((usages > 0)::integer - (usages > change)::integer)
  from (
    -- The changes and the usages are grouped together. A join would compare each with each (settings of database.ts).
    select venue_id, its.show_id, first_on, last_on, prefix, card, sum(change) as change, sum(usages) as usages
    from (
      select venue_id, show_id, on_day, prefix, card, change, 0 as usages from unnest(p_changes)
      union all
      select card.venue_id, usage.show_id, statistics_day(show.admission, show.starts_at, usage.day),
        coalesce(usage.prefix, ''), card.card, 0, 1
      from (select distinct venue_id, card from unnest(p_changes)) as card
        cross join lateral (
          select * from usage where venue_id = card.venue_id and usage.card = card.card
            and state = 'counted' and how <> 'reserved' offset 0
        ) as usage
        join show on show.id = usage.show_id
      where is_in_statistics(usage.state, usage.how, usage.flags, show.admission)
    ) as of_card cross join lateral client_counts(of_card.show_id, on_day) as its
    group by 1, 2, 3, 4, 5, 6 having sum(change) <> 0
  ) as client
  where (usages > 0) <> (usages > change) group by 1, 2, 3, 4, 5
  on conflict (venue_id, show_id, first_on, last_on, prefix) do update set clients = its.clients + excluded.clients;
end $$;

-- A usage as it is after a statement (1), or was before it (-1).
create type usage_change as (
  show_id text, day date, device_id text, state text, how text, flags text[], input text, prefix text, provisional boolean,
  minors integer, card text, change integer
);

create function count_changes(p_changes usage_change[]) returns void language plpgsql as $$
declare
  changes counted[];
begin
  select array_agg(its) into changes from (
    select show.venue_id, usage.show_id, statistics_day(admission, starts_at, day), device.venue_id,
      coalesce(input, ''), coalesce(prefix, ''), sum(change * is_in)::integer, sum(change * is_in * minors)::integer,
      sum(change * is_in * is_provisional)::integer, sum(change * is_in * is_provisional * is_wrong)::integer,
      sum(change * is_in * is_unchecked)::integer, sum(change * is_voided)::integer, 0
    from unnest(p_changes) as usage join show on show.id = show_id join device on device.id = device_id
      cross join lateral (
        select is_in_statistics(state, how, flags, admission)::integer as is_in, provisional::integer as is_provisional,
          is_flagged(flags)::integer as is_wrong, (flags && '{card-not-checked}')::integer as is_unchecked,
          (state = 'voided' and how <> 'reserved')::integer as is_voided
      ) as usage_is
    where is_in + is_voided > 0
    group by 1, 2, 3, 4, 5, 6
    having (sum(change * is_in), sum(change * is_in * minors), sum(change * is_in * is_provisional),
      sum(change * is_in * is_provisional * is_wrong), sum(change * is_in * is_unchecked), sum(change * is_voided))
      <> (0, 0, 0, 0, 0, 0)
  ) as its;
  if changes is null then return; end if;
  perform lock_counts(array(select venue_id from unnest(changes)));
  perform add_counts(changes);
  perform add_clients(array(
    select row (show.venue_id, usage.show_id, statistics_day(admission, starts_at, day), card, coalesce(prefix, ''), change)::client_change
    from unnest(p_changes) as usage join show on show.id = show_id
    where card is not null and is_in_statistics(state, how, flags, admission)
  ));
end $$;

-- Counts what one statement has changed in the usages. With the registry's search path, also in a session of psql.
create function count_usages() returns trigger language plpgsql set search_path from current as $$
begin
  -- Only an update has both tables, and a name that does not exist is an error when its statement is planned.
  if tg_op = 'INSERT' then
    perform count_changes(array_agg(row (show_id, day, device_id, state, how, flags, input, prefix, provisional, minors, card,
      1)::usage_change)) from written;
  else
    perform count_changes(array_agg(row (show_id, day, device_id, state, how, flags, input, prefix, provisional, minors, card,
      change)::usage_change))
    from (
      select show_id, day, device_id, state, how, flags, input, prefix, provisional, minors, card, 1 as change from written
      union all
      -- Erasing a card takes no client away.
      select before.show_id, before.day, before.device_id, before.state, before.how, before.flags, before.input,
        before.prefix, before.provisional, before.minors,
        case when written.card is null and written.state = 'counted' then null else before.card end, -1
      from before join written on (written.venue_id, written.id) = (before.venue_id, before.id)
    ) as its;
  end if;
  return null;
end $$;
create trigger count_inserted after insert on usage
  referencing new table as written for each statement execute function count_usages();
create trigger count_updated after update on usage
  referencing old table as before new table as written for each statement execute function count_usages();

-- Counts a visitor who was turned away.
create function count_turned_away() returns trigger language plpgsql set search_path from current as $$
begin
  perform lock_counts(array[new.venue_id]);
  perform add_counts(array(
    select row (new.venue_id, new.show_id,
      statistics_day(admission, starts_at, coalesce(new.day, (new.recorded_at at time zone 'Europe/Helsinki')::date)),
      device.venue_id, '', '', 0, 0, 0, 0, 0, 0,
      case when is_turned_away(new.state, new.refusal, new.void_reason) then 1 else -1 end)::counted
    from show, device where show.id = new.show_id and device.id = new.device_id
  ));
  return null;
end $$;
create trigger count_turned_away after insert on visit for each row
  when (is_turned_away(new.state, new.refusal, new.void_reason)) execute function count_turned_away();
create trigger count_no_longer_turned_away after update of state on visit for each row
  when (is_turned_away(old.state, old.refusal, old.void_reason) is distinct from is_turned_away(new.state, new.refusal, new.void_reason))
  execute function count_turned_away();

-- Moves the counts of a show to the day it has been moved to. Locks its tally (lock_tally), so that no visit is counted
-- in the meantime.
create function move_counts() returns trigger language plpgsql set search_path from current as $$
declare
  changes counted[];
begin
  perform pg_advisory_xact_lock(hashtextextended(new.id, 0));
  perform lock_counts(array[new.venue_id]);
  select array_agg(its) into changes from (
    select venue_id, show_id, moved.on_day, seller_id, input, prefix, sign * usages, sign * children, sign * provisional,
      sign * flagged, sign * not_checked, sign * voided, sign * turned_away
    from counted cross join lateral (
      values (counted.on_day, -1), (statistics_day(new.admission, new.starts_at, null), 1)
    ) as moved (on_day, sign)
    where venue_id = new.venue_id and show_id = new.id
  ) as its;
  if changes is null then return null; end if;
  perform add_counts(changes);
  delete from counted
  where venue_id = new.venue_id and show_id = new.id
    and (usages, children, provisional, flagged, not_checked, voided, turned_away) = (0, 0, 0, 0, 0, 0, 0);
  perform add_clients(array(
    select row (new.venue_id, new.id, statistics_day(new.admission, moved.starts_at, usage.day), card, coalesce(prefix, ''),
      moved.sign)::client_change
    from usage cross join (values (old.starts_at, -1), (new.starts_at, 1)) as moved (starts_at, sign)
    where usage.venue_id = new.venue_id and usage.show_id = new.id and card is not null
      and is_in_statistics(state, how, flags, new.admission)
  ));
  return null;
end $$;
create trigger move_counts after update of starts_at on show for each row
  when (new.admission = 'once' and new.starts_at <> old.starts_at) execute function move_counts();
