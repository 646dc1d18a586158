-- The register's tables, and the functions that change counts. One text for PostgreSQL 15 and newer and for PGlite.
-- What can be a constraint is one: the code above decides, the database makes sure.

create table venue (
  id    text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name  text not null check (name <> ''),
  -- operator: its own shows. broker: its clients' shows too. coordinator: everybody's statistics, and no show.
  kind  text not null default 'operator' check (kind in ('operator', 'broker', 'coordinator')),
  unique (id, kind)
);

-- The venues a broker records for besides itself.
create table client (
  broker_id    text not null,
  broker_kind  text not null default 'broker' check (broker_kind = 'broker'),
  venue_id     text not null references venue,
  primary key (broker_id, venue_id),
  foreign key (broker_id, broker_kind) references venue (id, kind)
);

-- A device records for one venue. Of its token only the SHA-256 is kept.
create table device (
  id          text primary key,
  venue_id    text not null references venue,
  name        text not null,
  token_hash  text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  expires_at  timestamptz,
  revoked_at  timestamptz,
  -- Asked about too many codes that no card has: out until it is let in again.
  stopped_at  timestamptz
);

create table show (
  id                    text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  venue_id              text not null references venue,
  name                  text not null check (name <> ''),
  kind                  text not null
                        check (kind in ('performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer')),
  starts_at             timestamptz not null,
  seats                 integer not null check (seats >= 0),
  -- The most Kaikukortti tickets this show gives (a swimming hall: each day); null where the venue has set no cap.
  -- It may be lowered below what is taken: then it admits nobody until enough is given back.
  cap                   integer check (cap >= 0),
  reservation_opens     text not null default 'at-once' check (reservation_opens in ('at-once', 'month-before')),
  redemption_opens_min  integer check (redemption_opens_min between 0 and 525600),
  -- One more at every change: a decision holds only for the version it was made on.
  version               integer not null default 1
);
create index show_by_start on show (venue_id, starts_at, id);

-- Tickets of counted usages, by what the cap counts by: a swimming hall's calendar days in Helsinki, and for every
-- other show the one day that tally_day names. Whoever changes a counted usage holds its row.
create table tally (
  show_id  text not null references show,
  day      date not null,
  taken    integer not null default 0 check (taken >= 0),
  primary key (show_id, day)
);

-- What a venue needs to know of a card, and nothing that identifies a person.
create table card (
  code            text primary key check (code ~ '^[A-Z]{1,2}[0-9]{8,9}$'),
  status          text not null check (status in ('active', 'inactive', 'barred', 'in-transfer')),
  valid_until_on  date not null,
  minors          integer not null check (minors between 0 and 99),
  version         integer not null default 1
);

-- People who came together. Like a usage, a visit is its own idempotency record.
create table visit (
  id            uuid primary key,
  show_id       text not null references show,
  device_id     text not null references device,
  state         text not null check (state in ('counted', 'refused', 'void')),
  fingerprint   text,
  refusal       jsonb,
  recorded_at   timestamptz not null,
  annulled_at   timestamptz,
  annulled_by   text references device,
  annul_reason  text check (annul_reason in ('undone-by-clerk', 'never-answered', 'device-restarted')),
  check ((state = 'void') = (fingerprint is null)),
  check ((state = 'refused') = (refusal is not null)),
  check ((state = 'void') = (annulled_at is not null and annulled_by is not null and annul_reason is not null))
);

-- A usage is its own idempotency record: kept for good, in the same transaction as the count.
-- States: refused -> counted (a fact only) -> void; a new row may begin in any of them; void is the end.
-- A reservation also goes counted -> redeemed -> counted, by the use that redeems it and that use's annulment.
create table usage (
  id            uuid primary key,
  show_id       text not null references show,
  -- The tally it counts in; null where it was annulled before anybody had recorded it.
  day           date,
  -- Who recorded it, or annulled it before anybody had.
  device_id     text not null references device,
  visit_id      uuid references visit,
  state         text not null check (state in ('counted', 'redeemed', 'refused', 'void')),
  -- Not a reference: unregistered cards are refused, and facts of them are kept.
  card          text,
  -- Of a reservation that was redeemed for fewer and came back: those fewer.
  minors        integer check (minors between 0 and 99),
  how           text check (how in ('reserved', 'sold', 'door')),
  -- The reservation whose tickets it gives out.
  redeems       uuid unique references usage,
  -- Over show, visit, card, minors and how: the same id with other facts is a mistake of the sender.
  fingerprint   text,
  -- By the device's clock. Not used for any order.
  taken_at      timestamptz,
  recorded_at   timestamptz not null,
  flags         text[] not null default '{}',
  refusal       jsonb,
  annulled_at   timestamptz,
  annulled_by   text references device,
  annul_reason  text check (annul_reason in ('undone-by-clerk', 'never-answered', 'device-restarted', 'released')),
  -- A void usage keeps nothing of the card; the others have all their facts.
  check ((state = 'void') = (card is null and fingerprint is null)),
  check (state = 'void' or (day is not null and minors is not null and how is not null and taken_at is not null)),
  check ((state = 'refused') = (refusal is not null)),
  check ((state = 'void') = (annulled_at is not null and annulled_by is not null and annul_reason is not null)),
  check (state in ('counted', 'redeemed') or flags = '{}'),
  check (state <> 'redeemed' or how = 'reserved'),
  check (redeems is null or (state = 'counted' and how <> 'reserved'))
);
-- One adult per card and show (or day), unless it has happened all the same and is flagged.
create unique index usage_once on usage (show_id, day, card)
  where state = 'counted' and not (flags && '{already-recorded,card-twice-in-visit}');
create index usage_of_card on usage (show_id, day, card) where state = 'counted';
create index usage_of_visit on usage (visit_id) where visit_id is not null;

-- What is left of a device's or a venue's allowance of look-ups, in look-ups.
create table allowance (
  id     text primary key,
  level  double precision not null,
  at     timestamptz not null
);

-- Codes that no card has, by the device that asked and the hour it asked in.
create table miss (
  device_id  text not null references device,
  hour       timestamptz not null,
  codes      integer not null,
  primary key (device_id, hour)
);

-- The day a show counts by: the calendar day for a swimming hall, one and the same for any other.
create function tally_day(p_kind text, p_day date) returns date language sql immutable as $$
  select case when p_kind = 'swimming-hall' then p_day else date '0001-01-01' end
$$;

-- Whether a venue may see and record for another: itself, and a broker its clients.
create function may_see(p_venue text, p_other text) returns boolean language sql stable as $$
  select p_venue = p_other or exists (select from client where broker_id = p_venue and venue_id = p_other)
$$;

-- All that a decision about usages stands on, one row for each, in their order. `stood_on` is all of it that can
-- change, as a text to compare. An earlier use that has given tickets out comes before one that reserved them.
create function usage_facts(p_show text, p_day date, p_ids text[], p_cards text[])
returns table (
  place bigint, status text, valid_until_on date, minors integer,
  earlier_id uuid, earlier_how text, earlier_minors integer, earlier_at timestamptz,
  known_show text, known_state text, known_fingerprint text, known_minors integer, known_how text, known_redeems uuid,
  known_flags text[], known_refusal jsonb, known_recorded_at timestamptz, known_annulled_at timestamptz,
  stood_on text
) language sql stable as $$
  select asked.place, card.status, card.valid_until_on, card.minors,
    earlier.id, earlier.how, earlier.minors, earlier.recorded_at,
    known.show_id, known.state, known.fingerprint, known.minors, known.how, known.redeems,
    known.flags, known.refusal, known.recorded_at, known.annulled_at,
    concat(card.version, '/', earlier.id, '/', earlier.minors, '/', known.state)
  from unnest(p_ids, p_cards) with ordinality as asked (id, code, place)
  left join card on card.code = asked.code
  left join lateral (
    select u.id, u.how, u.minors, u.recorded_at from usage as u
    where u.show_id = p_show and u.day = p_day and u.card = asked.code and u.state = 'counted'
    order by u.how = 'reserved', u.recorded_at, u.id limit 1
  ) as earlier on true
  left join usage as known on known.id = nullif(asked.id, '')::uuid
$$;

-- All that a decision stands on, with the show and the visit, in one round trip; no row where the show is not the
-- venue's business. The names are those of the rows that facts.ts reads.
create function read_facts(
  p_venue text, p_show text, p_judged_on date, p_today date, p_visit uuid, p_ids text[], p_cards text[]
) returns table (
  id text, name text, venue text, kind text, "startsAt" timestamptz, seats integer, cap integer,
  "reservationOpens" text, "redemptionOpensMin" integer, version integer, taken integer,
  day text, "isToday" boolean, "takenToday" integer, visit json,
  status text, "validUntilOn" text, minors integer,
  "earlierId" text, "earlierHow" text, "earlierMinors" integer, "earlierAt" timestamptz,
  "knownShow" text, "knownState" text, "knownFingerprint" text, "knownMinors" integer, "knownHow" text,
  "knownRedeems" text, "knownFlags" text[], "knownRefusal" jsonb, "knownRecordedAt" timestamptz,
  "knownAnnulledAt" timestamptz, "stoodOn" text
) language plpgsql stable rows 1 as $$
begin
  return query
  select show.id, show.name, venue.name, show.kind, show.starts_at, show.seats, show.cap,
    show.reservation_opens, show.redemption_opens_min, show.version, coalesce(tally.taken, 0),
    counting.day::text, counting.day = counting.today, coalesce(tally_today.taken, 0),
    (select json_build_object('showId', visit.show_id, 'state', visit.state, 'fingerprint', visit.fingerprint,
       'refusal', visit.refusal, 'recordedAt', visit.recorded_at, 'annulledAt', visit.annulled_at)
     from visit where visit.id = p_visit),
    facts.status, facts.valid_until_on::text, facts.minors,
    facts.earlier_id::text, facts.earlier_how, facts.earlier_minors, facts.earlier_at,
    facts.known_show, facts.known_state, facts.known_fingerprint, facts.known_minors, facts.known_how,
    facts.known_redeems::text, facts.known_flags, facts.known_refusal, facts.known_recorded_at,
    facts.known_annulled_at, facts.stood_on
  from show join venue on venue.id = show.venue_id
  cross join lateral (select tally_day(show.kind, p_judged_on) as day, tally_day(show.kind, p_today) as today) as counting
  left join tally on tally.show_id = show.id and tally.day = counting.day
  left join tally as tally_today on tally_today.show_id = show.id and tally_today.day = counting.today
  cross join lateral usage_facts(show.id, counting.day, p_ids, p_cards) as facts
  where show.id = p_show and may_see(p_venue, show.venue_id)
  order by facts.place;
end $$;

-- Tickets taken, and the tally is the caller's until its transaction ends.
create function hold_tally(p_show text, p_day date) returns integer language plpgsql as $$
declare
  held integer;
begin
  -- First come, first served: those who wait for a row alone are woken in no order, and some wait ten times as long.
  perform pg_advisory_xact_lock(hashtextextended(p_show, p_day - date '0001-01-01'));
  loop
    select taken into held from tally where show_id = p_show and day = p_day for no key update;
    if found then return held; end if;
    insert into tally (show_id, day) values (p_show, p_day) on conflict do nothing;
  end loop;
end $$;

-- Counts usages that the rules have decided about, and gives the tickets taken after it; null, and nothing is done,
-- where anything the decision stood on is not so any more: then it is to be made anew.
-- `p_more`: tickets it takes, less those of reservations it redeems. They must fit under the cap; or, where the
-- decision knew that they do not (`p_taken`), the tickets taken must be the very number it was made on.
create function settle(
  p_show text, p_day date, p_version integer, p_ids text[], p_cards text[], p_stood_on text[],
  p_more integer, p_taken integer, p_redeems text[], p_visit jsonb, p_usages jsonb
) returns integer language plpgsql as $$
declare
  taken_now integer := hold_tally(p_show, p_day);
  show_cap integer;
  stands boolean;
  written integer;
begin
  select cap into show_cap from show where id = p_show and version = p_version;
  if not found or taken_now <> p_taken then return null; end if;
  if p_taken is null and p_more > 0 and taken_now + p_more > show_cap then return null; end if;
  select array_agg(stood_on order by place) = p_stood_on into stands from usage_facts(p_show, p_day, p_ids, p_cards);
  if not stands then return null; end if;

  if cardinality(p_redeems) > 0 then
    update usage set state = 'redeemed' where id = any (p_redeems::uuid[]) and state = 'counted';
  end if;

  if p_visit is not null then
    insert into visit (id, show_id, device_id, state, fingerprint, recorded_at)
    select id, show_id, device_id, 'counted', fingerprint, recorded_at from jsonb_populate_record(null::visit, p_visit)
    on conflict (id) do update set state = 'counted', device_id = excluded.device_id,
      recorded_at = excluded.recorded_at, refusal = null
    where visit.state = 'refused' and p_visit ->> 'state' = 'refused' and visit.fingerprint = excluded.fingerprint;
    if not found then raise 'The visit has changed.' using errcode = 'KK001'; end if;
  end if;

  insert into usage (id, show_id, day, device_id, visit_id, state, card, minors, how, redeems, fingerprint, taken_at,
    recorded_at, flags)
  select id, show_id, day, device_id, visit_id, 'counted', card, minors, how, redeems, fingerprint, taken_at,
    recorded_at, flags
  from jsonb_populate_recordset(null::usage, p_usages) order by id
  on conflict (id) do update set state = 'counted', day = excluded.day, device_id = excluded.device_id,
    redeems = excluded.redeems, taken_at = excluded.taken_at, recorded_at = excluded.recorded_at,
    flags = excluded.flags, refusal = null
  where usage.state = 'refused' and usage.fingerprint = excluded.fingerprint;
  get diagnostics written = row_count;
  if written <> cardinality(p_ids) then raise 'A usage has changed.' using errcode = 'KK001'; end if;

  update tally set taken = taken + p_more where show_id = p_show and day = p_day;
  return taken_now + p_more;
end $$;

-- Makes usages of one tally void and gives their tickets back; the caller holds it. A reservation that one of them had
-- redeemed stands again, for at most as many as came: so nothing ever grows by an annulment.
create function make_void(
  p_ids uuid[], p_show text, p_day date, p_device text, p_at timestamptz, p_reason text
) returns void language plpgsql as $$
declare
  given_back integer;
  back uuid[];
  back_minors integer[];
  stands_again integer;
begin
  select coalesce(sum(1 + minors), 0) into given_back from usage where id = any (p_ids) and state = 'counted';
  select array_agg(reserved.id), array_agg(least(reserved.minors, redeeming.minors)) into back, back_minors
  from usage as redeeming join usage as reserved on reserved.id = redeeming.redeems
  where redeeming.id = any (p_ids) and reserved.state = 'redeemed' and reserved.id <> all (p_ids);

  -- Nothing of the card is kept: whose visit it would have been is nobody's business any more.
  update usage set state = 'void', card = null, fingerprint = null, flags = '{}', refusal = null, redeems = null,
    annulled_at = p_at, annulled_by = p_device, annul_reason = p_reason
  where id = any (p_ids) and state <> 'void';

  with again as (
    update usage set state = 'counted', minors = standing.minors
    from unnest(back, back_minors) as standing (id, minors) where usage.id = standing.id
    returning usage.minors
  )
  select coalesce(sum(1 + minors), 0) into stands_again from again;

  update tally set taken = taken - given_back + stands_again where show_id = p_show and day = p_day;
end $$;

-- Annuls a usage, or gives a reservation up (`p_reason` released). What became of it:
-- void; mismatch (of another show); unknown (to give up: no such reservation); given-out (to give up: it was redeemed);
-- changed, and nothing is done: somebody was there at the same moment, to be called again.
-- An id never seen is kept as annulled, so that its late delivery stays out.
create function annul_usage(
  p_id uuid, p_show text, p_device text, p_at timestamptz, p_reason text
) returns table (outcome text, recorded_at timestamptz, how text) language plpgsql as $$
declare
  seen usage;
  release boolean := p_reason = 'released';
begin
  select * into seen from usage where id = p_id;
  if not found then
    if release then return query select 'unknown', p_at, null; return; end if;
    insert into usage (id, show_id, device_id, state, recorded_at, annulled_at, annulled_by, annul_reason)
    values (p_id, p_show, p_device, 'void', p_at, p_at, p_device, p_reason) on conflict do nothing;
    return query select case when found then 'void' else 'changed' end, p_at, null;
    return;
  end if;
  if seen.show_id <> p_show or (release and (seen.state = 'refused' or seen.how <> 'reserved')) then
    return query select case when release then 'unknown' else 'mismatch' end, p_at, null;
    return;
  end if;
  if seen.state = 'void' then
    return query select 'void', seen.annulled_at, null;
    return;
  end if;
  if release and seen.state = 'redeemed' then
    return query select 'given-out', usage.recorded_at, usage.how from usage where redeems = p_id;
    return;
  end if;
  perform hold_tally(p_show, seen.day);
  perform from usage where id = p_id and state = seen.state and day = seen.day for update;
  if not found then return query select 'changed', p_at, null; return; end if;
  perform make_void(array[p_id], p_show, seen.day, p_device, p_at, p_reason);
  return query select 'void', p_at, null;
end $$;

-- Annuls a visit with all its usages, like annul_usage.
create function annul_visit(
  p_id uuid, p_show text, p_device text, p_at timestamptz, p_reason text
) returns table (outcome text, recorded_at timestamptz) language plpgsql as $$
declare
  seen visit;
  its_day date;
  its_usages uuid[];
begin
  select * into seen from visit where id = p_id;
  if not found then
    insert into visit (id, show_id, device_id, state, recorded_at, annulled_at, annulled_by, annul_reason)
    values (p_id, p_show, p_device, 'void', p_at, p_at, p_device, p_reason) on conflict do nothing;
    return query select case when found then 'void' else 'changed' end, p_at;
    return;
  end if;
  if seen.show_id <> p_show then return query select 'mismatch', p_at; return; end if;
  if seen.state = 'void' then return query select 'void', seen.annulled_at; return; end if;

  select day, array_agg(id order by id) into its_day, its_usages from usage where visit_id = p_id and state <> 'void' group by day;
  if its_usages is not null then
    perform hold_tally(p_show, its_day);
  end if;
  update visit set state = 'void', fingerprint = null, refusal = null,
    annulled_at = p_at, annulled_by = p_device, annul_reason = p_reason
  where id = p_id and state = seen.state;
  if not found then return query select 'changed', p_at; return; end if;
  if its_usages is not null then
    perform make_void(its_usages, p_show, its_day, p_device, p_at, p_reason);
  end if;
  return query select 'void', p_at;
end $$;

-- Counts codes that no card has, and stops a device that has asked about too many within one hour of the clock.
-- Gives whether it is stopped.
create function count_misses(p_device text, p_codes integer, p_at timestamptz, p_most integer)
returns boolean language plpgsql as $$
declare
  counted integer;
begin
  insert into miss as before (device_id, hour, codes) values (p_device, date_trunc('hour', p_at, 'UTC'), p_codes)
  on conflict (device_id, hour) do update set codes = before.codes + excluded.codes
  returning codes into counted;
  if counted <= p_most then return false; end if;
  update device set stopped_at = p_at where id = p_device and stopped_at is null;
  return true;
end $$;

-- Takes one from an allowance that fills up again by so many a second, to at most so many. Gives for how long it is
-- empty otherwise, in milliseconds.
create function take_one(p_id text, p_at timestamptz, p_per_second double precision, p_at_once double precision)
returns integer language plpgsql as $$
declare
  filled double precision;
begin
  insert into allowance (id, level, at) values (p_id, p_at_once, p_at) on conflict (id) do nothing;
  -- A clock that is put back fills nothing.
  select least(p_at_once, level + p_per_second * greatest(0, extract(epoch from p_at - at))) into filled
  from allowance where id = p_id for update;
  if filled < 1 then return ceil((1 - filled) / p_per_second * 1000); end if;
  update allowance set level = filled - 1, at = greatest(at, p_at) where id = p_id;
  return 0;
end $$;

-- Whether a device may look a card up now: it is counted against its and its venue's allowance and, where no card has
-- the code, as a miss.
create function take_look_up(
  p_device text, p_venue text, p_card text, p_at timestamptz, p_device_per_second double precision,
  p_device_at_once double precision, p_venue_per_second double precision, p_venue_at_once double precision,
  p_most_misses integer
) returns table (wait_ms integer, stopped boolean) language plpgsql as $$
declare
  wait integer := take_one('device ' || p_device, p_at, p_device_per_second, p_device_at_once);
begin
  if wait = 0 then wait := take_one('venue ' || p_venue, p_at, p_venue_per_second, p_venue_at_once); end if;
  if wait > 0 then return query select wait, false; return; end if;
  if exists (select from card where code = p_card) then return query select 0, false; return; end if;
  return query select 0, count_misses(p_device, 1, p_at, p_most_misses);
end $$;
