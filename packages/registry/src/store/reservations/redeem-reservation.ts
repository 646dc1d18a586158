import { type Day, helsinkiDay } from '@kaiku/client/admission';
import type { RedeemRequest } from '@kaiku/client/contract';
import type { Database, Queries } from '../database/database.ts';
import { untilReassigned } from '../leases/recall.ts';
import { untilSettled } from '../shows/retry-on-conflict.ts';
import type { Device, Redeemed } from '../store.ts';
import type { Recalled } from '../visits/commit-visits.ts';
import { readFacts } from '../visits/facts.ts';
import { attemptVisit, questionOf, replay } from '../visits/record-visit.ts';
import { judgedAtMs } from '../visits/taken-at.ts';

interface Redemption {
  readonly device: Device;
  readonly reservationId: string;
  readonly redemption: RedeemRequest;
  readonly atMs: number;
}

/** It reads twice, the reservation and then the facts: the tally is held, so that both are of one moment. */
const heldFromTheStart = 0;

/**
 * Records a visit of a reservation's card as if the card itself had been shown.
 * @param recallWaitMs as of `recordVisit`
 */
export function redeemReservation(database: Database, request: Redemption, recallWaitMs: number): Promise<Redeemed> {
  const { redemption, atMs } = request;
  const tally = { showId: redemption.showId, judgedAtMs: judgedAtMs(redemption.mode, redemption, atMs) };
  return untilReassigned(recallWaitMs, (reassignsAll) =>
    untilSettled<Redeemed | Recalled>(
      database,
      tally,
      (queries) => attempt(queries, request, reassignsAll),
      heldFromTheStart,
    ),
  );
}

async function attempt(
  queries: Queries,
  { device, reservationId, redemption, atMs }: Redemption,
  reassignsAll: boolean,
): Promise<Redeemed | Recalled | undefined> {
  const { usageId, minors, ...asked } = redemption;
  const reservation = await findReservation(queries, {
    id: reservationId,
    showId: asked.showId,
    day: helsinkiDay(judgedAtMs(asked.mode, asked, atMs)),
    deviceId: device.id,
    at: new Date(atMs).toISOString(),
  });
  if (reservation === undefined) return { outcome: 'unknown-reservation' };
  const { card, lapsed } = reservation;
  const usage = { id: usageId, minors: minors ?? reservation.minors };
  const recording = {
    device,
    visit: { ...asked, usages: [{ ...usage, card: card ?? '' }] },
    // The reservation may have shrunk, or be gone, when the same comes again.
    sentAs: { ...asked, usages: [{ ...usage, card: reservationId }] },
    isForAnyMinors: minors === undefined,
    atMs,
    isReserved: !lapsed,
    reassignsAll,
  };
  if (card !== null) return attemptVisit(queries, recording);
  // Given up or voided: it has no card any more. What was redeemed before is still answered the same.
  const [facts] = await readFacts(queries, questionOf(recording));
  return (facts && replay(facts, recording)) ?? { outcome: 'unknown-reservation' };
}

interface Reservation {
  readonly card: string | null;
  /** As reserved. */
  readonly minors: number;
  /** It holds no tickets any more: its card is admitted like any other, where there is room. */
  readonly lapsed: boolean;
}

/**
 * A reservation of the show (of one that admits per day: of the day) that is the device's to give out, standing or not. One
 * that is void has no card.
 */
async function findReservation(
  queries: Queries,
  {
    id,
    showId,
    day,
    deviceId,
    at,
  }: { readonly [key in 'id' | 'showId' | 'deviceId' | 'at']: string } & { readonly day: Day },
): Promise<Reservation | undefined> {
  const [row] = await queries.query<Reservation>(
    `select card, minors,
       state = 'lapsed' or coalesce(has_lapsed(usage, (select lapsed_before($2, $5))), false) as lapsed
     from usage join show on show.id = show_id
     where usage.id = $1 and show.id = $2 and day = tally_day(show.admission, $3) and how = 'reserved'
       and may_handle($4, show.id, device_id)`,
    [id, showId, day, deviceId, at],
  );
  return row;
}
