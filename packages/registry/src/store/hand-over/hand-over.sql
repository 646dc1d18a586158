-- Hand-over of usages to Kaikukanta.

-- Creates a run with up to `p_max` usages that a venue may see, that need no review and that no run has, and with the
-- corrections of what its earlier runs have. Returns its number; null if there is nothing to hand over. Runs are created one
-- after another, so two can never have the same usage.
create function create_hand_over(
  p_venue text, p_show text, p_seller text, p_from date, p_to date, p_max integer, p_at timestamptz
) returns integer language plpgsql as $$
declare
  its_number integer;
  adds integer;
  corrections integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('hand_over', 0));
  select coalesce(max(number), 0) + 1 into its_number from hand_over where venue_id = p_venue;
  insert into hand_over (venue_id, number, created_at) values (p_venue, its_number, p_at);

  insert into hand_over_row (venue_id, number, ordinal, of_venue_id, usage_id, visit_id, kind, card, minors, show_name,
    day, starts_at, seller_id)
  select p_venue, its_number, row_number() over (order by starts_at, show_id, day, card, usage_id),
    of_venue_id, usage_id, visit_id, 'add', card, minors, show_name, day, starts_at, seller_id
  from (
    select show.venue_id as of_venue_id, usage.id as usage_id, usage.visit_id, usage.card, usage.minors,
      show.name as show_name, statistics_day(show.admission, show.starts_at, usage.day) as day, show.starts_at,
      device.venue_id as seller_id, show.id as show_id
    from show
    cross join lateral (
      select * from usage
      where venue_id = show.venue_id and show_id = show.id and state = 'counted' and how <> 'reserved' and card is not null
      offset 0
    ) as usage
    cross join lateral (select * from device where id = usage.device_id offset 0) as device
    where show.venue_id in (select visible_venues(p_venue)) and p_venue in (show.venue_id, device.venue_id)
      and (p_show is null or show.id = p_show) and (p_seller is null or device.venue_id = p_seller)
      and (p_from is null or statistics_day(show.admission, show.starts_at, usage.day) >= p_from)
      and (p_to is null or statistics_day(show.admission, show.starts_at, usage.day) <= p_to)
      and not needs_review(show.admission, usage.flags, usage.card)
      and not exists (
        select from hand_over_row as other
        where other.of_venue_id = show.venue_id and other.usage_id = usage.id and other.kind = 'add'
          and other.settled is distinct from 'again'
      )
    order by show.starts_at, show.id, day, usage.card, usage.id limit p_max
  ) as usage;
  get diagnostics adds = row_count;

  insert into hand_over_row (venue_id, number, ordinal, of_venue_id, usage_id, visit_id, kind, card, minors, show_name,
    day, starts_at, seller_id, old_minors, old_day)
  select p_venue, its_number, adds + row_number() over (order by last.number, last.ordinal), last.of_venue_id, usage.id,
    usage.visit_id,
    case when usage.state = 'voided' then 'remove' else 'change' end, last.card,
    case when usage.state = 'voided' then last.minors else usage.minors end, last.show_name,
    case when usage.state = 'voided' then last.day else statistics_day(show.admission, show.starts_at, usage.day) end,
    last.starts_at, last.seller_id, last.minors, last.day
  from hand_over_row as last
  cross join lateral (
    select * from usage where venue_id = last.of_venue_id and id = last.usage_id offset 0
  ) as usage
  cross join lateral (select * from show where id = usage.show_id offset 0) as show
  where last.venue_id = p_venue and last.number < its_number and last.kind <> 'remove' and last.returned_at is null
    and last.card is not null
    and not exists (
      select from hand_over_row as later
      where later.venue_id = p_venue and later.of_venue_id = last.of_venue_id and later.usage_id = last.usage_id and later.number > last.number
    )
    and (usage.state = 'voided' or usage.minors <> last.minors
      or statistics_day(show.admission, show.starts_at, usage.day) <> last.day)
    and (p_show is null or show.id = p_show) and (p_seller is null or last.seller_id = p_seller)
    and (p_from is null or last.day >= p_from) and (p_to is null or last.day <= p_to);
  get diagnostics corrections = row_count;

  if adds + corrections = 0 then
    delete from hand_over where venue_id = p_venue and number = its_number;
    return null;
  end if;
  return its_number;
end $$;

-- Returns whether a person must review a usage before its hand-over, as needsReview of usages.ts.
create function needs_review(p_admission text, p_flags text[], p_card text) returns boolean language sql stable as $$
  select p_flags && '{not-a-card,old-card,card-unregistered,date-unsure}'
    and (p_admission = 'per-day' and p_flags && '{date-unsure}'
      or p_flags && '{not-a-card,old-card,card-unregistered}' and not exists (select from card where code = p_card))
$$;

-- Confirms that the venue has imported the file of a run. Erases the cards of the usages that it removed from Kaikukanta.
-- Returns false if there is no such run, its file was never written, or an earlier run is not confirmed, because that
-- one's file may have the same cards. Safe to repeat.
create function confirm_hand_over(p_venue text, p_number integer, p_at timestamptz) returns boolean
language plpgsql as $$
begin
  update hand_over set confirmed_at = coalesce(confirmed_at, p_at)
  where venue_id = p_venue and number = p_number and written_at is not null
    and not exists (
      select from hand_over as earlier
      where earlier.venue_id = p_venue and earlier.number < p_number and earlier.confirmed_at is null
    );
  if not found then return false; end if;
  update hand_over_row as its set card = null
  from hand_over_row as removed
  where removed.venue_id = p_venue and removed.number = p_number and removed.kind = 'remove'
    and its.venue_id = p_venue and its.of_venue_id = removed.of_venue_id and its.usage_id = removed.usage_id
    and its.number <= p_number and its.card is not null;
  return true;
end $$;
