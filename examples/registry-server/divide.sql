-- Divides the tables of an empty or filled registry into 16 partitions each by a hash of the venue (decision 0022). Stop every
-- process of the registry, and then, as the role that owns the tables:
--   psql -v ON_ERROR_STOP=1 -f divide.sql "$(cat /etc/kaiku/database-url)"
-- All or nothing. The next process that starts creates its functions again.

begin;
set local search_path to kaiku;
set local check_function_bodies to off;

-- Every table whose primary key holds the venue, but for those that every server has whole.
create temp table divided on commit drop as
select relation.oid::regclass as place, relation.relname as name, null::text as columns
from pg_constraint as key join pg_class as relation on relation.oid = key.conrelid
where key.contype = 'p' and key.connamespace = 'kaiku'::regnamespace and relation.relkind = 'r'
  and relation.relname not in ('client', 'hand_over', 'hand_over_row')
  and exists (select from pg_attribute where attrelid = conrelid and attnum = any (conkey) and attname = 'venue_id');
update divided set columns = (
  select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
  where attrelid = place and attnum > 0 and not attisdropped and attgenerated = ''
);

-- What PostgreSQL drops with a table: foreign keys, triggers, and functions that take or return its rows.
create temp table later on commit drop as
select 1 as turn, pg_get_functiondef(oid) as command from pg_proc where pronamespace = 'kaiku'::regnamespace
union all
select 2, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal and tgrelid in (select place from divided)
union all
select 3, format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint where contype = 'f' and connamespace = 'kaiku'::regnamespace and conrelid in (select place from divided);

do $$
declare
  its record;
begin
  for its in select * from divided loop
    execute format('alter table %I rename to %I', its.name, its.name || '_whole');
    execute format('create table %I (like %I including all) partition by hash (venue_id)', its.name, its.name || '_whole');
    for part in 0..15 loop
      execute format('create table %I partition of %I for values with (modulus 16, remainder %s)',
        its.name || '_' || part, its.name, part);
    end loop;
    execute format('insert into %I (%s) select %2$s from %3$I', its.name, its.columns, its.name || '_whole');
  end loop;
  for its in select * from divided loop
    execute format('drop table %I cascade', its.name || '_whole');
  end loop;
  for its in select command from later order by turn loop
    execute its.command;
  end loop;
end $$;
commit;
analyze;
