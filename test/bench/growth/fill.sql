-- Fills an empty registry as a country would in years. Everything follows from the numbers of the rows, so two fills of
-- one size and one moment are equal. The session's settings fill.* have the size: see fill.ts.

-- What is marked as of the venue is left out for tables from before 0008-venue-columns.

set search_path to kaiku;
set synchronous_commit to off;
set maintenance_work_mem to '512MB';
set work_mem to '256MB';
set jit to off;
-- The rows are consistent by construction. Checking two million foreign keys takes as long as everything else.
set session_replication_role to replica;

create temp table size as
select current_setting('fill.venues')::integer as venues, current_setting('fill.shows')::integer as shows,
  current_setting('fill.cards')::integer as cards, current_setting('fill.usages')::integer as usages,
  current_setting('fill.now')::timestamptz as now;

-- Indexes are created again after the rows. That is three times as fast.
create temp table dropped as
select index.indexrelid::regclass::text as name, pg_get_indexdef(index.indexrelid) as sql
from pg_index as index join pg_class as relation on relation.oid = index.indrelid
where relation.relnamespace = 'kaiku'::regnamespace
  and not exists (select from pg_constraint where conindid = index.indexrelid);
do $$ declare its record; begin
  for its in select * from dropped loop execute format('drop index %s', its.name); end loop;
end $$;

-- A coordinator, a broker for four venues of five, and the venues. Each has two tills; the token of a till is its id.
insert into venue (id, name, kind) values ('maa', 'Maa', 'coordinator'), ('lippu', 'Lippukauppa', 'broker');
insert into venue (id, name) select 'talo-' || n, 'Talo ' || n from size, generate_series(0, venues - 1) as n;
insert into client (broker_id, venue_id) select 'lippu', 'talo-' || n from size, generate_series(0, venues * 4 / 5 - 1) as n;
do $$ begin
  -- The tables of the first version have no roles. The trigger that sets them is off.
  if exists (select from pg_attribute where attrelid = 'device'::regclass and attname = 'role') then
    alter table device alter column role set default 'manager';
  end if;
end $$;
insert into device (id, venue_id, name, token_hash)
select venue.id || '-' || n, venue.id, 'Kassa ' || n, encode(sha256((venue.id || '-' || n)::bytea), 'hex')
from venue, generate_series(1, 2) as n;
insert into lookup_quota (/*venue*/venue_id, /*end*/id, level, at) select /*venue*/venue_id, /*end*/'device ' || device.id, 30, now from size, device;
insert into lookup_quota (/*venue*/venue_id, /*end*/id, level, at) select /*venue*/venue.id, /*end*/'venue ' || venue.id, 150, now from size, venue;
insert into journal (/*venue*/venue_id, /*end*/id, device_id, first_seen_at, last_seen_at)
select /*venue*/venue_id, /*end*/md5('journal ' || device.id)::uuid, device.id, now - interval '3 years', now - interval '1 hour'
from size, device;

insert into card (code, status, valid_until_on, minors)
select 'A' || 500000000 + n, case when n % 50 = 49 then 'inactive' else 'active' end, now::date + 30 + n % 300, n % 4
from size, generate_series(0, cards - 1) as n;

-- Each venue has two shows a day, so that no visit is old enough to be anonymised. One in ten is still to come. The first of
-- every fifth venue is a swimming hall, and one show in a hundred is large.
create temp table shows as
select n, n % venues as venue, 'esitys-' || n as id, n < venues and n % 5 = 0 as is_hall, n / venues % 100 = 7 as is_large,
  date_trunc('hour', now) + (n / venues - shows / venues * 9 / 10) * interval '12 hours' + interval '5 hours' as starts_at
from size, generate_series(0, shows - 1) as n;
insert into show (id, venue_id, name, kind, admission, starts_at, seats, cap)
select id, 'talo-' || venue, 'Esitys ' || n, case when is_hall then 'swimming-hall' else 'performance' end,
  case when is_hall then 'per-day' else 'once' end, starts_at, 100000, 100000
from shows;

-- Half of the usages are of the large shows, the others are spread evenly. One card in ten has no usage. Shows with an
-- odd number are visited in pairs.
create temp table usages as
with shared as (select greatest(1, usages / 2 * 100 / shows) as large, usages / 2.0 / shows as small from size),
numbered as (
  select shows.*, case
    when is_hall then 100
    when is_large then large
    else floor((n + 1) * small)::integer - floor(n * small)::integer end as count
  from shows, shared
)
select n, id as show_id, is_hall, starts_at, starts_at < now as is_over, nth, nth / (1 + n % 2) as visit,
  md5('usage ' || n || ' ' || nth)::uuid as usage_id, md5('visit ' || n || ' ' || nth / (1 + n % 2))::uuid as visit_id,
  'A' || 500000000 + (n::bigint * 7919 + nth) % (cards * 9 / 10) as card, nth % 3 as minors,
  case when venue < venues * 4 / 5 and (n + nth / (1 + n % 2)) % 5 = 0 then 'lippu' else 'talo-' || venue end
    || '-' || 1 + (nth / (1 + n % 2)) % 2 as device_id,
  (n * 31 + nth / (1 + n % 2) * 17) % 100 as chance,
  case when is_hall then (starts_at at time zone 'Europe/Helsinki')::date + nth
    % greatest(1, (now at time zone 'Europe/Helsinki')::date - (starts_at at time zone 'Europe/Helsinki')::date)
    else '0001-01-01' end as day
from size, numbered, generate_series(0, count - 1) as nth;

-- Three visits of a hundred are voided, five are reservations: lapsed, or still to come.
create temp table visits as
select distinct on (visit_id) visit_id as id, n, visit, show_id, day, device_id,
  case when chance < 3 then 'voided' else 'counted' end as state,
  case when chance between 3 and 7 and not is_hall then 'reserved' when device_id like 'lippu%' then 'sold' else 'door' end
    as how,
  is_over,
  case when is_hall then day + time '12:00' at time zone 'UTC' when is_over then starts_at - visit % 60 * interval '1 minute'
    else now - interval '1 day' - visit % 300 * interval '1 minute' end as at
from size, usages order by visit_id;
-- One show in twenty refused a visitor.
insert into visits
select md5('refused ' || n)::uuid, n, 0, id, '0001-01-01', 'talo-' || venue || '-1', 'refused', 'door', true,
  least(starts_at, now - interval '1 day')
from size, shows where n % 20 = 3 and not is_hall;
create temp table numbered as
select visits.*, md5('journal ' || device_id)::uuid as journal_id, show.venue_id, device.venue_id as seller_id,
  row_number() over (partition by device_id order by at, visits.id) as seq
from visits join show on show.id = show_id join device on device.id = device_id;

insert into visit (/*venue*/venue_id, /*end*/id, show_id, day, device_id, state, fingerprint, refusal, recorded_at, voided_at, voided_by,
  void_reason, journal_id, seq, counted_from, metadata)
select /*venue*/venue_id, /*end*/id, show_id, day, device_id, state, case when state <> 'voided' then md5(id::text) || ' 0' end,
  case when state = 'refused' then '{"reason": "cap-reached", "rule": {"id": "cap-policy"}}'::jsonb end, at,
  case when state = 'voided' then at + interval '1 minute' end, case when state = 'voided' then device_id end,
  case when state = 'voided' then 'undone-by-clerk' end,
  /*venue*/case when seller_id = venue_id then /*end*/journal_id/*venue*/ end/*end*/,
  /*venue*/case when seller_id = venue_id then /*end*/seq/*venue*/ end/*end*/, case when state = 'counted' then 'free' end,
  case when n % 10 = 0 then jsonb_build_object('channel', 'web-' || n % 3) end
from numbered order by id;
/*venue*/insert into brokered (venue_id, id, show_id, journal_id, seq)
select seller_id, id, show_id, journal_id, seq from numbered where seller_id = 'lippu' order by id;/*end*/
insert into usage (/*venue*/venue_id, prefix, input, provisional, /*end*/id, visit_id, show_id, day, device_id, state, card, minors, how, taken_at, recorded_at, voided_at,
  voided_by, void_reason)
select /*venue*/visits.venue_id, case when state = 'counted' then 'A' end, (array['camera', 'reader', 'typed'])[1 + nth % 3],
    visits.n % 20 = 0, /*end*/usages.usage_id, visits.id, visits.show_id, visits.day, visits.device_id,
  case when how = 'reserved' and state = 'counted' and visits.is_over then 'lapsed' else state end,
  case when state = 'counted' then usages.card end, usages.minors, how, at, at,
  case when state = 'voided' then at + interval '1 minute' end, case when state = 'voided' then visits.device_id end,
  case when state = 'voided' then 'undone-by-clerk' end
from usages join numbered as visits on visits.id = usages.visit_id order by usages.usage_id;

-- The message of each void has a number too.
with counts as (
  select device_id, max(seq) as high from numbered group by device_id
), voided as (
  insert into accounted (/*venue*/venue_id, /*end*/journal_id, seq, entry_id, outcome)
  select /*venue*/seller_id, /*end*/journal_id, high + row_number() over (partition by device_id order by id), id, 'voided'
  from numbered join counts using (device_id) where state = 'voided'
  returning journal_id, seq
)
update journal set seq_high = its.high, checked_through = its.high
from (
  select journal_id, max(seq) as high from (select journal_id, seq from numbered union all select * from voided) as used
  group by journal_id
) as its where journal.id = its.journal_id;
insert into recorded_for (/*venue*/venue_id, seller_id, /*end*/show_id, journal_id)
select distinct /*venue*/venue_id, seller_id, /*end*/show_id, journal_id from numbered;

-- A lease for one show in three: returned, or open if the show is still to come.
insert into lease (/*venue*/venue_id, seller_id, /*end*/id, show_id, day, device_id, journal_id, state, granted, granted_at, seen_at, use_by,
  expiry_at, ended, ended_at)
select /*venue*/'talo-' || venue, 'talo-' || venue, /*end*/md5('lease ' || n)::uuid, id, '0001-01-01', 'talo-' || venue || '-1', md5('journal talo-' || venue || '-1')::uuid,
  case when starts_at < now then 'closed' else 'open' end, 2, least(starts_at, now) - interval '1 hour',
  least(starts_at, now), starts_at + interval '6 hours', starts_at + interval '18 hours',
  case when starts_at < now then 'returned' end, case when starts_at < now then starts_at end
from size, shows where n % 3 = 0 and not is_hall;

insert into tally (/*venue*/venue_id, /*end*/show_id, day, taken, leased)
select /*venue*/venue_id, /*end*/show_id, day, sum(taken), sum(leased) from (
  select /*venue*/usage.venue_id, /*end*/show_id, day, case when show.kind = 'swimming-hall' then 1 else 1 + minors end as taken, 0 as leased
  from usage join show on show.id = show_id where state = 'counted'
  union all select /*venue*/venue_id, /*end*/show_id, day, 0, unused from lease where state = 'open'
) as tickets group by /*venue*/venue_id, /*end*/show_id, day;

do $$ declare its record; begin
  for its in select * from dropped loop execute its.sql; end loop;
end $$;
set session_replication_role to origin;

analyze;
-- What later versions have, unless the tables are those of the first (test/soak/migrations.ts).
do $$ begin
  if to_regclass('counted') is null then return; end if;
  alter table device alter column role drop default;
  update device set role = 'coordinator' where venue_id = 'maa';
  insert into unknown_code (/*venue*/venue_id, /*end*/device_id, code, at)
  select /*venue*/venue_id, /*end*/device.id, 'A7' || lpad(n::text, 8, '0'), now - interval '2 days' from size, device, generate_series(1, 3) as n;
  -- As the registry's sessions, so that each venue's usages are found by its shows.
  set local enable_seqscan to off;
  set local enable_hashjoin to off;
  set local enable_mergejoin to off;
  perform recount(id) from venue;
end $$;
