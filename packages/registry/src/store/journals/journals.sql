-- Journals: which sequence numbers have arrived, which are missing, and whether two entries share one. A journal belongs to
-- the venue of its device, `p_seller`, and its id is unique there. Its numbers are in the rows of that venue's visits, in
-- `brokered` and in `accounted`.

-- Returns whether a device may use a journal: it belongs to the device, or no device has used it yet.
create function may_use(p_seller text, p_device text, p_journal uuid) returns boolean language sql stable as $$
  select not exists (select from journal where venue_id = p_seller and id = p_journal and device_id <> p_device)
$$;

-- Locks a journal until the transaction ends, and creates it if it is new. Returns false if it is another device's.
create function lock_journal(p_seller text, p_journal uuid, p_device text, p_at timestamptz)
returns boolean language plpgsql as $$
declare
  seen journal;
begin
  loop
    select * into seen from journal where venue_id = p_seller and id = p_journal for no key update;
    exit when found;
    insert into journal (venue_id, id, device_id, first_seen_at, last_seen_at)
    values (p_seller, p_journal, p_device, p_at, p_at) on conflict do nothing;
  end loop;
  if seen.device_id <> p_device then return false; end if;
  -- People read this time, so a minute is precise enough, and most requests write nothing.
  if seen.last_seen_at < p_at - interval '1 minute' then
    update journal set last_seen_at = p_at where venue_id = p_seller and id = p_journal;
  end if;
  return true;
end $$;

-- Returns the venue of the show of a visit that a venue's device may have sent: another venue only if it is a broker.
create function venue_of_visit(p_seller text, p_visit uuid) returns text language sql stable as $$
  select coalesce((
    select show.venue_id from brokered join show on show.id = brokered.show_id
    where brokered.venue_id = p_seller and brokered.id = p_visit
  ), p_seller)
$$;

-- Returns whether another entry has used a number. A void has the id of the visit it voids, so it is the same entry.
create function number_is_taken(p_seller text, p_journal uuid, p_seq bigint, p_entry uuid)
returns boolean language sql stable as $$
  select exists (select from visit where venue_id = p_seller and journal_id = p_journal and seq = p_seq and id <> p_entry)
    or exists (
      select from brokered where venue_id = p_seller and journal_id = p_journal and seq = p_seq and id <> p_entry
    )
    or exists (
      select from accounted where venue_id = p_seller and journal_id = p_journal and seq = p_seq and entry_id <> p_entry
    )
$$;

-- Records that an entry uses a number, for a show of `p_venue`; both are null if the device may record for none. Returns
-- whether another entry has used it, which marks the journal as cloned. Locks the journal, so simultaneous entries are
-- serialised.
create function note_number(
  p_seller text, p_journal uuid, p_seq bigint, p_entry uuid, p_device text, p_venue text, p_show text, p_at timestamptz
) returns boolean language plpgsql as $$
declare
  is_taken boolean;
begin
  if not lock_journal(p_seller, p_journal, p_device, p_at) then
    raise 'The journal is another device''s.' using errcode = 'KK001';
  end if;
  if p_show is not null then
    insert into recorded_for (venue_id, show_id, seller_id, journal_id) values (p_venue, p_show, p_seller, p_journal)
    on conflict do nothing;
  end if;
  is_taken := number_is_taken(p_seller, p_journal, p_seq, p_entry);
  if is_taken then
    update journal set cloned = true where venue_id = p_seller and id = p_journal and not cloned;
  end if;
  return is_taken;
end $$;

-- Records the numbers of several visits of a show. Returns the journals in which another entry has used one of them.
-- Ordered by journal, so that concurrent calls do not deadlock.
create function note_numbers(p_seller text, p_visits jsonb, p_venue text, p_show text, p_at timestamptz)
returns text[] language plpgsql as $$
declare
  noted record;
  cloned text[] := '{}';
begin
  for noted in
    select * from jsonb_to_recordset(p_visits) as given (id uuid, device_id text, journal_id uuid, seq bigint)
    where journal_id is not null order by journal_id
  loop
    if note_number(p_seller, noted.journal_id, noted.seq, noted.id, noted.device_id, p_venue, p_show, p_at) then
      cloned := cloned || noted.journal_id::text;
    end if;
  end loop;
  return cloned;
end $$;

-- Stores the outcome of a number that no visit's row has. A later outcome of the same entry replaces it.
create function account(p_seller text, p_journal uuid, p_seq bigint, p_entry uuid, p_outcome text)
returns void language sql as $$
  insert into accounted (venue_id, journal_id, seq, entry_id, outcome)
  select p_seller, p_journal, p_seq, p_entry, p_outcome
  where not exists (
    select from visit where venue_id = p_seller and id = p_entry and journal_id = p_journal and seq = p_seq
  ) and not exists (
    select from brokered where venue_id = p_seller and id = p_entry and journal_id = p_journal and seq = p_seq
  )
  on conflict (journal_id, seq, venue_id) do update set entry_id = excluded.entry_id, outcome = excluded.outcome
  where accounted.entry_id is null or accounted.entry_id = excluded.entry_id
$$;

-- Records a number and its outcome, for an entry that was recorded without it. Returns what note_number returns. Stores
-- nothing for a journal of another device.
create function account_for(
  p_seller text, p_journal uuid, p_seq bigint, p_entry uuid, p_device text, p_show text, p_at timestamptz, p_outcome text
) returns boolean language plpgsql as $$
declare
  its_venue text := (select venue_id from show where id = p_show);
  is_taken boolean;
begin
  if not may_use(p_seller, p_device, p_journal) then return false; end if;
  is_taken := note_number(p_seller, p_journal, p_seq, p_entry, p_device, its_venue, p_show, p_at);
  perform account(p_seller, p_journal, p_seq, p_entry, p_outcome);
  return is_taken;
end $$;

-- Starts a delivery: the journal has used numbers up to `p_seq_high`, and has adopted these numbers of other journals.
-- Returns false, and stores nothing, if the journal is another device's. Adopted journals that are unknown or another
-- venue's are skipped.
create function begin_delivery(
  p_seller text, p_journal uuid, p_device text, p_seq_high bigint, p_from uuid[], p_seqs bigint[], p_version text,
  p_at timestamptz
) returns boolean language plpgsql as $$
declare
  adopted record;
begin
  if not may_use(p_seller, p_device, p_journal) then return false; end if;
  -- Ordered by id, so that two devices that adopt from each other do not deadlock.
  for adopted in
    select distinct id from unnest(p_from || p_journal) as id order by id
  loop
    if adopted.id = p_journal then
      if not lock_journal(p_seller, p_journal, p_device, p_at) then
        raise 'The journal is another device''s.' using errcode = 'KK001';
      end if;
      continue;
    end if;
    perform from journal where venue_id = p_seller and id = adopted.id for no key update;
    continue when not found;
    insert into adoption (venue_id, journal_id, device_id) values (p_seller, adopted.id, p_device) on conflict do nothing;
    insert into accounted (venue_id, journal_id, seq, outcome)
    select p_seller, adopted.id, seq, 'adopted' from unnest(p_from, p_seqs) as origin (id, seq) where origin.id = adopted.id
    on conflict do nothing;
  end loop;
  update journal set seq_high = greatest(seq_high, p_seq_high), last_seen_at = greatest(last_seen_at, p_at),
    version = coalesce(p_version, version)
  where venue_id = p_seller and id = p_journal;
  perform renew_leases(p_seller, p_journal, p_at);
  return true;
end $$;

-- Returns the highest known number of a journal.
create function journal_high(p_seller text, p_journal uuid) returns bigint language sql stable as $$
  select greatest(seq_high,
    (select max(seq) from visit where venue_id = p_seller and journal_id = p_journal),
    (select max(seq) from brokered where venue_id = p_seller and journal_id = p_journal),
    (select max(seq) from accounted where venue_id = p_seller and journal_id = p_journal))
  from journal where venue_id = p_seller and id = p_journal
$$;

-- Returns up to `p_max` numbers of a journal that have never arrived, up to `p_high`, lowest first, without those of
-- `p_among`. A gap can span almost all numbers, so only `p_max` of them are generated.
create function missing_of(p_seller text, p_journal uuid, p_high bigint, p_among bigint[], p_max integer)
returns setof bigint language sql stable as $$
  with bounds as (
    select checked_through as low, least(journal_high(p_seller, id), p_high) + 1 as high
    from journal where venue_id = p_seller and id = p_journal
  ),
  present as (
    select seq from visit, bounds where venue_id = p_seller and journal_id = p_journal and seq > low and seq < high
    union select seq from brokered, bounds
      where venue_id = p_seller and journal_id = p_journal and seq > low and seq < high
    union select seq from accounted, bounds
      where venue_id = p_seller and journal_id = p_journal and seq > low and seq < high
    union select seq from unnest(p_among) as seq, bounds where seq > low and seq < high
    union select low from bounds
    union select greatest(low + 1, high) from bounds
  ),
  gaps as (select lag(seq) over (order by seq) + 1 as first, seq - 1 as last from present)
  select seq from (select first, last from gaps where first <= last order by first limit p_max) as gap,
    generate_series(first, least(last, first + p_max - 1)) as seq
  order by seq limit p_max
$$;

-- Advances the number up to which nothing is missing. Later calls of missing_of start there.
create function check_through(p_seller text, p_journal uuid) returns void language sql as $$
  update journal set checked_through = found.through
  from (
    select coalesce((select missing_of(p_seller, p_journal, null, '{}', 1)) - 1, journal_high(p_seller, p_journal))
      as through
  ) as found
  where venue_id = p_seller and id = p_journal and found.through > checked_through
$$;

-- Returns the outcomes of up to `p_max` numbers of a journal, from `p_from` on. If the visit of an entry has changed since,
-- the outcome is its present state.
create function numbers_of(p_seller text, p_journal uuid, p_from bigint, p_max integer)
returns table (seq bigint, entry_id uuid, outcome text) language sql stable as $$
  select distinct on (numbered.seq) numbered.seq, numbered.entry_id,
    case when numbered.outcome = 'rejected' then 'rejected' else coalesce(visit.state, numbered.outcome) end
  from (
    select seq, id, 0 as rank, null from visit where venue_id = p_seller and journal_id = p_journal and seq >= p_from
    union all select seq, id, 0, null from brokered
      where venue_id = p_seller and journal_id = p_journal and seq >= p_from
    union all select seq, entry_id, 1, outcome from accounted
      where venue_id = p_seller and journal_id = p_journal and seq >= p_from and entry_id is not null
  ) as numbered (seq, entry_id, rank, outcome)
  left join visit on visit.venue_id = venue_of_visit(p_seller, numbered.entry_id) and visit.id = numbered.entry_id
  order by numbered.seq, numbered.rank, numbered.entry_id limit p_max
$$;
