import { type Day, helsinkiDay } from '@kaiku/client/admission';
import type { RedeemRequest } from '@kaiku/client/contract';
import type { Database, Queries } from './database.ts';
import { readFacts } from './facts.ts';
import { untilLent } from './recall.ts';
import { attemptUsage, replayKnown } from './record-usage.ts';
import type { Recalled } from './settle.ts';
import type { Device, Redeemed } from './store.ts';
import { judgedAtMs } from './taken-at.ts';
import { untilSettled } from './until-settled.ts';

interface Redemption {
  readonly device: Device;
  readonly reservationId: string;
  readonly redemption: RedeemRequest;
  readonly atMs: number;
  /** As of `Recording`. */
  readonly recallWaitMs?: number;
  /** See `Decided`. Default false. */
  readonly lendsAll?: boolean;
}

/** It reads twice, the reservation and then the facts: the tally is held, so that both are of one moment. */
const heldFromTheStart = 0;

/** Records the use of a reservation's card as if the card itself had been shown. */
export function redeemReservation(database: Database, request: Redemption): Promise<Redeemed> {
  const { redemption, atMs } = request;
  const tally = { showId: redemption.showId, judgedAtMs: judgedAtMs(redemption.mode, redemption, atMs) };
  return untilLent(request.recallWaitMs ?? 0, (lendsAll) =>
    untilSettled<Redeemed | Recalled>(
      database,
      tally,
      (queries) => attempt(queries, { ...request, lendsAll }),
      heldFromTheStart,
    ),
  );
}

async function attempt(queries: Queries, request: Redemption): Promise<Redeemed | Recalled | undefined> {
  const { device, reservationId: id, redemption, atMs, lendsAll = false } = request;
  const day = helsinkiDay(judgedAtMs(redemption.mode, redemption, atMs));
  const reservation = await findReservation(queries, {
    id,
    showId: redemption.showId,
    day,
    redeemingId: redemption.id,
    deviceId: device.id,
    at: new Date(atMs).toISOString(),
  });
  if (reservation === undefined) return { outcome: 'unknown-reservation' };
  const { card, minors, lapsed } = reservation;
  // Given up or annulled: it has no card any more. What was redeemed before is still answered the same.
  if (card === null) return replayWithoutCard(queries, request);
  const usage = { ...redemption, minors: redemption.minors ?? minors, card };
  return attemptUsage(queries, { device, usage, atMs, isReserved: !lapsed, lendsAll });
}

async function replayWithoutCard(queries: Queries, request: Redemption): Promise<Redeemed | undefined> {
  const { device, redemption, atMs } = request;
  const { showId, id, mode } = redemption;
  const asked = [{ id, card: '' }];
  const question = { device, showId, visitId: null, asked, judgedAtMs: atMs, atMs };
  const facts = await readFacts(queries, question);
  if (facts === undefined) return { outcome: 'unknown-show' };
  const known = facts.members[0]?.known;
  const isTheSame =
    known?.showId === showId &&
    (known.state === 'void' ||
      (known.how === redemption.how && (redemption.minors === undefined || redemption.minors === known.minors)));
  if (known === undefined || !isTheSame) return { outcome: 'unknown-reservation' };
  return replayKnown(known, mode, facts.today) ?? { outcome: 'unknown-reservation' };
}

interface Reservation {
  readonly card: string | null;
  /** As reserved; or as this very redemption took it when it came first: the reservation may have shrunk since. */
  readonly minors: number;
  /** It holds no tickets any more: its card is admitted like any other, where there is room. */
  readonly lapsed: boolean;
}

/**
 * A reservation of the show (of one that admits per day: of the day) that is the device's to give out, standing or not. One that was refused is none; one that is
 * void has no card.
 */
async function findReservation(
  queries: Queries,
  {
    id,
    showId,
    day,
    redeemingId,
    deviceId,
    at,
  }: { readonly [key in 'id' | 'showId' | 'redeemingId' | 'deviceId' | 'at']: string } & { readonly day: Day },
): Promise<Reservation | undefined> {
  const [row] = await queries.query<Reservation>(
    `select usage.card, coalesce(known.minors, usage.minors) as minors,
       usage.state = 'lapsed' or coalesce(has_lapsed(usage, (select lapsed_before($2, $6))), false) as lapsed
     from usage join show on show.id = usage.show_id
     left join usage as known on known.id = $4 and known.show_id = show.id and known.card = usage.card
     where usage.id = $1 and show.id = $2 and usage.day = tally_day(show.admission, $3)
       and usage.how = 'reserved' and usage.state <> 'refused' and may_handle($5, show.id, usage.device_id)`,
    [id, showId, day, redeemingId, deviceId, at],
  );
  return row;
}
