/** The reservations of the desk's show: looked up, redeemed and released with the registry, never without it. */
import { peopleOf } from '../admission/cap.ts';
import type { UsageHow } from '../admission/facts.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { Environment } from '../environment.ts';
import { asKaikuError, type KaikuErrorCode } from '../errors.ts';
import type { Redemption, ReservationRegistry } from '../registry/registry.ts';
import type { Reservation } from '../usage/reservation.ts';
import type { Verdict } from '../verdict.ts';
import type { HistoryKeeper } from './history.ts';

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
   * @throws KaikuError `registry/*` where the register cannot be asked, `desk/closed`
   */
  list(): Promise<readonly Reservation[]>;
  /**
   * Gives out what a reservation holds, for as many as were reserved: `confirmed`, `refused` or `undecided`. Safe to repeat
   * after `undecided`: it is counted once. Undone like any other visit, by its `visitId`.
   * @throws KaikuError `desk/closed`
   */
  redeem(reservation: Reservation): Promise<Verdict>;
  /** Gives a reservation up: its tickets are free. Safe to repeat. @throws KaikuError `desk/closed` */
  release(reservation: Reservation): Promise<Released>;
}

interface ReservationsOptions {
  readonly registry: ReservationRegistry;
  readonly showId: string;
  readonly how: UsageHow;
  readonly environment: Pick<Environment, 'newId'>;
  /** The register's time, milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly inTime: <T>(exchange: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  readonly assertOpen: () => void;
  readonly history: HistoryKeeper | undefined;
}

export function createReservations(options: ReservationsOptions): DeskReservations {
  const { registry, showId, how, environment, now, inTime, assertOpen, history } = options;
  /** Ids of redemptions that nobody has answered: the same again is the same redemption. */
  const unanswered = new Map<string, Pick<Redemption, 'id' | 'usageId'>>();

  async function redeemed(reservation: Reservation): Promise<Verdict> {
    const ids = unanswered.get(reservation.id) ?? { id: environment.newId(), usageId: environment.newId() };
    unanswered.set(reservation.id, ids);
    const redemption = {
      ...ids,
      showId,
      minors: reservation.minors,
      how: how === 'door' ? 'door' : 'sold',
      takenAt: new Date(now()).toISOString(),
    } as const;
    try {
      const answer = await inTime((signal) => registry.redeem(reservation.id, redemption, signal));
      unanswered.delete(reservation.id);
      if (answer.outcome === 'refused') return { outcome: 'refused', refusal: answer.refusal };
      // It was undone while nobody knew that it had been counted.
      if (answer.outcome === 'void') return { outcome: 'undecided', cause: 'registry/contract' };
      const { recordedAt, flags, show } = answer;
      const { maskedCard, minors } = reservation;
      const usages = [{ usageId: ids.usageId, maskedCard, minors }];
      return { outcome: 'confirmed', visitId: ids.id, usages, people: peopleOf({ minors }), recordedAt, flags, show };
    } catch (error) {
      return { outcome: 'undecided', cause: asKaikuError(error).code };
    }
  }

  return {
    async list() {
      assertOpen();
      return (await inTime((signal) => registry.list(showId, signal))).reservations;
    },
    async redeem(reservation) {
      assertOpen();
      const verdict = await redeemed(reservation);
      history?.note([reservation], peopleOf(reservation), verdict);
      return verdict;
    },
    async release({ id }) {
      assertOpen();
      try {
        const answer = await inTime((signal) => registry.release(id, showId, signal));
        return answer.outcome === 'refused' ? { outcome: 'refused', refusal: answer.refusal } : { outcome: 'released' };
      } catch (error) {
        return { outcome: 'undecided', cause: asKaikuError(error).code };
      }
    },
  };
}
