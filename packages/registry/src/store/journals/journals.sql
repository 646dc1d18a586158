-- Numbers of journals: which have arrived, which are missing, and whether two entries came under one.

-- A journal, made where it is new, is the caller's until its transaction ends. False where it is another venue's.
create function hold_journal(p_journal uuid, p_device text, p_at timestamptz) returns boolean language plpgsql as $$
declare
  seen journal;
begin
  loop
    select * into seen from journal where id = p_journal for no key update;
    exit when found;
    insert into journal (id, device_id, first_seen_at, last_seen_at) values (p_journal, p_device, p_at, p_at)
    on conflict do nothing;
  end loop;
  if seen.device_id <> p_device and not may_use((select venue_id from device where id = p_device), p_journal) then
    return false;
  end if;
  -- To the minute: it is for people, and a request is to write no more than it must.
  if seen.device_id <> p_device or seen.last_seen_at < p_at - interval '1 minute' then
    update journal set device_id = p_device, last_seen_at = greatest(last_seen_at, p_at) where id = p_journal;
  end if;
  return true;
end $$;

-- Whether another entry has come under a number. A void of the entry that has it has not: it is that entry.
create function number_is_taken(p_journal uuid, p_seq bigint, p_entry uuid) returns boolean language sql stable as $$
  select exists (select from visit where journal_id = p_journal and seq = p_seq and id <> p_entry)
    or exists (select from accounted where journal_id = p_journal and seq = p_seq and entry_id <> p_entry)
$$;

-- Notes that an entry comes under a number, for a show (null: for none that the device may record for), and gives whether
-- another has come under it before. Those who come at the same time do so one after the other.
create function note_number(
  p_journal uuid, p_seq bigint, p_entry uuid, p_device text, p_show text, p_at timestamptz
) returns boolean language plpgsql as $$
declare
  is_taken boolean;
begin
  if not hold_journal(p_journal, p_device, p_at) then
    raise 'The journal is another venue''s.' using errcode = 'KK001';
  end if;
  if p_show is not null then
    insert into recorded_for (show_id, journal_id) values (p_show, p_journal) on conflict do nothing;
  end if;
  is_taken := number_is_taken(p_journal, p_seq, p_entry);
  if is_taken then update journal set cloned = true where id = p_journal and not cloned; end if;
  return is_taken;
end $$;

-- Keeps what became of a number that no visit bears. A later word on the same entry replaces it.
create function account(p_journal uuid, p_seq bigint, p_entry uuid, p_outcome text) returns void language sql as $$
  insert into accounted (journal_id, seq, entry_id, outcome)
  select p_journal, p_seq, p_entry, p_outcome
  where not exists (select from visit where id = p_entry and journal_id = p_journal and seq = p_seq)
  on conflict (journal_id, seq) do update set entry_id = excluded.entry_id, outcome = excluded.outcome
  where accounted.entry_id is null or accounted.entry_id = excluded.entry_id
$$;

-- Notes a number and keeps what became of it, for what was settled without it. Gives what note_number gives. Nothing is
-- kept for a journal of another venue.
create function account_for(
  p_journal uuid, p_seq bigint, p_entry uuid, p_device text, p_show text, p_at timestamptz, p_outcome text
) returns boolean language plpgsql as $$
declare
  is_taken boolean;
begin
  if not may_use((select venue_id from device where id = p_device), p_journal) then return false; end if;
  is_taken := note_number(p_journal, p_seq, p_entry, p_device, p_show, p_at);
  perform account(p_journal, p_seq, p_entry, p_outcome);
  return is_taken;
end $$;

-- A device begins a delivery: it has given numbers up to `p_seq_high`, and taken over these of other journals. False, and
-- nothing is kept, where the journal is another venue's; other venues' among the journals taken over are passed by.
create function begin_delivery(
  p_journal uuid, p_device text, p_seq_high bigint, p_from uuid[], p_seqs bigint[], p_at timestamptz
) returns boolean language plpgsql as $$
declare
  adopted record;
begin
  if not may_use((select venue_id from device where id = p_device), p_journal) then return false; end if;
  -- All by id, so that two devices that take over from each other do not wait for each other.
  for adopted in
    select distinct id from unnest(p_from || p_journal) as id order by id
  loop
    if hold_journal(adopted.id, p_device, p_at) then
      insert into accounted (journal_id, seq, outcome)
      select adopted.id, seq, 'adopted' from unnest(p_from, p_seqs) as origin (id, seq) where origin.id = adopted.id
      on conflict do nothing;
    elsif adopted.id = p_journal then
      raise 'The journal is another venue''s.' using errcode = 'KK001';
    end if;
  end loop;
  update journal set seq_high = greatest(seq_high, p_seq_high), last_seen_at = greatest(last_seen_at, p_at)
  where id = p_journal;
  perform renew_leases(p_journal, p_at);
  return true;
end $$;

-- The highest number that is known of a journal.
create function journal_high(p_journal uuid) returns bigint language sql stable as $$
  select greatest(seq_high,
    (select max(seq) from visit where journal_id = p_journal),
    (select max(seq) from accounted where journal_id = p_journal))
  from journal where id = p_journal
$$;

-- Numbers of a journal that have never arrived, up to `p_high` at the most, lowest first and at most so many; those of
-- `p_among` are not told. A gap may be as long as numbers go: no more of it is counted out than is told.
create function missing_of(p_journal uuid, p_high bigint, p_among bigint[], p_max integer)
returns setof bigint language sql stable as $$
  with bounds as (
    select checked_through as low, least(journal_high(id), p_high) + 1 as high from journal where id = p_journal
  ),
  there as (
    select seq from visit, bounds where journal_id = p_journal and seq > low and seq < high
    union select seq from accounted, bounds where journal_id = p_journal and seq > low and seq < high
    union select seq from unnest(p_among) as seq, bounds where seq > low and seq < high
    union select low from bounds
    union select greatest(low + 1, high) from bounds
  ),
  gaps as (select lag(seq) over (order by seq) + 1 as first, seq - 1 as last from there)
  select seq from (select first, last from gaps where first <= last order by first limit p_max) as gap,
    generate_series(first, least(last, first + p_max - 1)) as seq
  order by seq limit p_max
$$;

-- Moves on the number up to which nothing is missing, so that what lies before it is looked at no more.
create function check_through(p_journal uuid) returns void language sql as $$
  update journal set checked_through = found.through
  from (
    select coalesce((select missing_of(p_journal, null, '{}', 1)) - 1, journal_high(p_journal)) as through
  ) as found
  where id = p_journal and found.through > checked_through
$$;

-- What has become of a journal's numbers, from one on. Of an entry that has gone on since, what it is now.
create function numbers_of(p_journal uuid, p_from bigint, p_max integer)
returns table (seq bigint, entry_id uuid, outcome text) language sql stable as $$
  select distinct on (numbered.seq) numbered.seq, numbered.entry_id,
    case when numbered.outcome = 'rejected' then 'rejected' else coalesce(visit.state, numbered.outcome) end
  from (
    select seq, id, 0 as place, null from visit where journal_id = p_journal and seq >= p_from
    union all select seq, entry_id, 1, outcome from accounted
      where journal_id = p_journal and seq >= p_from and entry_id is not null
  ) as numbered (seq, entry_id, place, outcome)
  left join visit on visit.id = numbered.entry_id
  order by numbered.seq, numbered.place, numbered.entry_id limit p_max
$$;
