import type { Desk, DeskReservations, Reservation } from '@kaiku/client';
import type { ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import type { FailureCause } from '../flow/flow.ts';
import type { Locale } from '../locales/locale.ts';
import { failureText, refusalText } from '../locales/texts.ts';
import { failureCauseOf } from '../session/failure-cause.ts';
import type { ReservationActions, ReservationsShown } from '../views/screen.ts';
import { toVerdictDetail } from './flow-controller.ts';

interface ReservationsControllerOptions {
  readonly desk: () => Desk | undefined;
  /** False while the element is asleep: nothing is redeemed or released then. */
  readonly mayAct: () => boolean;
  readonly emit: Emit;
}

/** The reservations of the show: fetched when somebody looks, redeemed and released from the list. */
export class ReservationsController implements ReservationsShown {
  #host: ReactiveControllerHost;
  #options: ReservationsControllerOptions;
  #desk: Desk | undefined;
  #isOpen = false;
  #list: readonly Reservation[] | undefined;
  #failure: FailureCause | undefined;
  #told: ((t: Locale) => string) | undefined;
  #busy = new Set<string>();
  #releasing: string | undefined;

  constructor(host: ReactiveControllerHost, options: ReservationsControllerOptions) {
    this.#host = host;
    this.#options = options;
  }

  get isThere(): boolean {
    return this.#options.desk()?.reservations.supported === true;
  }
  get isOpen(): boolean {
    return this.#isOpen;
  }
  /** Of another desk than the one that is there now, nothing is shown. */
  get list(): readonly Reservation[] | undefined {
    return this.#desk === this.#options.desk() ? this.#list : undefined;
  }
  get failure(): FailureCause | undefined {
    return this.#failure;
  }
  get told(): ((t: Locale) => string) | undefined {
    return this.#told;
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
      this.#told = undefined;
      this.#releasing = undefined;
      if (open) void this.#fetch();
      else this.#list = undefined;
      this.#host.requestUpdate();
    },
    redeem: (reservation) => void this.#do(reservation, (desk) => this.#redeem(desk, reservation)),
    /** Cannot be taken back, so the first tap only requests. */
    release: (reservation) => {
      if (this.#releasing !== reservation.id) {
        this.#releasing = reservation.id;
        this.#host.requestUpdate();
        return;
      }
      void this.#do(reservation, (desk) => this.#release(desk, reservation));
    },
  };

  async #fetch(): Promise<void> {
    const desk = this.#options.desk();
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
    this.#host.requestUpdate();
  }

  /** One thing at a time with each reservation, and the list anew after it. */
  async #do(
    { id }: Reservation,
    work: (reservations: DeskReservations) => Promise<(t: Locale) => string>,
  ): Promise<void> {
    const reservations = this.#desk?.reservations;
    if (reservations === undefined || this.#busy.has(id) || !this.#options.mayAct()) return;
    this.#busy.add(id);
    this.#told = undefined;
    this.#releasing = undefined;
    this.#host.requestUpdate();
    try {
      this.#told = await work(reservations);
    } catch (error) {
      const code = failureCauseOf(error);
      this.#told = (t) => failed(code, t);
      this.#options.emit('kaiku-error', { during: 'admit', code, error });
    }
    this.#busy.delete(id);
    await this.#fetch();
  }

  async #redeem(reservations: DeskReservations, reservation: Reservation) {
    const verdict = await reservations.redeem(reservation);
    this.#options.emit('kaiku-verdict', toVerdictDetail(verdict, [reservation]));
    switch (verdict.outcome) {
      case 'refused':
        return (t: Locale) => inWords(refusalText(verdict.refusal, t));
      case 'undecided':
        return (t: Locale) => failed(verdict.cause, t);
      default:
        return (t: Locale) => t.reservations.redeemed(reservation.maskedCard);
    }
  }

  async #release(reservations: DeskReservations, reservation: Reservation) {
    const released = await reservations.release(reservation);
    switch (released.outcome) {
      case 'refused':
        return (t: Locale) => inWords(refusalText(released.refusal, t));
      case 'undecided':
        return (t: Locale) => failed(released.cause, t);
      default:
        return (t: Locale) => t.reservations.released(reservation.maskedCard);
    }
  }
}

function inWords({ sentence, nextStep }: { readonly sentence: string; readonly nextStep: string }): string {
  return `${sentence} ${nextStep}`;
}

/** Nothing of it was kept on this device: what to do is to try again, and no paper form. */
function failed(code: FailureCause, t: Locale): string {
  return `${failureText(code, t).sentence} ${t.reservations.tryAgain}`;
}
