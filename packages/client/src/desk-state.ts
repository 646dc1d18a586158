import type { ShowFacts } from './admission/facts.ts';
import type { KaikuErrorCode } from './errors.ts';
import { createListeners } from './listeners.ts';
import { type Clock, wrongByMs } from './offline/clock.ts';
import type { DeviceWarning, Watch } from './offline/watch.ts';
import type { Outbox } from './outbox/port.ts';
import type { Contact } from './registry/contact.ts';
import type { Notice } from './storage/entry.ts';
import type { Acknowledgement } from './verdict.ts';

/** A use a person must look at; bears no card code, only its mask. See `ReviewReason` for its `why`. */
export type ReviewItem = Notice;

/** What a desk knows now. A new object for every change, the same one while nothing changes. */
export interface DeskState {
  /**
   * The show as the registry last told it, but that the tickets this device holds itself are not among those `leased`: they
   * are free to it, and `capRemaining` counts them. `undefined` until it has.
   */
  readonly show: ShowFacts | undefined;
  /** Whether the last exchange with the registry went through; `undefined` before the first. */
  readonly reachable: boolean | undefined;
  /**
   * Why it did not; `undefined` where it did. `registry/unauthorised` or `registry/forbidden`: the registry lets this device
   * do nothing, and this stays so until it does, also while it cannot be reached (see `isLockOut`).
   */
  readonly failure: KaikuErrorCode | undefined;
  /** Since when nothing has gone through, milliseconds since the Unix epoch by this device's clock; `undefined` while it does. */
  readonly outSinceMs: number | undefined;
  /** Visits kept on this device, and undos, that the registry has not acknowledged: of all shows of the device. */
  readonly pending: number;
  /**
   * Of all shows as well: what counts for nobody, such as a request that was not answered, and of which the registry has yet to hear. Nothing for a
   * clerk to wait for; a device is drained once this and `pending` are 0.
   */
  readonly voiding: number;
  /** Tickets of this show that the device may give out without asking, because it holds tickets for them (a lease). */
  readonly leased: number;
  /**
   * Of those that wait, the visits of this show that are kept without tickets, by the outage policy: as many as count against
   * `maxUnconfirmed`. Neither undos nor what was drawn on `tickets`, so it may be 0 while `pending` is not.
   */
  readonly unconfirmed: number;
  /** Of all shows of the device, oldest first. */
  readonly review: readonly ReviewItem[];
  /** What is known to be wrong with this device, most pressing first. */
  readonly warnings: readonly DeviceWarning[];
}

/** Hears of each change, with the state as it is then, and of visits that are acknowledged. */
export type DeskListener = (state: DeskState, events: readonly Acknowledgement[]) => void;

/** The state of a desk, put together from its outbox and its contact with the registry. */
export interface DeskView {
  readonly state: DeskState;
  subscribe(listener: DeskListener): () => void;
  /** Something beside the state has changed: whoever listens looks again. */
  touch(): void;
  /** Tells of a visit that is acknowledged. */
  tell(acknowledged: Acknowledgement): void;
  close(): void;
}

interface DeskViewOptions {
  readonly contact: Contact;
  readonly outbox: Outbox;
  readonly showId: string;
  readonly clock: Clock;
  readonly watch: Watch;
  readonly show: () => ShowFacts | undefined;
}

export function createDeskView({ contact, outbox, showId, clock, watch, show }: DeskViewOptions): DeskView {
  const listeners = createListeners<Parameters<DeskListener>>();
  let state = look();

  function look(): DeskState {
    const { failure, lockedOut } = contact;
    const { leased, unconfirmed } = outbox.capacityOf(showId);
    return {
      show: show(),
      reachable: failure === undefined ? undefined : failure === null,
      failure: failure === null ? undefined : (lockedOut ?? failure),
      outSinceMs: contact.outSinceMs,
      pending: outbox.pending,
      voiding: outbox.voiding,
      leased,
      unconfirmed,
      review: outbox.notices,
      warnings: warnings(),
    };
  }
  function warnings(): readonly DeviceWarning[] {
    const byMs = clock.error?.offsetMs ?? 0;
    const isWrong = Math.abs(byMs) > wrongByMs;
    return isWrong
      ? [...watch.warnings, { kind: 'clock-wrong', byMs: Math.round(byMs / 1000) * 1000 }]
      : watch.warnings;
  }
  /** Whether there is something new. */
  function lookAgain(): boolean {
    const next = look();
    // By value: each answer brings a new show that says the same. All of it is plain, in one order, and short.
    if (JSON.stringify(next) === JSON.stringify(state)) return false;
    state = next;
    return true;
  }
  function update(): void {
    if (lookAgain()) listeners.call(state, []);
  }
  const stops = [contact, outbox, clock, watch].map((source) => source.subscribe(update));

  return {
    get state() {
      return state;
    },
    subscribe: listeners.add,
    touch: () => listeners.call(state, []),
    tell(acknowledged) {
      lookAgain();
      listeners.call(state, [acknowledged]);
    },
    close() {
      for (const stop of stops) stop();
      listeners.clear();
    },
  };
}
