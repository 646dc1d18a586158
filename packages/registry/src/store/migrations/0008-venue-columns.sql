-- The venue of each row, so that every key can hold it (decision 0022): of the show, or for a journal and what else belongs
-- to a device, of the device.

alter table tally add column venue_id text;
alter table visit add column venue_id text;
alter table usage add column venue_id text;
alter table journal add column venue_id text;
alter table accounted add column venue_id text;
alter table adoption add column venue_id text;
alter table unknown_code add column venue_id text;
alter table lookup_quota add column venue_id text;
-- The seller is the venue of the journal.
alter table lease add column venue_id text, add column seller_id text;
alter table recorded_for add column venue_id text, add column seller_id text;

-- Each visit that a broker's device has sent, of whatever show: the id, so that the broker cannot use it for another
-- venue's show, and the number in the broker's journal. A visit's row has its number only if the journal is of its venue.
create table brokered (
  -- The broker.
  venue_id    text not null references venue,
  -- The visit.
  id          uuid not null,
  show_id     text not null references show,
  journal_id  uuid,
  seq         bigint check (seq > 0),
  primary key (id, venue_id),
  check ((journal_id is null) = (seq is null))
);
create index brokered_of_journal on brokered (journal_id, seq) where journal_id is not null;
create index brokered_of_show on brokered (show_id);

-- Adds what processes of the last release leave out, also to rows that they change before 0008-venue-fill has filled them.
-- The next migration drops it.
create function add_venue() returns trigger language plpgsql set search_path from current as $$
declare
  seller text;
begin
  case tg_table_name
    when 'journal', 'unknown_code' then
      select venue_id into new.venue_id from device where id = new.device_id;
    when 'accounted', 'adoption' then
      select venue_id into new.venue_id from journal where id = new.journal_id;
    when 'lookup_quota' then
      new.venue_id := coalesce((select venue_id from device where 'device ' || id = new.id), substr(new.id, 7));
    else
      select venue_id into new.venue_id from show where id = new.show_id;
  end case;
  if tg_table_name in ('lease', 'recorded_for') then
    select venue_id into new.seller_id from journal where id = new.journal_id;
  elsif tg_table_name = 'visit' then
    select device.venue_id into seller from device join venue on venue.id = device.venue_id
    where device.id = new.device_id and kind = 'broker';
    if found then
      insert into brokered (venue_id, id, show_id, journal_id, seq)
      values (seller, new.id, new.show_id, new.journal_id, new.seq) on conflict do nothing;
    end if;
    if seller <> new.venue_id then
      new.journal_id := null;
      new.seq := null;
    end if;
  end if;
  return new;
end $$;

do $$ declare place text; begin
  foreach place in array '{tally,visit,usage,lease,recorded_for,journal,accounted,adoption,unknown_code,lookup_quota}'::text[]
  loop
    execute format(
      'create trigger add_venue before insert or update on %I for each row when (new.venue_id is null)
        execute function add_venue()', place
    );
  end loop;
end $$;

-- Processes of the last release look for a broker's numbers in the rows of visits and in `accounted`.
create function account_brokered() returns trigger language plpgsql set search_path from current as $$
begin
  insert into accounted (venue_id, journal_id, seq, entry_id, outcome)
  values (new.venue_id, new.journal_id, new.seq, new.id, 'counted') on conflict do nothing;
  return null;
end $$;
create trigger account_brokered after insert or update on brokered for each row when (new.journal_id is not null)
  execute function account_brokered();
