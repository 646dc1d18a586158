-- no transaction

-- The key of the fingerprints, unless the operator gives one. Exclude its data from dumps.
create table if not exists fingerprint_key (
  single  boolean primary key default true check (single),
  key     text not null
);

-- When its cards were erased, with its fingerprint and its reference.
alter table visit add column if not exists anonymised_at timestamptz;

-- An anonymised visit has no fingerprint, and its usages have no card, whatever their state. The constraints that replace
-- these allow more, so processes of the last release continue.
do $$
declare
  its record;
begin
  for its in
    select conrelid::regclass as place, conname from pg_constraint
    where contype = 'c' and (conrelid = 'visit'::regclass and pg_get_constraintdef(oid) like '%(fingerprint IS NULL)%'
      or conrelid = 'usage'::regclass and pg_get_constraintdef(oid) like '%(card IS NULL)%')
  loop
    execute format('alter table %s drop constraint %I', its.place, its.conname);
  end loop;
end $$;

alter table usage
  drop constraint if exists usage_voided_has_no_card,
  add constraint usage_voided_has_no_card check (state <> 'voided' or card is null) not valid;

alter table usage validate constraint usage_voided_has_no_card;

alter table visit
  drop constraint if exists visit_has_fingerprint,
  add constraint visit_has_fingerprint
    check ((fingerprint is null) = (state = 'voided' or anonymised_at is not null)) not valid;

alter table visit validate constraint visit_has_fingerprint;

drop index concurrently if exists visit_to_anonymise;

create index concurrently visit_to_anonymise on visit (recorded_at) where anonymised_at is null;
