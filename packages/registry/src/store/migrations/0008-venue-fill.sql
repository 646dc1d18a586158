-- no transaction
-- Adds the venue to the rows from before, in batches of pages. A row that a request has locked cancels the file, which is
-- then tried again.

-- The visits of brokers. The trigger adds later ones.
insert into brokered (venue_id, id, show_id, journal_id, seq)
select device.venue_id, visit.id, visit.show_id, visit.journal_id, visit.seq
from visit join device on device.id = visit.device_id join venue on venue.id = device.venue_id
where venue.kind = 'broker' and visit.venue_id is null on conflict do nothing;

do $$
declare
  its record;
  page bigint;
  pages bigint;
begin
  for its in select * from (values
    ('tally', 'venue_id = (select venue_id from show where id = show_id)'),
    -- The number of a broker's visit of a client is in its own row only.
    ('visit', '(venue_id, journal_id, seq) = (
        select show.venue_id, case when device.venue_id = show.venue_id then journal_id end,
          case when device.venue_id = show.venue_id then seq end
        from show, device where show.id = show_id and device.id = device_id
      )'),
    ('usage', 'venue_id = (select venue_id from show where id = show_id)'),
    ('journal', 'venue_id = (select venue_id from device where id = device_id)'),
    ('accounted', 'venue_id = (select venue_id from journal where id = journal_id)'),
    ('adoption', 'venue_id = (select venue_id from journal where id = journal_id)'),
    ('unknown_code', 'venue_id = (select venue_id from device where id = device_id)'),
    ('lookup_quota', 'venue_id = case when id like ''venue %'' then substr(id, 7)
      else (select device.venue_id from device where device.id = substr(lookup_quota.id, 8)) end'),
    ('lease', 'venue_id = (select venue_id from show where id = show_id),
      seller_id = (select venue_id from device where id = device_id)'),
    ('recorded_for', 'venue_id = (select venue_id from show where id = show_id),
      seller_id = (select venue_id from journal where id = journal_id)')
  ) as its (place, venue)
  loop
    page := 0;
    pages := pg_relation_size(its.place::regclass) / current_setting('block_size')::integer;
    while page <= pages loop
      perform set_config('lock_timeout', '500ms', true);
      execute format('update %I set %s where ctid >= ''(%s,0)'' and ctid < ''(%s,0)'' and venue_id is null',
        its.place, its.venue, page, page + 100);
      commit;
      page := page + 100;
    end loop;
  end loop;
end $$;

-- Quotas of no device and no venue.
delete from lookup_quota where venue_id is null;
