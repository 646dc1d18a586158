-- no transaction
-- Removes the keys without a venue, and what else only processes from before 0008 use.

update required_migration set name = '0008-venue-keys';

do $$
declare
  place text;
begin
  foreach place in array '{tally,visit,usage,lease,recorded_for,journal,accounted,adoption,unknown_code,lookup_quota}'::text[]
  loop
    perform set_config('lock_timeout', '500ms', true);
    execute format('drop trigger if exists add_venue on %I', place);
    commit;
  end loop;
end $$;

drop function if exists add_venue();

drop trigger if exists account_brokered on brokered;

drop function if exists account_brokered();

delete from accounted using brokered
where (accounted.venue_id, accounted.journal_id, accounted.seq, accounted.entry_id)
  = (brokered.venue_id, brokered.journal_id, brokered.seq, brokered.id);

-- These are in those that hold the venue.
alter table journal drop constraint if exists journal_device_id_fkey;

alter table unknown_code drop constraint if exists unknown_code_device_id_fkey;

-- Foreign keys that hold no venue. Those of the new keys replace them, but for a journal, which may be of another venue.
do $$
declare
  its record;
begin
  for its in
    select conrelid::regclass as place, conname from pg_constraint
    where contype = 'f' and connamespace = current_schema()::regnamespace
      and confrelid in ('visit'::regclass, 'usage'::regclass, 'journal'::regclass, 'show'::regclass)
      and conrelid <> 'brokered'::regclass
      and not exists (
        select from pg_attribute where attrelid = conrelid and attnum = any (conkey) and attname = 'venue_id'
      )
  loop
    perform set_config('lock_timeout', '500ms', true);
    execute format('alter table %s drop constraint %I', its.place, its.conname);
    commit;
  end loop;
end $$;

do $$
declare
  place text;
begin
  foreach place in array '{tally,visit,usage,lease,recorded_for,journal,accounted,adoption,unknown_code,lookup_quota}'::text[]
  loop
    continue when to_regclass(place || '_key') is null;
    perform set_config('lock_timeout', '500ms', true);
    execute format(
      'alter table %I drop constraint %I, add constraint %2$I primary key using index %I', place, place || '_pkey',
      place || '_key'
    );
    commit;
  end loop;
end $$;

drop index concurrently if exists usage_once;

drop index concurrently if exists usage_redeems;

-- Unused since 0002.
drop table if exists miss;

alter table device drop column if exists stopped_at;
