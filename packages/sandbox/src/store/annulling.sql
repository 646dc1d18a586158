-- How usages and visits become void.

-- Makes usages of one tally void and gives their tickets back; the caller holds it. A place that came from a lease goes to
-- everybody: the device may be out of reach, and its lease counts it as used. A reservation that one of them had
-- redeemed stands again, for at most as many as came: so nothing ever grows by an annulment.
create function make_void(
  p_ids uuid[], p_show text, p_day date, p_device text, p_at timestamptz, p_reason text
) returns void language plpgsql as $$
declare
  its_kind text := (select kind from show where id = p_show);
  given_back integer;
  back uuid[];
  back_minors integer[];
  stands_again integer;
begin
  select coalesce(sum(tickets_of(its_kind, minors)), 0) into given_back from usage where id = any (p_ids) and state = 'counted';
  select array_agg(reserved.id), array_agg(least(reserved.minors, redeeming.minors)) into back, back_minors
  from usage as redeeming join usage as reserved on reserved.id = redeeming.redeems
  where redeeming.id = any (p_ids) and reserved.state = 'redeemed' and reserved.id <> all (p_ids);

  -- Nothing of the card is kept: whose visit it would have been is nobody's business any more.
  update usage set state = 'void', card = null, fingerprint = null, flags = '{}', refusal = null, redeems = null,
    counted_from = null, annulled_at = p_at, annulled_by = p_device, annul_reason = p_reason
  where id = any (p_ids) and state <> 'void';

  with again as (
    update usage set state = 'counted', minors = standing.minors
    from unnest(back, back_minors) as standing (id, minors) where usage.id = standing.id
    returning usage.minors
  )
  select coalesce(sum(tickets_of(its_kind, minors)), 0) into stands_again from again;

  update tally set taken = taken - given_back + stands_again where show_id = p_show and day = p_day;
end $$;

-- Annuls a usage, or gives a reservation up (`p_reason` released). What became of it:
-- void; mismatch (of another show, or not the device's to undo); unknown (to give up: no such reservation); given-out (to give up: it was redeemed);
-- changed, and nothing is done: somebody was there at the same moment, to be called again.
-- An id never seen is kept as annulled, so that its late delivery stays out; `unseen`, then and at every repetition: nothing
-- has ever been recorded under it.
create function annul_usage(
  p_id uuid, p_show text, p_device text, p_at timestamptz, p_reason text
) returns table (outcome text, recorded_at timestamptz, how text, unseen boolean) language plpgsql as $$
declare
  seen usage;
  release boolean := p_reason = 'released';
begin
  select * into seen from usage where id = p_id;
  if not found then
    if release then return query select 'unknown', p_at, null, false; return; end if;
    insert into usage (id, show_id, device_id, state, recorded_at, annulled_at, annulled_by, annul_reason)
    values (p_id, p_show, p_device, 'void', p_at, p_at, p_device, p_reason) on conflict do nothing;
    return query select case when found then 'void' else 'changed' end, p_at, null, true;
    return;
  end if;
  if seen.show_id <> p_show or not may_handle(p_device, p_show, seen.device_id)
    or (release and (seen.state = 'refused' or seen.how <> 'reserved')) then
    return query select case when release then 'unknown' else 'mismatch' end, p_at, null, false;
    return;
  end if;
  if seen.state = 'void' then
    return query select 'void', seen.annulled_at, null, seen.day is null;
    return;
  end if;
  if release and seen.state = 'redeemed' then
    return query select 'given-out', usage.recorded_at, usage.how, false from usage where redeems = p_id;
    return;
  end if;
  perform hold_tally(p_show, seen.day, p_at);
  perform from usage where id = p_id and state = seen.state and day = seen.day for update;
  if not found then return query select 'changed', p_at, null, false; return; end if;
  perform make_void(array[p_id], p_show, seen.day, p_device, p_at, p_reason);
  return query select 'void', p_at, null, false;
end $$;

-- Annuls a visit with all its usages, like annul_usage.
create function annul_visit(
  p_id uuid, p_show text, p_device text, p_at timestamptz, p_reason text
) returns table (outcome text, recorded_at timestamptz, unseen boolean) language plpgsql as $$
declare
  seen visit;
  its_day date;
  its_usages uuid[];
begin
  select * into seen from visit where id = p_id;
  if not found then
    insert into visit (id, show_id, device_id, state, recorded_at, annulled_at, annulled_by, annul_reason)
    values (p_id, p_show, p_device, 'void', p_at, p_at, p_device, p_reason) on conflict do nothing;
    return query select case when found then 'void' else 'changed' end, p_at, true;
    return;
  end if;
  if seen.show_id <> p_show or not may_handle(p_device, p_show, seen.device_id) then
    return query select 'mismatch', p_at, false;
    return;
  end if;
  if seen.state = 'void' then
    -- A refused visit has no usages either, but it was there before it was annulled.
    return query select 'void', seen.annulled_at,
      seen.recorded_at = seen.annulled_at and not exists (select from usage where visit_id = p_id);
    return;
  end if;

  select day, array_agg(id order by id) into its_day, its_usages from usage where visit_id = p_id and state <> 'void' group by day;
  if its_usages is not null then
    perform hold_tally(p_show, its_day, p_at);
  end if;
  update visit set state = 'void', fingerprint = null, refusal = null, counted_from = null,
    annulled_at = p_at, annulled_by = p_device, annul_reason = p_reason
  where id = p_id and state = seen.state;
  if not found then return query select 'changed', p_at, false; return; end if;
  if its_usages is not null then
    perform make_void(its_usages, p_show, its_day, p_device, p_at, p_reason);
  end if;
  return query select 'void', p_at, false;
end $$;

-- Annuls all that counts for a show, because it was cancelled; the caller holds its tallies. Reservations do not stand again.
create function annul_all(p_show text, p_device text, p_at timestamptz) returns void language plpgsql as $$
declare
  its record;
begin
  for its in
    select day, array_agg(id) as ids from usage where show_id = p_show and state in ('counted', 'redeemed', 'lapsed')
    group by day order by day
  loop
    perform make_void(its.ids, p_show, its.day, p_device, p_at, 'show-cancelled');
  end loop;
  update visit set state = 'void', fingerprint = null, counted_from = null,
    annulled_at = p_at, annulled_by = p_device, annul_reason = 'show-cancelled'
  where show_id = p_show and state = 'counted';
end $$;
