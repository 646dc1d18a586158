import { type Day, helsinkiDay } from '@kaiku/client/admission';
import type { EveningAnswer } from '@kaiku/client/contract';
import type { Queries } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';

/** What was given for a show, and what has happened to it. */
export type Evening = Omit<EveningAnswer, 'serverTime'>;

type Row = Readonly<Record<`${'given' | 'provisional' | 'reserved'}${'Cards' | 'Minors'}`, number>> &
  Readonly<Record<'undone' | keyof Evening['handedOver'], number>>;

/**
 * Returns the usages of a show by what has happened to them; of a show that admits per day, those of a day. A broker gets its
 * own of a client's show. Returns `undefined` if the device may not see the show.
 */
export async function readEvening(
  queries: Queries,
  question: { readonly device: Device; readonly showId: string; readonly day?: Day | undefined; readonly atMs: number },
): Promise<Evening | undefined> {
  const { device, showId, atMs, day = helsinkiDay(atMs) } = question;
  const [row] = await queries.query<Row>(sql, [showId, device.venueId, day]);
  if (row === undefined) return undefined;
  const { undone, confirmed, waiting, returned, toReview, open } = row;
  return {
    given: { cards: row.givenCards, minors: row.givenMinors },
    provisional: { cards: row.provisionalCards, minors: row.provisionalMinors },
    reserved: { cards: row.reservedCards, minors: row.reservedMinors },
    undone,
    handedOver: { confirmed, waiting, returned, toReview, open },
  };
}

/** A party: its cards and its minors, of those usages that a condition selects. */
const party = (name: string, condition: string) =>
  `count(*) filter (where ${condition})::integer as "${name}Cards",
   coalesce(sum(minors) filter (where ${condition}), 0)::integer as "${name}Minors"`;

const given = `state = 'counted' and how <> 'reserved'`;

const cards = (name: string, condition: string) =>
  `count(*) filter (where ${given} and ${condition})::integer as "${name}"`;

/** `$1` is the show, `$2` the venue, `$3` the day. What a device voided for a reason of its own was never given. */
const sql = `
  with asked as (select id, venue_id, admission from show where id = $1 and may_see($2, venue_id)),
  its as (
    select usage.state, usage.how, usage.minors, usage.provisional, usage.void_reason,
      needs_review(asked.admission, usage.flags, usage.card) as review, handed.returned, handed.confirmed
    from asked
    cross join lateral (
      select * from usage
      where venue_id = asked.venue_id and show_id = asked.id and day = tally_day(asked.admission, $3) offset 0
    ) as usage
    cross join lateral (select * from device where id = usage.device_id offset 0) as device
    left join lateral (
      select row.returned_at is not null and row.settled is null as returned, hand_over.confirmed_at is not null as confirmed
      from hand_over_row as row join hand_over on hand_over.venue_id = row.venue_id and hand_over.number = row.number
      where row.of_venue_id = asked.venue_id and row.usage_id = usage.id and row.kind = 'add'
        and row.settled is distinct from 'again'
    ) as handed on true
    where $2 in (asked.venue_id, device.venue_id)
  )
  select ${party('given', given)}, ${party('provisional', `${given} and provisional`)},
    ${party('reserved', `state = 'counted' and how = 'reserved'`)},
    count(*) filter (where state = 'voided' and how <> 'reserved'
      and void_reason not in ('never-answered', 'device-restarted', 'cap-reached'))::integer as undone,
    ${cards('returned', 'returned')}, ${cards('confirmed', 'confirmed and not returned')},
    ${cards('waiting', 'not confirmed and not returned')},
    ${cards('toReview', 'returned is null and review')}, ${cards('open', 'returned is null and not review')}
  from asked left join its on true group by asked.id`;
