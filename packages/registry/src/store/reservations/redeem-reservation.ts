import { type Day, helsinkiDay } from '@kaiku/client/admission';
import type { RedeemRequest } from '@kaiku/client/contract';
import { type Database, type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { type Recalled, retryUntilReturned } from '../leases/recall.ts';
import { retryOnConflict } from '../shows/retry-on-conflict.ts';
import { readFacts } from '../visits/facts.ts';
import type { FingerprintKey } from '../visits/fingerprint-key.ts';
import { attemptVisit, factsQuestionOf, replay } from '../visits/record-visit.ts';
import type { RecordResult } from '../visits/results.ts';
import { evaluatedAtMs } from '../visits/taken-at.ts';

/** The result of redeeming a reservation. */
export type RedeemResult = RecordResult | { readonly outcome: 'unknown-reservation' };

interface RedeemAction {
  readonly device: Device;
  readonly reservationId: string;
  readonly redemption: RedeemRequest;
  readonly atMs: number;
  readonly fingerprintKey: FingerprintKey;
}

/** An attempt reads twice, first the reservation and then the facts. The lock makes both the same moment. */
const unlockedAttempts = 0;

/**
 * Records a visit of a reservation's card, as if the card itself had been shown.
 * @param recallWaitMs see `recordVisit`
 */
export function redeemReservation(
  database: Database,
  action: RedeemAction,
  recallWaitMs: number,
): Promise<RedeemResult> {
  const { redemption, atMs } = action;
  const tally = { showId: redemption.showId, evaluatedAtMs: evaluatedAtMs(redemption.mode, redemption, atMs) };
  return retryUntilReturned(recallWaitMs, (reassignsAll) =>
    retryOnConflict<RedeemResult | Recalled>(
      database,
      tally,
      (queries) => attempt(queries, action, reassignsAll),
      unlockedAttempts,
    ),
  );
}

async function attempt(
  queries: Queries,
  { device, reservationId, redemption, atMs, fingerprintKey }: RedeemAction,
  reassignsAll: boolean,
): Promise<RedeemResult | Recalled | undefined> {
  const { usageId, minors, ...rest } = redemption;
  const reservation = await findReservation(queries, {
    id: reservationId,
    showId: rest.showId,
    day: helsinkiDay(evaluatedAtMs(rest.mode, rest, atMs)),
    deviceId: device.id,
    at: toTimestamp(atMs),
  });
  if (reservation === undefined) return { outcome: 'unknown-reservation' };
  const { card, lapsed } = reservation;
  const usage = { id: usageId, minors: minors ?? reservation.minors };
  const recording = {
    device,
    visit: { ...rest, usages: [{ ...usage, card: card ?? '' }] },
    // Without the card: a repetition may find the reservation reduced or voided.
    sentAs: { ...rest, usages: [{ ...usage, card: reservationId }] },
    isForAnyMinors: minors === undefined,
    atMs,
    fingerprintKey,
    isReserved: !lapsed,
    reassignsAll,
  };
  if (card !== null) return attemptVisit(queries, recording);
  // Released, voided or anonymised, so its card is erased. A repetition still gets the stored result.
  const [facts] = await readFacts(queries, factsQuestionOf(recording));
  return (facts && replay(facts, recording)) ?? { outcome: 'unknown-reservation' };
}

interface Reservation {
  /** `null` if it is voided or anonymised. */
  readonly card: string | null;
  /** As reserved. */
  readonly minors: number;
  /** It holds no tickets. Its card is admitted like any other, if there is room. */
  readonly lapsed: boolean;
}

/**
 * Returns a reservation of the show (if it admits per day, of the day) that the device may redeem, in any state;
 * `undefined` if there is none.
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
     from show join usage on usage.venue_id = show.venue_id and usage.show_id = show.id
     where usage.id = $1 and show.id = $2 and day = tally_day(show.admission, $3) and how = 'reserved'
       and may_handle($4, show.id, device_id)`,
    [id, showId, day, deviceId, at],
  );
  return row;
}
