-- How visits are counted, and refusals kept.

-- The show's tally for a day, which is the caller's until its transaction ends. Tickets that are due back at `p_at` are
-- given back first.
create function hold_tally(p_show text, p_day date, p_at timestamptz default null) returns tally language plpgsql as $$
declare
  standing tally;
begin
  -- First come, first served: those who wait for a row alone are woken in no order, and some wait ten times as long.
  perform pg_advisory_xact_lock(hashtextextended(p_show, p_day - date '0001-01-01'));
  loop
    select * into standing from tally where show_id = p_show and day = p_day for no key update;
    exit when found;
    insert into tally (show_id, day) values (p_show, p_day) on conflict do nothing;
  end loop;
  if standing.leased > 0 and due_back(p_show, p_day, p_at) > 0 then
    with lapsed as (
      update lease set state = 'closed', ended = 'expired', ended_at = p_at
      where show_id = p_show and day = p_day and state = 'open' and expiry_at <= p_at
      returning unused
    )
    -- One of them may have been heard of just now.
    update tally set leased = leased - coalesce((select sum(unused) from lapsed), 0) where show_id = p_show and day = p_day
    returning * into standing;
  end if;
  -- Reservations that have lapsed likewise.
  if taken_at(p_show, p_day, standing.taken, p_at) < standing.taken then
    with lapsed as (
      update usage set state = 'lapsed'
      where show_id = p_show and day = p_day and state = 'counted' and how = 'reserved'
        and has_lapsed(usage, (select lapsed_before(p_show, p_at)))
      returning tickets_of((select kind from show where id = p_show), minors) as tickets
    )
    update tally set taken = taken - coalesce((select sum(tickets) from lapsed), 0) where show_id = p_show and day = p_day
    returning * into standing;
  end if;
  return standing;
end $$;

-- Notes the numbers that visits of a show come under, and gives the journals in which another has come under one of them.
-- All by journal, so that two who note several do not wait for each other.
create function note_numbers(p_visits jsonb, p_show text, p_at timestamptz) returns text[] language plpgsql as $$
declare
  noted record;
  cloned text[] := '{}';
begin
  for noted in
    select * from jsonb_to_recordset(p_visits) as given (id uuid, device_id text, journal_id uuid, seq bigint)
    where journal_id is not null order by journal_id
  loop
    if note_number(noted.journal_id, noted.seq, noted.id, noted.device_id, p_show, p_at) then
      cloned := cloned || noted.journal_id::text;
    end if;
  end loop;
  return cloned;
end $$;

-- Takes tickets that leases of a show hold for somebody who stands at a till, because the show is not full. First those of
-- devices that were silent for half a minute, the longest silent first; then those asked back a second and a half ago and
-- not come. With `p_of_all`, of every device. False, and all others are asked back, where these are not enough: to be
-- tried again. The times: decision 0010. The caller holds the tally.
create function reassign(p_show text, p_day date, p_tickets integer, p_of_all boolean, p_at timestamptz)
returns boolean language plpgsql as $$
declare
  holding record;
  reassigns uuid[] := '{}';
  takes integer[] := '{}';
  wanting integer := p_tickets;
begin
  for holding in
    select id, unused from lease
    where show_id = p_show and day = p_day and state = 'open' and unused > 0
      and (p_of_all or seen_at <= p_at - interval '30 seconds' or recalled_at <= p_at - interval '1.5 seconds')
    order by seen_at > p_at - interval '30 seconds', seen_at, id
    for no key update
  loop
    exit when wanting = 0;
    reassigns := reassigns || holding.id;
    takes := takes || least(holding.unused, wanting);
    wanting := wanting - least(holding.unused, wanting);
  end loop;
  if wanting > 0 then
    update lease set recalled_at = p_at
    where show_id = p_show and day = p_day and state = 'open' and unused > 0 and recalled_at is null;
    return false;
  end if;
  update lease set reassigned = reassigned + take from unnest(reassigns, takes) as reassigning (id, take) where lease.id = reassigning.id;
  return true;
end $$;

-- Counts a visit that the rules have decided about, or several that all take free tickets, and gives the tally after it; no
-- row, and nothing is done, where anything the decision stood on is not so any more: then it is to be made anew.
-- `p_more`: tickets it takes, less those of reservations it redeems. `p_from`: where the rules have found them tickets.
-- lease: the device holds them (a request may have those only where no others are free). free: the cap is not reached, so they
-- are free, or others hold them and reassign them. over: they are not there, and it has happened all the same. `from` is where
-- they came from in the end; recall: nowhere, nothing is done but that those who hold tickets are asked for them (a request
-- comes again then, with `p_of_all` if need be). `p_device` and `p_journal` are the lease's. `p_visits`: each with its
-- `state` as it was known, and its `usages`. `cloned`: the journals in which another visit has come under one's number.
create function settle(
  p_show text, p_day date, p_version integer, p_cards text[], p_stood_on text[], p_at timestamptz,
  p_from text, p_is_request boolean, p_device text, p_journal uuid, p_lease uuid, p_tickets integer, p_more integer,
  p_redeems text[], p_visits jsonb, p_of_all boolean
) returns table (taken integer, leased integer, "from" text, cloned text[]) language plpgsql rows 1 as $$
#variable_conflict use_column
declare
  standing tally := hold_tally(p_show, p_day, p_at);
  its_show show;
  -- Tickets that are neither taken nor held, less those wanted: how many are missing.
  missing integer := 0;
  is_full boolean;
  stands boolean;
  its_from text := p_from;
  its_cloned text[] := '{}';
  written integer;
begin
  -- The tally is not held while the disk turns: whoever answers waits for that (Database.flushed), many at once.
  perform set_config('synchronous_commit', 'off', true);
  select * into its_show from show where id = p_show and version = p_version;
  if not found then return; end if;
  if p_more > 0 then missing := greatest(0, coalesce(standing.taken + standing.leased + p_more - its_show.cap, 0)); end if;
  -- A soft cap is reached by what is taken, a hard one by what is held as well.
  is_full := missing > 0 and (its_show.cap_is_hard or standing.taken + p_more > its_show.cap);
  if p_from = 'lease' then
    if coalesce(lease_left(p_lease, p_show, p_day, p_device, p_journal, p_at), 0) < p_tickets then return; end if;
    if p_is_request and missing = 0 then return; end if;
    missing := 0;
  elsif is_full <> (p_from = 'over') then
    return;
  elsif is_full then
    missing := 0;
  end if;
  select array_agg(stood_on order by place) = p_stood_on into stands from card_facts(p_show, p_day, p_cards, p_at);
  if not stands then return; end if;
  if missing > 0 then
    if not reassign(p_show, p_day, missing, p_of_all or not p_is_request, p_at) then
      return query select standing.taken, standing.leased, 'recall', its_cloned;
      return;
    end if;
    standing.leased := standing.leased - missing;
  end if;
  its_cloned := note_numbers(p_visits, p_show, p_at);

  if cardinality(p_redeems) > 0 then
    -- Who redeems tickets that were beyond the cap, while there is still no room, is beyond it too.
    if p_from = 'free' and standing.taken + standing.leased + p_more > its_show.cap and exists (
      select from usage join visit on visit.id = usage.visit_id
      where usage.id = any (p_redeems::uuid[]) and visit.counted_from = 'over'
    ) then its_from := 'over'; end if;
    update usage set state = 'redeemed' where id = any (p_redeems::uuid[]) and state = 'counted';
  end if;

  insert into visit (id, show_id, day, device_id, state, fingerprint, recorded_at, journal_id, seq, counted_from, reassigned,
    clock_suspect, reference, metadata)
  select id, show_id, day, device_id, 'counted', fingerprint, recorded_at, journal_id, seq, its_from,
    case when id = (p_visits -> 0 ->> 'id')::uuid then missing else 0 end, clock_suspect, reference, metadata
  from jsonb_populate_recordset(null::visit, p_visits) order by id
  on conflict (id) do update set state = 'counted', day = excluded.day, device_id = excluded.device_id, refusal = null,
    recorded_at = excluded.recorded_at, counted_from = excluded.counted_from, reassigned = excluded.reassigned,
    clock_suspect = excluded.clock_suspect,
    journal_id = coalesce(visit.journal_id, excluded.journal_id), seq = coalesce(visit.seq, excluded.seq)
  -- Only by whoever knew that it was refused: it may have been since the facts were read.
  where visit.state = 'refused' and visit.fingerprint = excluded.fingerprint
    and p_visits @> jsonb_build_array(jsonb_build_object('id', visit.id, 'state', 'refused'));
  get diagnostics written = row_count;
  if written <> jsonb_array_length(p_visits) then raise 'A visit has changed.' using errcode = 'KK001'; end if;

  insert into usage (id, visit_id, show_id, day, device_id, state, card, minors, how, redeems, taken_at, recorded_at, flags)
  select its.id, visit.id, p_show, p_day, visit.device_id, 'counted', its.card, its.minors, visit.how, its.redeems,
    visit.taken_at, p_at, its.flags
  from jsonb_to_recordset(p_visits) as visit (id uuid, device_id text, how text, taken_at timestamptz, usages jsonb),
    jsonb_populate_recordset(null::usage, visit.usages) as its
  order by its.id;
  -- What was refused under another number keeps that one.
  perform account(journal_id, seq, id, 'counted')
  from jsonb_to_recordset(p_visits) as given (id uuid, state text, journal_id uuid, seq bigint)
  where state = 'refused' and journal_id is not null;

  if its_from = 'lease' then
    update lease set consumed = consumed + p_tickets where id = p_lease;
    standing.leased := standing.leased - p_tickets;
  end if;
  standing.taken := standing.taken + p_more;
  update tally set taken = standing.taken, leased = standing.leased where show_id = p_show and day = p_day;
  return query select standing.taken, standing.leased, its_from, its_cloned;
end $$;

-- Whether nobody has a visit of this id, and nobody is about to keep one as refused: who does holds its name.
create function nobody_has(p_visit uuid) returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_visit::text, 0));
  return not exists (select from visit where id = p_visit);
end $$;

-- Keeps a refused visit, without its usages, so that the same request is refused again. Gives whether another has come under
-- the same number of the journal; null, and nothing is kept, where its id, or that of one of its usages (`p_ids`), is there
-- meanwhile.
create function keep_refused(p_visit jsonb, p_ids text[]) returns boolean language plpgsql as $$
declare
  its visit := jsonb_populate_record(null::visit, p_visit);
  is_cloned boolean := false;
begin
  if not nobody_has(its.id) or exists (select from usage where id = any (p_ids::uuid[])) then return null; end if;
  if its.journal_id is not null then
    is_cloned := note_number(its.journal_id, its.seq, its.id, its.device_id, its.show_id, its.recorded_at);
  end if;
  insert into visit (id, show_id, day, device_id, state, fingerprint, refusal, recorded_at, journal_id, seq, clock_suspect,
    reference, metadata)
  values (its.id, its.show_id, its.day, its.device_id, 'refused', its.fingerprint, its.refusal, its.recorded_at,
    its.journal_id, its.seq, its.clock_suspect, its.reference, its.metadata)
  on conflict do nothing;
  return case when found then is_cloned end;
end $$;
