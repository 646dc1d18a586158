import type { Desk, DeskReservations, Refusal, Reservation } from '@kaiku/client';
import { toVerdictDetail } from '../events.ts';
import type { FailureCause } from '../flow/flow.ts';
import type { Locale } from '../locales/locale.ts';
import { failureText, refusalText } from '../locales/texts.ts';
import type { SessionContext } from './context.ts';
import { failureCauseOf } from './failure-cause.ts';

/** What the clerk can do with the reservations of the show. */
export interface ReservationActions {
  /** The list was opened or folded. */
  readonly look: (open: boolean) => void;
  readonly redeem: (reservation: Reservation) => void;
  /** The first tap asks the clerk to confirm, the second one releases. */
  readonly release: (reservation: Reservation) => void;
}

/** The reservations of the show. */
export interface ReservationsShown {
  /** True if the registry lists reservations. */
  readonly isThere: boolean;
  /** True while the list is open. */
  readonly isOpen: boolean;
  /** `undefined` until they are fetched. */
  readonly list: readonly Reservation[] | undefined;
  /** Why they could not be fetched. */
  readonly failure: FailureCause | undefined;
  /** The result of the last act. */
  readonly result: ((t: Locale) => string) | undefined;
  /** The reservation that the next tap releases. */
  readonly releasing: string | undefined;
  isBusy(reservation: Reservation): boolean;
}

type Text = (t: Locale) => string;

/** The reservations of the show: fetched when the clerk opens the list, redeemed and released from it. */
export class ReservationList implements ReservationsShown {
  readonly #context: SessionContext;
  /** The desk that the list is from. */
  #desk: Desk | undefined;
  #isOpen = false;
  #list: readonly Reservation[] | undefined;
  #failure: FailureCause | undefined;
  #result: Text | undefined;
  readonly #busy = new Set<string>();
  #releasing: string | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
  }

  get isThere(): boolean {
    return this.#context.desk()?.reservations.supported === true;
  }
  get isOpen(): boolean {
    return this.#isOpen;
  }
  get list(): readonly Reservation[] | undefined {
    return this.#desk === this.#context.desk() ? this.#list : undefined;
  }
  get failure(): FailureCause | undefined {
    return this.#failure;
  }
  get result(): Text | undefined {
    return this.#result;
  }
  get releasing(): string | undefined {
    return this.#releasing;
  }
  isBusy({ id }: Reservation): boolean {
    return this.#busy.has(id);
  }

  readonly act: ReservationActions = {
    look: (open) => {
      this.#isOpen = open;
      this.#result = undefined;
      this.#releasing = undefined;
      if (open) void this.#fetch();
      else this.#list = undefined;
      this.#context.changed();
    },
    redeem: (reservation) => void this.#do(reservation, (reservations) => this.#redeem(reservations, reservation)),
    release: (reservation) => {
      // A release cannot be undone.
      if (this.#releasing !== reservation.id) {
        this.#releasing = reservation.id;
        this.#context.changed();
        return;
      }
      void this.#do(reservation, (reservations) => this.#release(reservations, reservation));
    },
  };

  async #fetch(): Promise<void> {
    const desk = this.#context.desk();
    if (desk === undefined) return;
    if (desk !== this.#desk) this.#list = undefined;
    this.#desk = desk;
    this.#failure = undefined;
    try {
      const list = await desk.reservations.list();
      if (desk === this.#desk && this.#isOpen) this.#list = list;
    } catch (error) {
      if (desk === this.#desk) this.#failure = failureCauseOf(error);
    }
    this.#context.changed();
  }

  /** Runs one act at a time on each reservation, then fetches the list again. */
  async #do({ id }: Reservation, act: (reservations: DeskReservations) => Promise<Text>): Promise<void> {
    const reservations = this.#desk?.reservations;
    if (reservations === undefined || this.#busy.has(id) || !this.#context.mayAct()) return;
    this.#busy.add(id);
    this.#result = undefined;
    this.#releasing = undefined;
    this.#context.changed();
    try {
      this.#result = await act(reservations);
    } catch (error) {
      const code = failureCauseOf(error);
      this.#result = failed(code);
      this.#context.emit('kaiku-error', { during: 'admit', code, error });
    }
    this.#busy.delete(id);
    await this.#fetch();
  }

  async #redeem(reservations: DeskReservations, reservation: Reservation): Promise<Text> {
    const verdict = await reservations.redeem(reservation);
    this.#context.emit('kaiku-verdict', toVerdictDetail(verdict, [reservation]));
    if (verdict.outcome === 'refused') return refused(verdict.refusal);
    if (verdict.outcome === 'undecided') return failed(verdict.cause);
    return (t) => t.reservations.redeemed(reservation.maskedCard);
  }

  async #release(reservations: DeskReservations, reservation: Reservation): Promise<Text> {
    const released = await reservations.release(reservation);
    if (released.outcome === 'refused') return refused(released.refusal);
    if (released.outcome === 'undecided') return failed(released.cause);
    return (t) => t.reservations.released(reservation.maskedCard);
  }
}

function refused(refusal: Refusal): Text {
  return (t) => {
    const { sentence, nextStep } = refusalText(refusal, t);
    return `${sentence} ${nextStep}`;
  };
}

/** A redemption is never stored on the device, so the next step is to try again, not the paper form. */
function failed(code: FailureCause): Text {
  return (t) => `${failureText(code, t).sentence} ${t.reservations.tryAgain}`;
}
