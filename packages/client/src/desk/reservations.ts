/** The reservations of the desk's show: looked up, redeemed and released with the registry, never without it. */
import { peopleOf } from '../admission/cap.ts';
import type { Refusal } from '../admission/refusal.ts';
import { asKaikuError, type KaikuErrorCode } from '../errors.ts';
import { acknowledgementBy } from '../outbox/after-delivery.ts';
import { registryError } from '../registry/problems.ts';
import type { Redemption, ReservationRegistry } from '../registry/registry.ts';
import { usageIdOf, visitIdOf } from '../usage/reference.ts';
import type { Reservation } from '../usage/reservation.ts';
import type { Verdict } from '../verdict.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';
import { ofRegistry } from './find.ts';
import type { AdmitOptions, CallOptions } from './port.ts';
import { saidOf } from './said.ts';
import { assertNotFinal, never } from './told.ts';

/** What became of a reservation that was to be released. `refused`: its tickets have been given out. */
export type Released =
  | { readonly outcome: 'released' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** Nobody can say now; safe to repeat. */
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode };

/** A desk's reservations. */
export interface DeskReservations {
  /** Whether the registry lists any. Where it does not, every call rejects with `registry/not-found`. */
  readonly supported: boolean;
  /**
   * Those of the show that hold tickets now, by when they were made.
   * @throws KaikuError `registry/*` where the registry cannot be asked, `desk/closed`
   */
  list(options?: CallOptions): Promise<readonly Reservation[]>;
  /**
   * Gives out what a reservation holds, for as many as were reserved: `confirmed`, `refused` or `undecided`. Its `id` is
   * enough; one of the list spares a request. Safe to repeat after `undecided`: it is counted once, with a `reference` also
   * after a crash (see `AdmitOptions`). Undone like any other visit, by its `visitId`.
   * @throws KaikuError `config/invalid`, `idempotency/mismatch` and `desk/voided-visit` as `admit` does, `desk/closed`
   */
  redeem(reservation: ReservationToRedeem, options?: RedeemOptions): Promise<Verdict>;
  /** Gives a reservation up: its tickets are free. Safe to repeat. @throws KaikuError `desk/closed` */
  release(reservation: Pick<Reservation, 'id'>, options?: CallOptions): Promise<Released>;
}

type ReservationToRedeem = Pick<Reservation, 'id'> & Partial<Pick<Reservation, 'minors' | 'maskedCard'>>;
type RedeemOptions = Pick<AdmitOptions, 'signal' | 'reference' | 'metadata'>;

/** A redemption that is to be asked for, and what is told of it. */
interface Redeeming extends Pick<Redemption, 'id' | 'usageId'>, Pick<Reservation, 'minors' | 'maskedCard'> {}

export function createReservations(context: DeskContext, registry: ReservationRegistry | undefined): DeskReservations {
  return registry === undefined ? unsupported(context) : supported(context, registry);
}

function unsupported(context: DeskContext): DeskReservations {
  const reject = async () => {
    assertOpen(context);
    throw registryError('registry/not-found', 'The registry lists no reservations.');
  };
  return { supported: false, list: reject, redeem: reject, release: reject };
}

function supported(context: DeskContext, registry: ReservationRegistry): DeskReservations {
  const { showId, recordsAs, environment, clock, contact, history } = context;
  /** Redemptions that nobody has answered, by the reservation: the same again is the same redemption. */
  const unanswered = new Map<string, Redeeming>();

  async function list(calledOff: AbortSignal | undefined): Promise<readonly Reservation[]> {
    return (await inTime(context, (signal) => registry.list(showId, signal), calledOff)).reservations;
  }

  /** What a reservation is redeemed as; the verdict, where that has been done under the reference. */
  async function begin(
    { id, minors, maskedCard }: ReservationToRedeem,
    { signal, reference }: RedeemOptions,
  ): Promise<Redeeming | Verdict> {
    const before = unanswered.get(id);
    const visitId = reference === undefined ? (before?.id ?? environment.newId()) : visitIdOf(showId, reference);
    const usageId = reference === undefined ? (before?.usageId ?? environment.newId()) : usageIdOf(visitId, 0);
    const ids = { id: visitId, usageId };
    if (minors !== undefined && maskedCard !== undefined) return { ...ids, minors, maskedCard };
    if (before !== undefined) return { ...before, ...ids };
    const held = (await list(signal)).find((reservation) => reservation.id === id);
    if (held !== undefined) return { ...ids, minors: held.minors, maskedCard: held.maskedCard };
    const done = reference === undefined ? undefined : await redeemedBefore(visitId, signal);
    if (done !== undefined) return done;
    throw registryError('registry/not-found', 'No reservation of this id holds tickets for the show.');
  }

  async function redeemedBefore(visitId: string, calledOff: AbortSignal | undefined): Promise<Verdict | undefined> {
    const { find } = contact.registry;
    const found = find && (await inTime(context, (signal) => find(visitId, signal), calledOff));
    if (found?.outcome !== 'counted') return undefined;
    const { usages, flags } = ofRegistry(visitId, found);
    const people = usages.reduce((sum, usage) => sum + peopleOf(usage), 0);
    const { recordedAt, show } = found;
    return { outcome: 'confirmed', visitId, usages, people, recordedAt, flags, show };
  }

  async function redeemed(reservation: ReservationToRedeem, options: RedeemOptions): Promise<Verdict> {
    const redeeming = await begin(reservation, options);
    if ('outcome' in redeeming) return redeeming;
    const { id, usageId, minors, maskedCard } = redeeming;
    const said = saidOf(options);
    unanswered.set(reservation.id, redeeming);
    const redemption = {
      ...{ id, usageId, showId, minors },
      how: recordsAs === 'door' ? 'door' : 'sold',
      takenAt: new Date(clock.now()).toISOString(),
      ...said,
    } as const;
    const answer = await inTime(
      context,
      (signal) => registry.redeem(reservation.id, redemption, signal),
      options.signal,
    );
    unanswered.delete(reservation.id);
    context.acknowledged.call(acknowledgementBy({ ...said, id, usages: [{ id: usageId, minors }] }, answer), showId);
    if (answer.outcome === 'refused') return { outcome: 'refused', refusal: answer.refusal };
    if (answer.outcome === 'voided') throw never('desk/voided-visit');
    const { recordedAt, flags, show } = answer;
    const usages = [{ usageId, maskedCard, minors }];
    return { outcome: 'confirmed', visitId: id, usages, people: peopleOf({ minors }), recordedAt, flags, show };
  }

  /** Nobody can say now, unless it was called off or can never be. */
  function undecided(thrown: unknown, calledOff: AbortSignal | undefined) {
    calledOff?.throwIfAborted();
    const { code } = asKaikuError(thrown);
    assertNotFinal(code);
    return { outcome: 'undecided', cause: code } as const;
  }

  return {
    supported: true,
    async list({ signal } = {}) {
      assertOpen(context);
      return list(signal);
    },
    async redeem(reservation, options = {}) {
      assertOpen(context);
      saidOf(options);
      const verdict = await redeemed(reservation, options).catch((error) => undecided(error, options.signal));
      const [usage] = 'usages' in verdict ? verdict.usages : [];
      const { maskedCard = '…', minors = 0 } = { ...usage, ...reservation };
      history?.note([{ maskedCard }], peopleOf({ minors }), verdict);
      return verdict;
    },
    async release({ id }, { signal: calledOff } = {}) {
      assertOpen(context);
      try {
        const answer = await inTime(context, (signal) => registry.release(id, showId, signal), calledOff);
        return answer.outcome === 'refused' ? { outcome: 'refused', refusal: answer.refusal } : { outcome: 'released' };
      } catch (error) {
        return undecided(error, calledOff);
      }
    },
  };
}
