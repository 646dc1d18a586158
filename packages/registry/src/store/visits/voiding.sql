-- Voiding visits and usages.

-- Voids usages of one tally of `p_venue`, whose lock the caller holds, and frees their tickets. A ticket that came from a
-- lease becomes free for everyone: the device may be out of reach, and its lease counts it as consumed. A reservation that
-- one of the usages had redeemed counts again, for at most the minors that came. So a void never takes more tickets.
create function void_usages_of(
  p_venue text, p_ids uuid[], p_show text, p_day date, p_device text, p_at timestamptz, p_reason text
) returns void language plpgsql as $$
declare
  its_kind text := (select kind from show where id = p_show);
  freed integer;
  reserved_ids uuid[];
  reserved_minors integer[];
  reserved_tickets integer;
begin
  select coalesce(sum(tickets_of(its_kind, minors)), 0) into freed
  from usage where venue_id = p_venue and id = any (p_ids) and state = 'counted';
  select array_agg(reserved.id), array_agg(least(reserved.minors, redeeming.minors)) into reserved_ids, reserved_minors
  from usage as redeeming
  -- In this order, whatever the planner thinks of so few rows.
  cross join lateral (select * from usage where venue_id = p_venue and id = redeeming.redeems offset 0) as reserved
  where redeeming.venue_id = p_venue and redeeming.id = any (p_ids)
    and reserved.state = 'redeemed' and reserved.id <> all (p_ids);

  -- No data about the card remains.
  update usage set state = 'voided', card = null, prefix = null, flags = '{}', redeems = null,
    voided_at = p_at, voided_by = p_device, void_reason = p_reason
  where venue_id = p_venue and id = any (p_ids) and state <> 'voided';

  with restored as (
    update usage set state = 'counted', minors = its.minors
    from unnest(reserved_ids, reserved_minors) as its (id, minors)
    where usage.venue_id = p_venue and usage.id = its.id
    returning usage.minors
  )
  select coalesce(sum(tickets_of(its_kind, minors)), 0) into reserved_tickets from restored;

  update tally set taken = taken - freed + reserved_tickets
  where venue_id = p_venue and show_id = p_show and day = p_day;
end $$;

-- Voids the row of a visit, if it still has the state `p_state`, and deletes its data. Returns whether it did.
create function void_visit_row(
  p_venue text, p_id uuid, p_state text, p_device text, p_at timestamptz, p_reason text
) returns boolean language plpgsql as $$
begin
  update visit set state = 'voided', fingerprint = null, refusal = null, counted_from = null,
    voided_at = p_at, voided_by = p_device, void_reason = p_reason
  where venue_id = p_venue and id = p_id and state = p_state;
  return found;
end $$;

-- Returns whether a device may void a visit: one that it recorded itself or through a journal that is now its own, one
-- of a journal whose entries it has imported.
create function may_void(p_seller text, p_device text, p_visit visit) returns boolean language plpgsql stable as $$
declare
  its_journal uuid := coalesce(p_visit.journal_id, (
    select journal_id from brokered where venue_id = p_seller and id = p_visit.id
  ));
begin
  return p_visit.device_id = p_device
    or exists (select from journal where venue_id = p_seller and id = its_journal and device_id = p_device)
    or exists (select from adoption where venue_id = p_seller and journal_id = its_journal and device_id = p_device);
end $$;

-- Voids a visit with all its usages. `outcome` is
-- voided;
-- mismatch: it is another show's, or another seller's;
-- missing-role: another device recorded it, and this one may not void every visit (`p_any`);
-- changed: nothing was done, because another transaction changed it; call again.
-- An unknown id is stored as voided, so that a late delivery of it does not count. Then, and at every repetition, `unseen`
-- is true: no visit was ever recorded under the id.
create function void_visit(
  p_seller text, p_id uuid, p_show text, p_device text, p_at timestamptz, p_reason text, p_any boolean
) returns table (outcome text, recorded_at timestamptz, unseen boolean) language plpgsql as $$
declare
  its_venue text := (select venue_id from show where id = p_show);
  seen visit;
begin
  perform require_active(array[p_device], null);
  select * into seen from visit where venue_id = its_venue and id = p_id;
  if not found then
    if not note_brokered(p_seller, jsonb_build_array(jsonb_build_object('id', p_id, 'show_id', p_show))) then
      return query select 'mismatch', p_at, false;
      return;
    end if;
    insert into visit (venue_id, id, show_id, device_id, state, recorded_at, voided_at, voided_by, void_reason)
    values (its_venue, p_id, p_show, p_device, 'voided', p_at, p_at, p_device, p_reason) on conflict do nothing;
    return query select case when found then 'voided' else 'changed' end, p_at, true;
    return;
  end if;
  if seen.show_id <> p_show or not may_handle(p_device, p_show, seen.device_id) then
    return query select 'mismatch', p_at, false;
    return;
  end if;
  if not p_any and not may_void(p_seller, p_device, seen) then
    return query select 'missing-role', p_at, false;
    return;
  end if;
  if seen.state = 'voided' then
    return query select 'voided', seen.voided_at, seen.day is null;
    return;
  end if;
  if seen.state = 'counted' then perform lock_tally(its_venue, p_show, seen.day, p_at); end if;
  if not void_visit_row(its_venue, p_id, seen.state, p_device, p_at, p_reason) then
    return query select 'changed', p_at, false;
    return;
  end if;
  if seen.state = 'counted' then
    perform void_usages_of(its_venue, array(select id from usage where venue_id = its_venue and visit_id = p_id), p_show,
      seen.day, p_device, p_at, p_reason);
  end if;
  return query select 'voided', p_at, false;
end $$;

-- Voids a visit if all its usages are voided.
create function void_if_empty(p_venue text, p_id uuid, p_device text, p_at timestamptz, p_reason text)
returns void language sql as $$
  select void_visit_row(p_venue, p_id, 'counted', p_device, p_at, p_reason)
  where not exists (select from usage where venue_id = p_venue and visit_id = p_id and state <> 'voided')
$$;

-- Voids usages of a visit, or reduces their minors to `minors`, which may only fall: so the order of several voids does
-- not matter. Returns
-- voided: no usage of the visit is left;
-- reduced;
-- mismatch: it is another show's or another seller's, or a usage is not of this visit;
-- missing-role: another device recorded it, and this one may not void every visit (`p_any`);
-- unknown: no such visit is counted.
create function void_usages(
  p_seller text, p_id uuid, p_show text, p_device text, p_at timestamptz, p_reason text, p_any boolean, p_usages jsonb
) returns text language plpgsql as $$
declare
  its_venue text;
  its_kind text;
  seen visit;
  freed integer;
begin
  perform require_active(array[p_device], null);
  select venue_id, kind into its_venue, its_kind from show where id = p_show;
  select * into seen from visit where venue_id = its_venue and id = p_id;
  if not found or seen.state = 'refused' then return 'unknown'; end if;
  if seen.show_id <> p_show or not may_handle(p_device, p_show, seen.device_id) then return 'mismatch'; end if;
  if not p_any and not may_void(p_seller, p_device, seen) then return 'missing-role'; end if;
  if seen.state = 'voided' then return 'voided'; end if;
  if exists (
    select id from jsonb_to_recordset(p_usages) as its (id uuid)
    except select id from usage where venue_id = its_venue and visit_id = p_id
  ) then return 'mismatch'; end if;
  perform lock_tally(its_venue, p_show, seen.day, p_at);
  perform void_usages_of(
    its_venue,
    array(select id from jsonb_to_recordset(p_usages) as its (id uuid, minors integer) where minors is null),
    p_show, seen.day, p_device, p_at, p_reason
  );
  with fewer as (
    select usage.id, usage.state, its.minors, tickets_of(its_kind, usage.minors) - tickets_of(its_kind, its.minors) as tickets
    from usage join jsonb_to_recordset(p_usages) as its (id uuid, minors integer) on its.id = usage.id
    where usage.venue_id = its_venue and usage.state <> 'voided' and its.minors < usage.minors
  ), reduced as (
    update usage set minors = fewer.minors from fewer
    where usage.venue_id = its_venue and fewer.id = usage.id
  )
  select coalesce(sum(tickets), 0) into freed from fewer where state = 'counted';
  update tally set taken = taken - freed where venue_id = its_venue and show_id = p_show and day = seen.day;
  perform void_if_empty(its_venue, p_id, p_device, p_at, p_reason);
  return case when exists (
    select from visit where venue_id = its_venue and id = p_id and state = 'voided'
  ) then 'voided' else 'reduced' end;
end $$;

-- Releases a reservation, and voids its visit if no usage of it is left. `outcome` is
-- voided;
-- unknown: there is no such reservation;
-- redeemed: its tickets were given out, at `recorded_at` and as `how`.
create function release_reservation(
  p_id uuid, p_show text, p_device text, p_at timestamptz
) returns table (outcome text, recorded_at timestamptz, how text) language plpgsql as $$
declare
  its_venue text := (select venue_id from show where id = p_show);
  seen usage;
begin
  perform require_active(array[p_device], null);
  select * into seen from usage where venue_id = its_venue and id = p_id;
  if not found or seen.show_id <> p_show or seen.how <> 'reserved' or not may_handle(p_device, p_show, seen.device_id) then
    return query select 'unknown', p_at, null;
    return;
  end if;
  perform lock_tally(its_venue, p_show, seen.day, p_at);
  select * into seen from usage where venue_id = its_venue and id = p_id;
  if seen.state = 'redeemed' then
    return query select 'redeemed', usage.recorded_at, usage.how from usage
      where venue_id = its_venue and redeems = p_id;
    return;
  end if;
  if seen.state <> 'voided' then
    perform void_usages_of(its_venue, array[p_id], p_show, seen.day, p_device, p_at, 'released');
    perform void_if_empty(its_venue, seen.visit_id, p_device, p_at, 'released');
  end if;
  return query select 'voided', coalesce(seen.voided_at, p_at), null;
end $$;

-- Voids every visit of a cancelled show. The caller has locked its tallies. Redeemed reservations do not count again.
create function void_all(p_show text, p_device text, p_at timestamptz) returns void language plpgsql as $$
declare
  its_venue text := (select venue_id from show where id = p_show);
  its record;
begin
  for its in
    select usage.day, array_agg(usage.id) as ids
    from visit join usage on usage.venue_id = its_venue and usage.visit_id = visit.id
    where visit.venue_id = its_venue and visit.show_id = p_show and usage.state in ('counted', 'redeemed', 'lapsed')
    group by usage.day order by usage.day
  loop
    perform void_usages_of(its_venue, its.ids, p_show, its.day, p_device, p_at, 'show-cancelled');
  end loop;
  perform void_visit_row(its_venue, id, 'counted', p_device, p_at, 'show-cancelled')
  from visit where venue_id = its_venue and show_id = p_show and state = 'counted';
end $$;
