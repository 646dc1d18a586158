-- The facts of a decision, read as one consistent snapshot. Takes no locks and writes nothing.

-- Returns the facts of each card, in order, and its `version`: a text that changes if any of them does. A lapsed
-- reservation does not count as an earlier usage. Of several earlier usages, one that gave tickets out comes before a
-- reservation, then one without a flag as a repetition, then the oldest. The status of a card without a row is that of
-- the `others` of the list.
create function card_facts(p_venue text, p_show text, p_day date, p_cards text[], p_at timestamptz)
returns table (
  ordinal bigint, status text, valid_until_on date, minors integer, listed_on date,
  earlier_id uuid, earlier_how text, earlier_minors integer, earlier_at timestamptz, version text
) language sql stable as $$
  select asked.ordinal, coalesce(card.status, list.others), card.valid_until_on, card.minors, list.listed_on,
    earlier.id, earlier.how, earlier.minors, earlier.recorded_at,
    concat(card.version, '/', earlier.id, '/', earlier.minors)
  from unnest(p_cards) with ordinality as asked (code, ordinal)
  cross join card_list as list
  left join card on card.code = asked.code
  left join lateral (
    select u.id, u.how, u.minors, u.recorded_at from usage as u
    where u.venue_id = p_venue and u.show_id = p_show and u.day = p_day and u.card = asked.code and u.state = 'counted'
      and has_lapsed(u, (select lapsed_before(p_show, p_at))) is not true
    order by u.how = 'reserved', u.flags && '{already-recorded,card-twice-in-visit}', u.recorded_at, u.id limit 1
  ) as earlier on true
$$;

-- Returns all facts of decisions about visits of one show, in one round trip: one row for each card, with the show, what
-- the lease has left, and what the registry has under the ids of the visit and the usage. A broker may have used the id of
-- the visit for another show. No row if the device's venue, `p_seller`, may not use the show or the journal. The columns
-- have the names that facts.ts reads.
create function read_facts(
  p_seller text, p_device text, p_show text, p_evaluated_on date, p_today date, p_at timestamptz, p_journal uuid,
  p_lease uuid, p_visits text[], p_ids text[], p_cards text[]
) returns table (
  id text, name text, "venueId" text, venue text, kind text, admission text, "startsAt" timestamptz, seats integer,
  cap integer, "capIsHard" boolean, cancelled boolean, "reservationOpens" text, "redemptionOpensMin" integer, version integer,
  "reservationsLapseMin" integer, taken integer, leased integer,
  day text, "isToday" boolean, "takenToday" integer, "leasedToday" integer, "leaseLeft" integer,
  status text, "validUntilOn" text, minors integer, "listedOn" text,
  "earlierId" text, "earlierHow" text, "earlierMinors" integer, "earlierAt" timestamptz, "cardVersion" text,
  "knownShow" text, "knownState" text, "knownFingerprint" text, "knownFrom" text, "knownRefusal" jsonb,
  "knownRecordedAt" timestamptz, "knownVoidedAt" timestamptz, "knownFlags" text[]
) language plpgsql stable rows 1 as $$
declare
  its_venue text := (select venue_id from show where show.id = p_show);
begin
  return query
  -- Once, and not for each card.
  with its as materialized (
    select show.id, show.name, show.venue_id, venue.name as venue, show.kind, show.admission, show.starts_at, show.seats,
      show.cap, show.cap_is_hard, show.cancelled_at is not null, show.reservation_opens, show.redemption_opens_min,
      show.version, show.reservations_lapse_min,
      tickets_taken(its_venue, show.id, counting.day, coalesce(tally.taken, 0), p_at),
      tickets_leased(its_venue, show.id, counting.day, coalesce(tally.leased, 0), p_at),
      counting.day::text as day, counting.day = counting.today,
      tickets_taken(its_venue, show.id, counting.today, coalesce(tally_today.taken, 0), p_at),
      tickets_leased(its_venue, show.id, counting.today, coalesce(tally_today.leased, 0), p_at),
      case when p_lease is not null then
        lease_left(its_venue, p_lease, show.id, counting.day, p_device, p_journal, p_at) end
    from show join venue on venue.id = show.venue_id
    cross join lateral (
      select tally_day(show.admission, p_evaluated_on) as day, tally_day(show.admission, p_today) as today
    ) as counting
    left join tally on tally.venue_id = its_venue and tally.show_id = show.id and tally.day = counting.day
    left join tally as tally_today
      on tally_today.venue_id = its_venue and tally_today.show_id = show.id and tally_today.day = counting.today
    where show.id = p_show and may_see(p_seller, show.venue_id)
      and (p_journal is null or may_use(p_seller, p_device, p_journal))
  )
  select its.*,
    facts.status, facts.valid_until_on::text, facts.minors, facts.listed_on::text,
    facts.earlier_id::text, facts.earlier_how, facts.earlier_minors, facts.earlier_at, facts.version,
    coalesce(visit.show_id, brokered.show_id), visit.state, visit.fingerprint, visit.counted_from, visit.refusal,
    visit.recorded_at, visit.voided_at, usage.flags
  from its
  cross join lateral card_facts(its_venue, its.id, its.day::date, p_cards, p_at) as facts
  left join visit on visit.venue_id = its_venue and visit.id = nullif(p_visits[facts.ordinal], '')::uuid
  left join brokered on brokered.venue_id = p_seller and brokered.id = nullif(p_visits[facts.ordinal], '')::uuid
  left join usage on usage.venue_id = its_venue and usage.id = nullif(p_ids[facts.ordinal], '')::uuid
  order by facts.ordinal;
end $$;
