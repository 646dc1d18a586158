/** The invariants of docs/protocol.md about tickets, read in one snapshot of the database, without the registry. */
import type pg from 'pg';

interface Row {
  readonly show: string;
  readonly day: string;
  readonly cap: number;
  readonly taken: number;
  readonly leased: number;
  /** Tickets of counted usages; of those within the cap; and of open leases, neither consumed nor reassigned. */
  readonly counted: number;
  readonly covered: number;
  readonly unused: number;
  /** Tickets that leases have reassigned, and that visits have received; voided visits keep their number. */
  readonly reassigned: number;
  readonly reassignedTo: number;
  readonly isHard: boolean;
  /** Cards with two counted usages, both without a flag as a repetition. */
  readonly twice: number;
  /** Counted usages over the cap without a flag, except redemptions. */
  readonly unflagged: number;
}

const places = `
  select tally.show_id as show, tally.day::text, cap, taken, leased,
    (select coalesce(sum(case kind when 'swimming-hall' then 1 else 1 + minors end), 0)::int from kaiku.usage
     where show_id = tally.show_id and day = tally.day and state = 'counted') as counted,
    (select coalesce(sum(case kind when 'swimming-hall' then 1 else 1 + minors end), 0)::int
     from kaiku.usage join kaiku.visit on visit.id = visit_id
     where usage.show_id = tally.show_id and usage.day = tally.day and usage.state = 'counted'
       and counted_from <> 'over') as covered,
    (select coalesce(sum(unused), 0)::int from kaiku.lease
     where show_id = tally.show_id and day = tally.day and state = 'open') as unused,
    (select coalesce(sum(reassigned), 0)::int from kaiku.lease
     where show_id = tally.show_id and day = tally.day) as reassigned,
    (select coalesce(sum(reassigned), 0)::int from kaiku.visit
     where show_id = tally.show_id and day = tally.day) as "reassignedTo",
    cap_is_hard as "isHard",
    (select count(*)::int from (
       select from kaiku.usage where show_id = tally.show_id and day = tally.day and state = 'counted'
         and not flags && '{already-recorded,card-twice-in-visit}'
       group by card having count(*) > 1) as card) as twice,
    (select count(*)::int from kaiku.usage join kaiku.visit on visit.id = visit_id
     where usage.show_id = tally.show_id and usage.day = tally.day and counted_from = 'over' and redeems is null
       and usage.state <> 'voided' and not flags && '{cap-reached}') as unflagged
  from kaiku.tally join kaiku.show on show.id = tally.show_id`;

/** Returns the broken invariants; empty if there are none. For shows whose cap was never lowered. */
export async function findBrokenInvariants(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<Row>(places);
  return rows.flatMap((row) => {
    const {
      show,
      day,
      cap,
      taken,
      leased,
      counted,
      covered,
      unused,
      reassigned,
      reassignedTo,
      isHard,
      twice,
      unflagged,
    } = row;
    const wrong: string[] = [];
    if (taken !== counted) wrong.push(`I1: ${taken} taken, but rows add up to ${counted}`);
    if (leased !== unused) wrong.push(`I1: ${leased} held, but leases add up to ${unused}`);
    if (reassigned !== reassignedTo)
      wrong.push(`I1: leases have reassigned ${reassigned}, but visits were reassigned ${reassignedTo}`);
    if (isHard && reassigned > 0) wrong.push(`I1: ${reassigned} reassigned of a hard cap`);
    if (covered + leased > cap) wrong.push(`I3: ${covered} covered and ${leased} held, though the cap is ${cap}`);
    if (twice > 0) wrong.push(`I1: ${twice} cards are counted twice and not flagged`);
    if (unflagged > 0) wrong.push(`I3: ${unflagged} are beyond the cap and not flagged`);
    return wrong.map((what) => `${show} on ${day}: ${what}`);
  });
}
