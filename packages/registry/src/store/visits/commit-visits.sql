-- Counting visits and storing refusals.

-- Notes the visits of a broker, in the order of their ids. Returns false if it has used one of the ids for another show.
create function note_brokered(p_seller text, p_visits jsonb) returns boolean language plpgsql as $$
declare
  written integer;
begin
  if not exists (select from venue where id = p_seller and kind = 'broker') then return true; end if;
  insert into brokered (venue_id, id, show_id, journal_id, seq)
  select p_seller, id, show_id, journal_id, seq from jsonb_populate_recordset(null::brokered, p_visits) order by id
  on conflict (id, venue_id) do update
    set journal_id = coalesce(brokered.journal_id, excluded.journal_id), seq = coalesce(brokered.seq, excluded.seq)
  where brokered.show_id = excluded.show_id;
  get diagnostics written = row_count;
  return written = jsonb_array_length(p_visits);
end $$;

-- Counts a visit that the rules have evaluated, or several that all take free tickets. Returns the tally after it. Returns
-- no row, and does nothing, if any fact of the decision has changed: then the caller decides again.
-- `p_tickets`: how many tickets the visits need; `p_added`: those less the tickets of reservations they redeem.
-- `p_from`: the source of the tickets, as chooseTicketSource found it.
--   lease: the device has leased them; a request may take those only if no others are free;
--   free: the cap is not reached, so they are free, or leases hold them, which then reassign them;
--   over: there are none, and the visit took place regardless.
-- `p_venue`: of the show. `p_seller`: of the device. `p_device`, `p_journal` and `p_lease`: of a visit with a lease.
-- `p_visits`: the visits, each with the `state` under which the caller knew it, and with its `usages`. `p_card_versions`: of
-- `p_cards`, as card_facts returned them.
-- In the result, `from` is the final source. `recall` means that nothing was done except that leases were recalled: the
-- request is retried, with `p_of_all` the last time. `cloned` lists the journals in which another entry has used the
-- number of a visit.
create function commit_visits(
  p_venue text, p_seller text, p_show text, p_day date, p_version integer, p_cards text[], p_card_versions text[],
  p_at timestamptz,
  p_from text, p_is_request boolean, p_device text, p_journal uuid, p_lease uuid, p_tickets integer, p_added integer,
  p_redeems text[], p_visits jsonb, p_of_all boolean
) returns table (taken integer, leased integer, "from" text, cloned text[]) language plpgsql rows 1 as $$
#variable_conflict use_column
declare
  its_tally tally := lock_tally(p_venue, p_show, p_day, p_at);
  its_show show;
  -- How many of the tickets are neither free nor redeemed.
  missing integer := 0;
  is_full boolean;
  is_current boolean;
  its_from text := p_from;
  its_cloned text[] := '{}';
  written integer;
begin
  -- The tally stays locked for less than a disk write. The caller waits for the disk before it answers
  -- (Database.flushed), many visits at once.
  perform set_config('synchronous_commit', 'off', true);
  perform require_active(
    array(select device_id from jsonb_to_recordset(p_visits) as given (device_id text)),
    case when p_is_request then p_show end
  );
  select * into its_show from show where id = p_show and version = p_version;
  if not found then return; end if;
  if p_added > 0 then
    missing := greatest(0, coalesce(its_tally.taken + its_tally.leased + p_added - its_show.cap, 0));
  end if;
  -- Leased tickets count towards a hard cap, but not towards a soft one.
  is_full := missing > 0 and (its_show.cap_is_hard or its_tally.taken + p_added > its_show.cap);
  if p_from = 'lease' then
    if coalesce(lease_left(p_venue, p_lease, p_show, p_day, p_device, p_journal, p_at), 0) < p_tickets then return; end if;
    if p_is_request and missing = 0 then return; end if;
    missing := 0;
  elsif is_full <> (p_from = 'over') then
    return;
  elsif is_full then
    missing := 0;
  end if;
  select array_agg(facts.version order by facts.ordinal) = p_card_versions into is_current
  from card_facts(p_venue, p_show, p_day, p_cards, p_at) as facts;
  if not is_current then return; end if;
  if missing > 0 then
    if not reassign(p_venue, p_show, p_day, missing, p_of_all or not p_is_request, p_at) then
      return query select its_tally.taken, its_tally.leased, 'recall', its_cloned;
      return;
    end if;
    its_tally.leased := its_tally.leased - missing;
  end if;
  its_cloned := note_numbers(p_seller, p_visits, p_venue, p_show, p_at);

  if cardinality(p_redeems) > 0 then
    -- A visit that redeems tickets over the cap is itself over the cap, unless there is room by now.
    if p_from = 'free' and its_tally.taken + its_tally.leased + p_added > its_show.cap and exists (
      select from usage join visit on visit.venue_id = p_venue and visit.id = usage.visit_id
      where usage.venue_id = p_venue and usage.id = any (p_redeems::uuid[]) and visit.counted_from = 'over'
    ) then its_from := 'over'; end if;
    update usage set state = 'redeemed' where venue_id = p_venue and id = any (p_redeems::uuid[]) and state = 'counted';
  end if;

  if not note_brokered(p_seller, p_visits) then raise 'A visit has changed.' using errcode = 'KK001'; end if;
  insert into visit (venue_id, id, show_id, day, device_id, state, fingerprint, recorded_at, journal_id, seq, counted_from,
    reassigned, clock_suspect, reference, metadata)
  select p_venue, id, show_id, day, device_id, 'counted', fingerprint, recorded_at,
    case when p_seller = p_venue then journal_id end, case when p_seller = p_venue then seq end, its_from,
    case when id = (p_visits -> 0 ->> 'id')::uuid then missing else 0 end, clock_suspect, reference, metadata
  from jsonb_populate_recordset(null::visit, p_visits) order by id
  on conflict (id, venue_id) do update set state = 'counted', day = excluded.day, device_id = excluded.device_id,
    refusal = null, recorded_at = excluded.recorded_at, counted_from = excluded.counted_from,
    reassigned = excluded.reassigned, clock_suspect = excluded.clock_suspect, fingerprint = excluded.fingerprint,
    anonymised_at = null,
    journal_id = coalesce(visit.journal_id, excluded.journal_id), seq = coalesce(visit.seq, excluded.seq)
  -- Only if the caller knew that it was refused: it may have been refused since the facts were read.
  where visit.state = 'refused' and p_visits @> jsonb_build_array(jsonb_build_object('id', visit.id, 'state', 'refused'));
  get diagnostics written = row_count;
  if written <> jsonb_array_length(p_visits) then raise 'A visit has changed.' using errcode = 'KK001'; end if;

  insert into usage (venue_id, id, visit_id, show_id, day, device_id, state, card, minors, how, redeems, taken_at,
    recorded_at, flags, prefix, input, provisional)
  select p_venue, its.id, visit.id, p_show, p_day, visit.device_id, 'counted', its.card, its.minors, visit.how, its.redeems,
    visit.taken_at, p_at, its.flags, substring(its.card from '^[A-Z]{1,2}'), its.input,
    not p_is_request and coalesce(its.input, '') not in ('paper', 'import')
  from jsonb_to_recordset(p_visits) as visit (id uuid, device_id text, how text, taken_at timestamptz, usages jsonb),
    jsonb_populate_recordset(null::usage, visit.usages) as its
  order by its.id;
  -- A visit that was refused under another number keeps that one, so this number is stored separately.
  perform account(p_seller, journal_id, seq, id, 'counted')
  from jsonb_to_recordset(p_visits) as given (id uuid, state text, journal_id uuid, seq bigint)
  where state = 'refused' and journal_id is not null;

  if its_from = 'lease' then
    update lease set consumed = consumed + p_tickets where venue_id = p_venue and id = p_lease;
    its_tally.leased := its_tally.leased - p_tickets;
  end if;
  its_tally.taken := its_tally.taken + p_added;
  update tally set taken = its_tally.taken, leased = its_tally.leased
  where venue_id = p_venue and show_id = p_show and day = p_day;
  return query select its_tally.taken, its_tally.leased, its_from, its_cloned;
end $$;

-- Counts one visit each of several shows, as commit_visits does. `p_commits` has its arguments, and an `ordinal` for the
-- result. Returns no row for a show whose tally another transaction has locked, or whose facts have changed. Waits for no
-- tally and hardly for any other lock, because the locks of all the shows are held until the end.
create function commit_shows(p_commits jsonb)
returns table (ordinal integer, taken integer, leased integer, "from" text, cloned text[]) language plpgsql as $$
#variable_conflict use_column
declare
  its record;
begin
  perform set_config('lock_timeout', '100ms', true);
  -- All transactions lock journals in the order of their ids, and months (add_counts) in the order of their keys.
  for its in
    select * from jsonb_to_recordset(p_commits) as its (seller text, device text, journal uuid, at timestamptz)
    where journal is not null order by journal, seller
  loop
    perform lock_journal(its.seller, its.journal, its.device, its.at);
  end loop;
  for its in
    select its.*, show.venue_id as venue from jsonb_to_recordset(p_commits) as its (
      ordinal integer, seller text, show text, day date, version integer, cards text[], card_versions text[],
      at timestamptz, is_request boolean, device text, journal uuid, tickets integer, added integer, visits jsonb
    ) join show on show.id = its.show
    order by show.venue_id, statistics_day(show.admission, show.starts_at, its.day), its.seller, its.show
  loop
    continue when not pg_try_advisory_xact_lock(hashtextextended(its.show, its.day - date '0001-01-01'));
    return query select its.ordinal, committed.* from commit_visits(
      p_venue => its.venue, p_seller => its.seller, p_show => its.show, p_day => its.day, p_version => its.version,
      p_cards => its.cards,
      p_card_versions => its.card_versions, p_at => its.at, p_from => 'free', p_is_request => its.is_request,
      p_device => its.device, p_journal => its.journal, p_lease => null, p_tickets => its.tickets, p_added => its.added,
      p_redeems => '{}', p_visits => its.visits, p_of_all => false
    ) as committed;
  end loop;
end $$;

-- Returns true if no visit of the venue has this id. Locks the id until the transaction ends, so that no other transaction
-- can store a refusal under it in the meantime.
create function is_unused(p_venue text, p_visit uuid) returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_visit::text, 0));
  return not exists (select from visit where venue_id = p_venue and id = p_visit);
end $$;

-- Stores a refused visit, without its usages, so that a repetition of the request gets the same refusal. Returns whether
-- another entry has used its number. Returns null, and stores nothing, if the id, or that of a usage (`p_ids`), is in use.
create function store_refusal(p_venue text, p_seller text, p_visit jsonb, p_ids text[])
returns boolean language plpgsql as $$
declare
  its visit := jsonb_populate_record(null::visit, p_visit);
  is_cloned boolean := false;
begin
  if not is_unused(p_venue, its.id) or exists (select from usage where venue_id = p_venue and id = any (p_ids::uuid[]))
    or exists (select from brokered where venue_id = p_seller and id = its.id and show_id <> its.show_id)
    then return null; end if;
  if its.journal_id is not null then
    is_cloned :=
      note_number(p_seller, its.journal_id, its.seq, its.id, its.device_id, p_venue, its.show_id, its.recorded_at);
  end if;
  if not note_brokered(p_seller, jsonb_build_array(p_visit)) then
    raise 'The id has been used for another show.' using errcode = 'KK001';
  end if;
  insert into visit (venue_id, id, show_id, day, device_id, state, fingerprint, refusal, recorded_at, journal_id, seq,
    clock_suspect, reference, metadata)
  values (p_venue, its.id, its.show_id, its.day, its.device_id, 'refused', its.fingerprint, its.refusal, its.recorded_at,
    case when p_seller = p_venue then its.journal_id end, case when p_seller = p_venue then its.seq end,
    its.clock_suspect, its.reference, its.metadata)
  on conflict do nothing;
  return case when found then is_cloned end;
end $$;
