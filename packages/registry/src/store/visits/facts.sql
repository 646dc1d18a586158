-- What decisions stand on. Read at one moment, locked by nobody, writes nothing.

-- Tickets that open leases still hold and that are due back, because their devices have been silent for too long. They
-- count as free from then on; the next who counts in the tally writes it down (release_due).
create function due_back(p_show text, p_day date, p_at timestamptz) returns integer language sql stable as $$
  select coalesce(sum(unused), 0)::integer from lease
  where show_id = p_show and day = p_day and state = 'open' and expiry_at <= p_at
$$;

-- Tickets that devices hold just now.
create function leased_at(p_show text, p_day date, p_leased integer, p_at timestamptz) returns integer language sql stable as $$
  select case when p_leased > 0 then p_leased - due_back(p_show, p_day, p_at) else 0 end
$$;

-- The moment before which reservations of a show must have been made to hold no tickets any more; null while that has not
-- come, and where it never does. What is open day after day has no start that one could miss.
create function lapsed_before(p_show text, p_at timestamptz) returns timestamptz language sql stable as $$
  select starts_at - make_interval(mins => reservations_lapse_min) from show
  where id = p_show and admission = 'once' and starts_at - make_interval(mins => reservations_lapse_min) <= p_at
$$;

-- Whether a usage is a reservation that has lapsed, though perhaps nobody has written it down. One that was made after
-- that moment holds: whoever made it knew the hour. Null where nothing lapses.
create function has_lapsed(p_usage usage, p_before timestamptz) returns boolean language sql immutable as $$
  select p_usage.how = 'reserved' and least(p_usage.taken_at, p_usage.recorded_at) < p_before
$$;

-- Tickets taken just now: reservations that have lapsed count as free from then on; the next who counts in the tally
-- writes it down (hold_tally).
create function taken_at(p_show text, p_day date, p_taken integer, p_at timestamptz) returns integer language sql stable as $$
  select p_taken - coalesce(sum(tickets_of((select kind from show where id = p_show), minors)), 0)::integer from usage
  where show_id = p_show and day = p_day and state = 'counted' and how = 'reserved'
    and has_lapsed(usage, (select lapsed_before(p_show, p_at)))
$$;

-- What a lease has left for an entry of its show, day and journal (of its device, where the entry has no journal); null where
-- it is none for it.
create function lease_left(
  p_lease uuid, p_show text, p_day date, p_device text, p_journal uuid, p_at timestamptz
) returns integer language sql stable as $$
  select unused from lease
  where id = p_lease and show_id = p_show and day = p_day and state = 'open' and expiry_at > p_at
    and case when p_journal is null then device_id = p_device else journal_id = p_journal end
$$;

-- Whether a venue may use a journal: one of its own devices has used it first, or nobody has.
create function may_use(p_venue text, p_journal uuid) returns boolean language sql stable as $$
  select not exists (
    select from journal join device on device.id = journal.device_id
    where journal.id = p_journal and device.venue_id <> p_venue
  )
$$;

-- What a decision about cards stands on, one row for each, in their order. `stood_on` is all of it that can change, as a
-- text to compare. A reservation that has lapsed is no earlier usage. One that has given tickets out comes before one that
-- reserved them, and of two of the same moment the one that was nobody's second.
create function card_facts(p_show text, p_day date, p_cards text[], p_at timestamptz)
returns table (
  place bigint, status text, valid_until_on date, minors integer,
  earlier_id uuid, earlier_how text, earlier_minors integer, earlier_at timestamptz, stood_on text
) language sql stable as $$
  select asked.place, card.status, card.valid_until_on, card.minors,
    earlier.id, earlier.how, earlier.minors, earlier.recorded_at,
    concat(card.version, '/', earlier.id, '/', earlier.minors)
  from unnest(p_cards) with ordinality as asked (code, place)
  left join card on card.code = asked.code
  left join lateral (
    select u.id, u.how, u.minors, u.recorded_at from usage as u
    where u.show_id = p_show and u.day = p_day and u.card = asked.code and u.state = 'counted'
      and has_lapsed(u, (select lapsed_before(p_show, p_at))) is not true
    order by u.how = 'reserved', u.flags && '{already-recorded,card-twice-in-visit}', u.recorded_at, u.id limit 1
  ) as earlier on true
$$;

-- All that decisions about visits of one show stand on, with the show and what a lease has left, in one round trip: one row
-- for each card, with what the registry has under its visit's id and its usage's; no row where the show or the journal is
-- not the venue's business. The names are those of the rows that facts.ts reads.
create function read_facts(
  p_venue text, p_device text, p_show text, p_judged_on date, p_today date, p_at timestamptz, p_journal uuid,
  p_lease uuid, p_visits text[], p_ids text[], p_cards text[]
) returns table (
  id text, name text, venue text, kind text, admission text, "startsAt" timestamptz, seats integer, cap integer,
  "capIsHard" boolean, cancelled boolean, "reservationOpens" text, "redemptionOpensMin" integer, version integer,
  "reservationsLapseMin" integer, taken integer, leased integer,
  day text, "isToday" boolean, "takenToday" integer, "leasedToday" integer, "leaseLeft" integer,
  status text, "validUntilOn" text, minors integer,
  "earlierId" text, "earlierHow" text, "earlierMinors" integer, "earlierAt" timestamptz, "stoodOn" text,
  "knownShow" text, "knownState" text, "knownFingerprint" text, "knownFrom" text, "knownRefusal" jsonb,
  "knownRecordedAt" timestamptz, "knownVoidedAt" timestamptz, "knownFlags" text[]
) language plpgsql stable rows 1 as $$
begin
  return query
  select show.id, show.name, venue.name, show.kind, show.admission, show.starts_at, show.seats, show.cap, show.cap_is_hard,
    show.cancelled_at is not null,
    show.reservation_opens, show.redemption_opens_min, show.version,
    show.reservations_lapse_min, taken_at(show.id, counting.day, coalesce(tally.taken, 0), p_at),
    leased_at(show.id, counting.day, coalesce(tally.leased, 0), p_at),
    counting.day::text, counting.day = counting.today,
    taken_at(show.id, counting.today, coalesce(tally_today.taken, 0), p_at),
    leased_at(show.id, counting.today, coalesce(tally_today.leased, 0), p_at),
    case when p_lease is not null then lease_left(p_lease, show.id, counting.day, p_device, p_journal, p_at) end,
    facts.status, facts.valid_until_on::text, facts.minors,
    facts.earlier_id::text, facts.earlier_how, facts.earlier_minors, facts.earlier_at, facts.stood_on,
    visit.show_id, visit.state, visit.fingerprint, visit.counted_from, visit.refusal, visit.recorded_at, visit.voided_at,
    usage.flags
  from show join venue on venue.id = show.venue_id
  cross join lateral (select tally_day(show.admission, p_judged_on) as day, tally_day(show.admission, p_today) as today) as counting
  left join tally on tally.show_id = show.id and tally.day = counting.day
  left join tally as tally_today on tally_today.show_id = show.id and tally_today.day = counting.today
  cross join lateral card_facts(show.id, counting.day, p_cards, p_at) as facts
  left join visit on visit.id = nullif(p_visits[facts.place], '')::uuid
  left join usage on usage.id = nullif(p_ids[facts.place], '')::uuid
  where show.id = p_show and may_see(p_venue, show.venue_id) and (p_journal is null or may_use(p_venue, p_journal))
  order by facts.place;
end $$;
