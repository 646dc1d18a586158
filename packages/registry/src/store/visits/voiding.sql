-- How visits become void, and reservations are given up.

-- Makes usages of one tally void and gives their tickets back; the caller holds it. A place that came from a lease goes to
-- everybody: the device may be out of reach, and its lease counts it as used. A reservation that one of them had
-- redeemed stands again, for at most as many as came: so nothing ever grows by a void.
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
  update usage set state = 'voided', card = null, flags = '{}', redeems = null,
    voided_at = p_at, voided_by = p_device, void_reason = p_reason
  where id = any (p_ids) and state <> 'voided';

  with again as (
    update usage set state = 'counted', minors = standing.minors
    from unnest(back, back_minors) as standing (id, minors) where usage.id = standing.id
    returning usage.minors
  )
  select coalesce(sum(tickets_of(its_kind, minors)), 0) into stands_again from again;

  update tally set taken = taken - given_back + stands_again where show_id = p_show and day = p_day;
end $$;

-- Makes a visit itself void, if it is still in this state: nothing is kept of what it was.
create function make_visit_void(
  p_id uuid, p_state text, p_device text, p_at timestamptz, p_reason text
) returns boolean language plpgsql as $$
begin
  update visit set state = 'voided', fingerprint = null, refusal = null, counted_from = null,
    voided_at = p_at, voided_by = p_device, void_reason = p_reason
  where id = p_id and state = p_state;
  return found;
end $$;

-- Voids a visit with all its usages. What became of it:
-- void; mismatch (of another show, or not the device's to undo); changed, and nothing is done: somebody was there at the
-- same moment, to be called again.
-- An id never seen is kept as voided, so that its late delivery stays out; `unseen`, then and at every repetition: nothing
-- has ever been recorded under it.
create function void_visit(
  p_id uuid, p_show text, p_device text, p_at timestamptz, p_reason text
) returns table (outcome text, recorded_at timestamptz, unseen boolean) language plpgsql as $$
declare
  seen visit;
begin
  select * into seen from visit where id = p_id;
  if not found then
    insert into visit (id, show_id, device_id, state, recorded_at, voided_at, voided_by, void_reason)
    values (p_id, p_show, p_device, 'voided', p_at, p_at, p_device, p_reason) on conflict do nothing;
    return query select case when found then 'voided' else 'changed' end, p_at, true;
    return;
  end if;
  if seen.show_id <> p_show or not may_handle(p_device, p_show, seen.device_id) then
    return query select 'mismatch', p_at, false;
    return;
  end if;
  if seen.state = 'voided' then
    return query select 'voided', seen.voided_at, seen.day is null;
    return;
  end if;
  if seen.state = 'counted' then perform hold_tally(p_show, seen.day, p_at); end if;
  if not make_visit_void(p_id, seen.state, p_device, p_at, p_reason) then
    return query select 'changed', p_at, false;
    return;
  end if;
  if seen.state = 'counted' then
    perform make_void(array(select id from usage where visit_id = p_id), p_show, seen.day, p_device, p_at, p_reason);
  end if;
  return query select 'voided', p_at, false;
end $$;

-- Makes a visit void if none of its usages stands any more.
create function void_if_empty(p_id uuid, p_device text, p_at timestamptz, p_reason text) returns void language sql as $$
  select make_visit_void(p_id, 'counted', p_device, p_at, p_reason)
  where not exists (select from usage where visit_id = p_id and state <> 'voided')
$$;

-- Takes usages of a visit back (`p_minors` null), or minors of them: as many as may stay. Nothing grows by it, so the order of
-- several does not matter. What became of it:
-- void (nothing of the visit stands any more); reduced; mismatch (of another show, not the device's to undo, or a usage is
-- none of its); unknown (no such visit is counted).
create function void_usages(
  p_id uuid, p_show text, p_device text, p_at timestamptz, p_reason text, p_usages jsonb
) returns text language plpgsql as $$
declare
  seen visit;
  its_kind text := (select kind from show where id = p_show);
  given_back integer;
begin
  select * into seen from visit where id = p_id;
  if not found or seen.state = 'refused' then return 'unknown'; end if;
  if seen.show_id <> p_show or not may_handle(p_device, p_show, seen.device_id) then return 'mismatch'; end if;
  if seen.state = 'voided' then return 'voided'; end if;
  if exists (
    select id from jsonb_to_recordset(p_usages) as its (id uuid) except select id from usage where visit_id = p_id
  ) then return 'mismatch'; end if;
  perform hold_tally(p_show, seen.day, p_at);
  perform make_void(
    array(select id from jsonb_to_recordset(p_usages) as its (id uuid, minors integer) where minors is null),
    p_show, seen.day, p_device, p_at, p_reason
  );
  with fewer as (
    select usage.id, usage.state, its.minors, tickets_of(its_kind, usage.minors) - tickets_of(its_kind, its.minors) as tickets
    from usage join jsonb_to_recordset(p_usages) as its (id uuid, minors integer) on its.id = usage.id
    where usage.state <> 'voided' and its.minors < usage.minors
  ), reduced as (
    update usage set minors = fewer.minors from fewer where fewer.id = usage.id
  )
  select coalesce(sum(tickets), 0) into given_back from fewer where state = 'counted';
  update tally set taken = taken - given_back where show_id = p_show and day = seen.day;
  perform void_if_empty(p_id, p_device, p_at, p_reason);
  return case when exists (select from visit where id = p_id and state = 'voided') then 'voided' else 'reduced' end;
end $$;

-- Gives a reservation up, and its visit too where none of its usages stands any more. What became of it:
-- void; unknown (no such reservation); given-out (it was redeemed, at that moment and in that way).
create function release_reservation(
  p_id uuid, p_show text, p_device text, p_at timestamptz
) returns table (outcome text, recorded_at timestamptz, how text) language plpgsql as $$
declare
  seen usage;
begin
  select * into seen from usage where id = p_id;
  if not found or seen.show_id <> p_show or seen.how <> 'reserved' or not may_handle(p_device, p_show, seen.device_id) then
    return query select 'unknown', p_at, null;
    return;
  end if;
  perform hold_tally(p_show, seen.day, p_at);
  select * into seen from usage where id = p_id;
  if seen.state = 'redeemed' then
    return query select 'given-out', usage.recorded_at, usage.how from usage where redeems = p_id;
    return;
  end if;
  if seen.state <> 'voided' then
    perform make_void(array[p_id], p_show, seen.day, p_device, p_at, 'released');
    perform void_if_empty(seen.visit_id, p_device, p_at, 'released');
  end if;
  return query select 'voided', coalesce(seen.voided_at, p_at), null;
end $$;

-- Voids all that counts for a show, because it was cancelled; the caller holds its tallies. Reservations do not stand again.
create function void_all(p_show text, p_device text, p_at timestamptz) returns void language plpgsql as $$
declare
  its record;
begin
  for its in
    select day, array_agg(id) as ids from usage where show_id = p_show and state in ('counted', 'redeemed', 'lapsed')
    group by day order by day
  loop
    perform make_void(its.ids, p_show, its.day, p_device, p_at, 'show-cancelled');
  end loop;
  perform make_visit_void(id, 'counted', p_device, p_at, 'show-cancelled')
  from visit where show_id = p_show and state = 'counted';
end $$;
