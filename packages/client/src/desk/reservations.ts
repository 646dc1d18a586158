/** The reservations of the desk's show: looked up, redeemed and released with the registry, never without it. */
import { peopleOf } from '../admission/cap.ts';
import type { Refusal } from '../admission/refusal.ts';
import { asKaikuError, type KaikuErrorCode } from '../errors.ts';
import { acknowledgementBy } from '../outbox/after-delivery.ts';
import type { Redemption, ReservationRegistry } from '../registry/registry.ts';
import type { Reservation } from '../usage/reservation.ts';
import type { Verdict } from '../verdict.ts';
import { assertOpen, type DeskContext, inTime } from './context.ts';
import type { CallOptions } from './port.ts';

/** What became of a reservation that was to be released. `refused`: its tickets have been given out. */
export type Released =
  | { readonly outcome: 'released' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** Nobody can say now; safe to repeat. */
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode };

/** A desk's reservations. */
export interface DeskReservations {
  /**
   * Those of the show that hold tickets now, by when they were made.
   * @throws KaikuError `registry/*` where the registry cannot be asked, `desk/closed`
   */
  list(options?: CallOptions): Promise<readonly Reservation[]>;
  /**
   * Gives out what a reservation holds, for as many as were reserved: `confirmed`, `refused` or `undecided`. Safe to repeat
   * after `undecided`: it is counted once. Undone like any other visit, by its `visitId`.
   * @throws KaikuError `desk/closed`
   */
  redeem(reservation: Pick<Reservation, 'id' | 'minors' | 'maskedCard'>, options?: CallOptions): Promise<Verdict>;
  /** Gives a reservation up: its tickets are free. Safe to repeat. @throws KaikuError `desk/closed` */
  release(reservation: Pick<Reservation, 'id'>, options?: CallOptions): Promise<Released>;
}

export function createReservations(context: DeskContext, registry: ReservationRegistry): DeskReservations {
  const { showId, recordsAs, environment, clock, history } = context;
  /** Ids of redemptions that nobody has answered: the same again is the same redemption. */
  const unanswered = new Map<string, Pick<Redemption, 'id' | 'usageId'>>();

  async function redeemed(
    reservation: Parameters<DeskReservations['redeem']>[0],
    calledOff: AbortSignal | undefined,
  ): Promise<Verdict> {
    const ids = unanswered.get(reservation.id) ?? { id: environment.newId(), usageId: environment.newId() };
    unanswered.set(reservation.id, ids);
    const redemption = {
      ...ids,
      showId,
      minors: reservation.minors,
      how: recordsAs === 'door' ? 'door' : 'sold',
      takenAt: new Date(clock.now()).toISOString(),
    } as const;
    try {
      const answer = await inTime(context, (signal) => registry.redeem(reservation.id, redemption, signal), calledOff);
      unanswered.delete(reservation.id);
      context.acknowledged.call(acknowledgementBy(ids.id, answer), showId);
      if (answer.outcome === 'refused') return { outcome: 'refused', refusal: answer.refusal };
      // It was undone while nobody knew that it had been counted.
      if (answer.outcome === 'voided') return { outcome: 'undecided', cause: 'registry/contract' };
      const { recordedAt, flags, show } = answer;
      const { maskedCard, minors } = reservation;
      const usages = [{ usageId: ids.usageId, maskedCard, minors }];
      return { outcome: 'confirmed', visitId: ids.id, usages, people: peopleOf({ minors }), recordedAt, flags, show };
    } catch (error) {
      calledOff?.throwIfAborted();
      return { outcome: 'undecided', cause: asKaikuError(error).code };
    }
  }

  return {
    async list({ signal: calledOff } = {}) {
      assertOpen(context);
      return (await inTime(context, (signal) => registry.list(showId, signal), calledOff)).reservations;
    },
    async redeem(reservation, { signal } = {}) {
      assertOpen(context);
      const verdict = await redeemed(reservation, signal);
      history?.note([reservation], peopleOf(reservation), verdict);
      return verdict;
    },
    async release({ id }, { signal: calledOff } = {}) {
      assertOpen(context);
      try {
        const answer = await inTime(context, (signal) => registry.release(id, showId, signal), calledOff);
        return answer.outcome === 'refused' ? { outcome: 'refused', refusal: answer.refusal } : { outcome: 'released' };
      } catch (error) {
        calledOff?.throwIfAborted();
        return { outcome: 'undecided', cause: asKaikuError(error).code };
      }
    },
  };
}
