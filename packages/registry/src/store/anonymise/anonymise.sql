-- Erasing cards.

-- Erases what leads to a card from up to `p_max` visits that were recorded before `p_before`, oldest first, and whose show
-- is over since then. Returns how many it found; fewer than `p_max` are the last. Counts, minors, flags and metadata stay,
-- and so do all rows: a repetition of an old id is answered and counts nothing. Skips visits that another transaction
-- holds. Call it again after an interruption.
create function anonymise_visits(p_before timestamptz, p_at timestamptz, p_max integer) returns integer
language plpgsql as $$
declare
  venues text[];
  ids uuid[];
begin
  select array_agg(venue_id), array_agg(id) into venues, ids from (
    select visit.venue_id, visit.id from visit join show on show.id = visit.show_id
    where visit.anonymised_at is null and visit.recorded_at < p_before
      and (show.admission = 'per-day' or show.starts_at < p_before)
    order by visit.recorded_at limit p_max
    for update of visit skip locked
  ) as old;
  if ids is null then return 0; end if;
  update usage set card = null from unnest(venues, ids) as old (venue, id)
  where venue_id = old.venue and visit_id = old.id and card is not null;
  update hand_over_row set card = null from unnest(venues, ids) as old (venue, id)
  where of_venue_id = old.venue and visit_id = old.id and card is not null;
  -- A refusal says when the card expired, or how many children it has. Of those, the rule remains.
  update visit set anonymised_at = p_at, fingerprint = null, reference = null,
    refusal = case when refusal is not null then jsonb_build_object('reason', 'unknown-rule', 'rule', refusal -> 'rule') end
  from unnest(venues, ids) as old (venue, id) where visit.venue_id = old.venue and visit.id = old.id;
  return cardinality(ids);
end $$;

-- Deletes codes of no card that devices sent before a moment. They may be cards with a digit mistyped.
create function forget_unknown_codes(p_before timestamptz) returns void language sql as $$
  delete from unknown_code where at < p_before
$$;
