-- no transaction
-- Keys that hold the venue, next to the old ones, which processes of the last release use.

do $$
declare
  its record;
begin
  for its in
    select relname as place, attname as name from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and attname in ('venue_id', 'seller_id')
      and not attnotnull
  loop
    perform set_config('lock_timeout', '500ms', true);
    execute format('alter table %I drop constraint if exists is_known', its.place);
    execute format('alter table %I add constraint is_known check (%I is not null) not valid', its.place, its.name);
    commit;
    execute format('alter table %I validate constraint is_known', its.place);
    commit;
    perform set_config('lock_timeout', '500ms', true);
    execute format('alter table %I alter column %I set not null, drop constraint is_known', its.place, its.name);
    commit;
  end loop;
end $$;

drop index concurrently if exists show_of_venue;

create unique index concurrently show_of_venue on show (id, venue_id);

drop index concurrently if exists device_of_its_venue;

create unique index concurrently device_of_its_venue on device (id, venue_id);

drop index concurrently if exists tally_key;

create unique index concurrently tally_key on tally (show_id, day, venue_id);

drop index concurrently if exists visit_key;

create unique index concurrently visit_key on visit (id, venue_id);

drop index concurrently if exists usage_key;

create unique index concurrently usage_key on usage (id, venue_id);

drop index concurrently if exists usage_once_of_venue;

create unique index concurrently usage_once_of_venue on usage (show_id, day, card, venue_id)
  where state = 'counted' and not (flags && '{already-recorded,card-twice-in-visit}');

drop index concurrently if exists usage_redeems_of_venue;

create unique index concurrently usage_redeems_of_venue on usage (redeems, venue_id) where redeems is not null;

drop index concurrently if exists lease_key;

create unique index concurrently lease_key on lease (id, venue_id);

drop index concurrently if exists recorded_for_key;

create unique index concurrently recorded_for_key on recorded_for (show_id, journal_id, seller_id, venue_id);

drop index concurrently if exists journal_key;

create unique index concurrently journal_key on journal (id, venue_id);

drop index concurrently if exists accounted_key;

create unique index concurrently accounted_key on accounted (journal_id, seq, venue_id);

drop index concurrently if exists adoption_key;

create unique index concurrently adoption_key on adoption (journal_id, device_id, venue_id);

drop index concurrently if exists unknown_code_key;

create unique index concurrently unknown_code_key on unknown_code (device_id, code, venue_id);

drop index concurrently if exists lookup_quota_key;

create unique index concurrently lookup_quota_key on lookup_quota (id, venue_id);

alter table tally drop constraint if exists tally_of_show_fkey,
  add constraint tally_of_show_fkey foreign key (show_id, venue_id) references show (id, venue_id) not valid;

alter table tally validate constraint tally_of_show_fkey;

alter table visit drop constraint if exists visit_of_show_fkey,
  add constraint visit_of_show_fkey foreign key (show_id, venue_id) references show (id, venue_id) not valid;

alter table visit validate constraint visit_of_show_fkey;

alter table visit drop constraint if exists visit_of_journal_fkey,
  add constraint visit_of_journal_fkey foreign key (journal_id, venue_id) references journal (id, venue_id) not valid;

alter table visit validate constraint visit_of_journal_fkey;

alter table usage drop constraint if exists usage_of_visit_fkey,
  add constraint usage_of_visit_fkey foreign key (visit_id, venue_id) references visit (id, venue_id) not valid;

alter table usage validate constraint usage_of_visit_fkey;

alter table usage drop constraint if exists usage_redeems_fkey,
  add constraint usage_redeems_fkey foreign key (redeems, venue_id) references usage (id, venue_id) not valid;

alter table usage validate constraint usage_redeems_fkey;

alter table lease drop constraint if exists lease_of_show_fkey,
  add constraint lease_of_show_fkey foreign key (show_id, venue_id) references show (id, venue_id) not valid;

alter table lease validate constraint lease_of_show_fkey;

alter table recorded_for drop constraint if exists recorded_for_of_show_fkey,
  add constraint recorded_for_of_show_fkey foreign key (show_id, venue_id) references show (id, venue_id) not valid;

alter table recorded_for validate constraint recorded_for_of_show_fkey;

alter table journal drop constraint if exists journal_of_device_fkey,
  add constraint journal_of_device_fkey foreign key (device_id, venue_id) references device (id, venue_id) not valid;

alter table journal validate constraint journal_of_device_fkey;

alter table accounted drop constraint if exists accounted_of_journal_fkey,
  add constraint accounted_of_journal_fkey foreign key (journal_id, venue_id) references journal (id, venue_id) not valid;

alter table accounted validate constraint accounted_of_journal_fkey;

alter table adoption drop constraint if exists adoption_of_journal_fkey,
  add constraint adoption_of_journal_fkey foreign key (journal_id, venue_id) references journal (id, venue_id) not valid;

alter table adoption validate constraint adoption_of_journal_fkey;

alter table brokered drop constraint if exists brokered_of_journal_fkey,
  add constraint brokered_of_journal_fkey foreign key (journal_id, venue_id) references journal (id, venue_id) not valid;

alter table brokered validate constraint brokered_of_journal_fkey;

alter table unknown_code drop constraint if exists unknown_code_of_device_fkey,
  add constraint unknown_code_of_device_fkey foreign key (device_id, venue_id) references device (id, venue_id) not valid;

alter table unknown_code validate constraint unknown_code_of_device_fkey;

alter table lookup_quota drop constraint if exists lookup_quota_of_venue_fkey,
  add constraint lookup_quota_of_venue_fkey foreign key (venue_id) references venue not valid;

alter table lookup_quota validate constraint lookup_quota_of_venue_fkey;
