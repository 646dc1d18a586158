-- How usages are counted, and refusals kept.

-- The show's tally for a day, which is the caller's until its transaction ends. Places that are due back at `p_at` are
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
  if standing.held > 0 and due_back(p_show, p_day, p_at) > 0 then
    with lapsed as (
      update lease set state = 'closed', ended = 'lapsed', ended_at = p_at
      where show_id = p_show and day = p_day and state = 'open' and hold_until <= p_at
      returning unused
    )
    -- One of them may have been heard of just now.
    update tally set held = held - coalesce((select sum(unused) from lapsed), 0) where show_id = p_show and day = p_day
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

-- Notes the numbers that units of a show come under, and gives the journals in which another has come under one of them.
-- All by journal, so that two who note several do not wait for each other.
create function note_numbers(p_numbers jsonb, p_show text, p_at timestamptz) returns text[] language plpgsql as $$
declare
  noted record;
  cloned text[] := '{}';
begin
  for noted in
    select * from jsonb_to_recordset(p_numbers) as given (journal uuid, seq bigint, unit uuid, device text) order by journal
  loop
    if note_number(noted.journal, noted.seq, noted.unit, noted.device, p_show, p_at) then
      cloned := cloned || noted.journal::text;
    end if;
  end loop;
  return cloned;
end $$;

-- Takes places that leases of a show hold for somebody who stands at a till, because the show is not full. First those of
-- devices that were silent for half a minute, the longest silent first; then those asked back a second and a half ago and
-- not come. With `p_of_all`, of every device. False, and all others are asked back, where these are not enough: to be
-- tried again. The times: decision 0010. The caller holds the tally.
create function lend(p_show text, p_day date, p_places integer, p_of_all boolean, p_at timestamptz)
returns boolean language plpgsql as $$
declare
  holding record;
  lends uuid[] := '{}';
  takes integer[] := '{}';
  wanting integer := p_places;
begin
  for holding in
    select id, unused from lease
    where show_id = p_show and day = p_day and state = 'open' and unused > 0
      and (p_of_all or seen_at <= p_at - interval '30 seconds' or recalled_at <= p_at - interval '1.5 seconds')
    order by seen_at > p_at - interval '30 seconds', seen_at, id
    for no key update
  loop
    exit when wanting = 0;
    lends := lends || holding.id;
    takes := takes || least(holding.unused, wanting);
    wanting := wanting - least(holding.unused, wanting);
  end loop;
  if wanting > 0 then
    update lease set recalled_at = p_at
    where show_id = p_show and day = p_day and state = 'open' and unused > 0 and recalled_at is null;
    return false;
  end if;
  update lease set lent = lent + take from unnest(lends, takes) as lending (id, take) where lease.id = lending.id;
  return true;
end $$;

-- Counts usages that the rules have decided about, and gives the tally after it; no row, and nothing is done, where
-- anything the decision stood on is not so any more: then it is to be made anew. They are of one usage or visit, or of
-- several usages that all take free places.
-- `p_more`: tickets it takes, less those of reservations it redeems. `p_from`: where the rules have found them places.
-- lease: the device holds them (an ask may have those only where no others are free). pool: the cap is not reached, so they
-- are free, or others hold them and lend them. over: they are not there, and it has happened all the same. `from` is where
-- they came from in the end; recall: nowhere, nothing is done but that those who hold places are asked for them (an ask
-- comes again then, with `p_of_all` if need be). `p_device` and `p_journal` are the lease's. `p_numbers`: those they come under, if any; `cloned`: the journals in which another unit has come under one.
create function settle(
  p_show text, p_day date, p_version integer, p_ids text[], p_cards text[], p_stood_on text[], p_at timestamptz,
  p_from text, p_is_ask boolean, p_device text, p_journal uuid, p_lease uuid, p_tickets integer, p_more integer,
  p_redeems text[], p_numbers jsonb, p_visit jsonb, p_usages jsonb, p_of_all boolean
) returns table (taken integer, held integer, "from" text, cloned text[]) language plpgsql rows 1 as $$
#variable_conflict use_column
declare
  standing tally := hold_tally(p_show, p_day, p_at);
  its_show show;
  -- Places that are neither taken nor held, less those wanted: how many are missing.
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
  if p_more > 0 then missing := greatest(0, coalesce(standing.taken + standing.held + p_more - its_show.cap, 0)); end if;
  -- A soft cap is reached by what is taken, a hard one by what is held as well.
  is_full := missing > 0 and (its_show.cap_is_hard or standing.taken + p_more > its_show.cap);
  if p_from = 'lease' then
    if coalesce(lease_left(p_lease, p_show, p_day, p_device, p_journal, p_at), 0) < p_tickets then return; end if;
    if p_is_ask and missing = 0 then return; end if;
    missing := 0;
  elsif is_full <> (p_from = 'over') then
    return;
  elsif is_full then
    missing := 0;
  end if;
  select array_agg(stood_on order by place) = p_stood_on into stands from usage_facts(p_show, p_day, p_ids, p_cards, p_at);
  if not stands then return; end if;
  if missing > 0 then
    if not lend(p_show, p_day, missing, p_of_all or not p_is_ask, p_at) then
      return query select standing.taken, standing.held, 'recall', its_cloned;
      return;
    end if;
    standing.held := standing.held - missing;
  end if;
  if p_numbers is not null then its_cloned := note_numbers(p_numbers, p_show, p_at); end if;

  if cardinality(p_redeems) > 0 then
    -- Who redeems tickets that were beyond the cap, while there is still no room, is beyond it too.
    if p_from = 'pool' and standing.taken + standing.held + p_more > its_show.cap and exists (
      select from usage where id = any (p_redeems::uuid[]) and counted_from = 'over'
    ) then its_from := 'over'; end if;
    update usage set state = 'redeemed' where id = any (p_redeems::uuid[]) and state = 'counted';
  end if;

  if p_visit is not null then
    insert into visit (id, show_id, device_id, state, fingerprint, recorded_at, journal_id, seq, counted_from)
    select id, show_id, device_id, 'counted', fingerprint, recorded_at, journal_id, seq, its_from
    from jsonb_populate_record(null::visit, p_visit)
    on conflict (id) do update set state = 'counted', device_id = excluded.device_id,
      recorded_at = excluded.recorded_at, counted_from = excluded.counted_from, refusal = null,
      journal_id = coalesce(visit.journal_id, excluded.journal_id), seq = coalesce(visit.seq, excluded.seq)
    where visit.state = 'refused' and p_visit ->> 'state' = 'refused' and visit.fingerprint = excluded.fingerprint;
    if not found then raise 'The visit has changed.' using errcode = 'KK001'; end if;
  end if;

  insert into usage (id, show_id, day, device_id, visit_id, state, card, minors, how, redeems, fingerprint, taken_at,
    recorded_at, flags, journal_id, seq, counted_from, lent, clock_suspect)
  select id, show_id, day, device_id, visit_id, 'counted', card, minors, how, redeems, fingerprint, taken_at,
    recorded_at, flags, journal_id, seq, its_from, case when id = p_ids[1]::uuid then missing else 0 end, clock_suspect
  from jsonb_populate_recordset(null::usage, p_usages) order by id
  on conflict (id) do update set state = 'counted', day = excluded.day, device_id = excluded.device_id,
    redeems = excluded.redeems, taken_at = excluded.taken_at, recorded_at = excluded.recorded_at,
    flags = excluded.flags, counted_from = excluded.counted_from, lent = excluded.lent, clock_suspect = excluded.clock_suspect,
    refusal = null, journal_id = coalesce(usage.journal_id, excluded.journal_id), seq = coalesce(usage.seq, excluded.seq)
  -- Only by whoever knew that it was refused: it may have been since the facts were compared above.
  where usage.state = 'refused' and usage.fingerprint = excluded.fingerprint
    and p_stood_on[array_position(p_ids::uuid[], usage.id)] like '%/refused';
  get diagnostics written = row_count;
  if written <> cardinality(p_ids) then raise 'A usage has changed.' using errcode = 'KK001'; end if;
  -- What was refused under another number keeps that one.
  if p_numbers is not null then
    perform account(journal, seq, unit, 'counted')
    from jsonb_to_recordset(p_numbers) as given (journal uuid, seq bigint, unit uuid);
  end if;

  if its_from = 'lease' then
    update lease set consumed = consumed + p_tickets where id = p_lease;
    standing.held := standing.held - p_tickets;
  end if;
  standing.taken := standing.taken + p_more;
  update tally set taken = standing.taken, held = standing.held where show_id = p_show and day = p_day;
  return query select standing.taken, standing.held, its_from, its_cloned;
end $$;

-- Whether nobody has a visit of this id, and nobody is about to keep one as refused: who does holds its name.
create function nobody_has(p_visit uuid) returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_visit::text, 0));
  return not exists (select from visit where id = p_visit);
end $$;

-- Keeps a refused usage, or a refused visit without its usages, so that the same ask is refused again. Gives whether
-- another unit has come under the same number of the journal; null, and nothing is kept, where its id, or that of one of
-- the visit's usages (`p_ids`), is there meanwhile.
create function keep_refused(p_visit jsonb, p_usage jsonb, p_ids text[], p_at timestamptz) returns boolean language plpgsql as $$
declare
  unit jsonb := coalesce(p_visit, p_usage);
  is_cloned boolean := false;
begin
  if p_visit is not null and (
    not nobody_has((p_visit ->> 'id')::uuid) or exists (select from usage where id = any (p_ids::uuid[]))
  ) then return null; end if;
  if unit ->> 'journal_id' is not null then
    is_cloned := note_number((unit ->> 'journal_id')::uuid, (unit ->> 'seq')::bigint, (unit ->> 'id')::uuid,
      unit ->> 'device_id', unit ->> 'show_id', p_at);
  end if;
  if p_visit is not null then
    insert into visit (id, show_id, device_id, state, fingerprint, refusal, recorded_at, journal_id, seq)
    select id, show_id, device_id, 'refused', fingerprint, refusal, recorded_at, journal_id, seq
    from jsonb_populate_record(null::visit, p_visit) on conflict do nothing;
  else
    insert into usage (id, show_id, day, device_id, state, card, minors, how, fingerprint, taken_at, recorded_at, refusal,
      journal_id, seq, clock_suspect)
    select id, show_id, day, device_id, 'refused', card, minors, how, fingerprint, taken_at, recorded_at, refusal,
      journal_id, seq, clock_suspect
    from jsonb_populate_record(null::usage, p_usage) on conflict do nothing;
  end if;
  return case when found then is_cloned end;
end $$;
