import type { ShowFacts } from './admission/facts.ts';
import type { KaikuErrorCode } from './errors.ts';
import { createListeners } from './listeners.ts';
import { type Clock, wrongByMs } from './offline/clock.ts';
import type { DeviceWarning, Watch } from './offline/watch.ts';
import { noticesOf, pendingCount, voidingCount } from './outbox/outbox-state.ts';
import type { Outbox } from './outbox/port.ts';
import type { Contact } from './registry/contact.ts';
import { mayDo, type OwnDevice, voidRights } from './registry/contract/index.ts';
import type { Notice } from './storage/entry.ts';
import type { Acknowledgement } from './verdict.ts';

/** A visit that a person must review. Has the masked card code only; `why` is a `ReviewReason`. */
export type ReviewItem = Notice;

/** What a desk knows now. An immutable object, replaced on every change. */
export interface DeskState {
  /**
   * The last known state of the show; `undefined` before the first look-up. `leased` excludes this device's own tickets,
   * because the device may give those out: `capRemaining` counts them.
   */
  readonly show: ShowFacts | undefined;
  /** True if the registry responded to the last exchange; `undefined` before the first. */
  readonly reachable: boolean | undefined;
  /**
   * Why the last exchange failed; `undefined` if it did not. If the registry has locked this device out (`isLockOut`), that
   * code stays until the registry admits the device again, even while it is unreachable. `registry/not-found` if the venue has
   * no such show: no card can be recorded for it.
   */
  readonly failure: KaikuErrorCode | undefined;
  /** This device as its manager has named, narrowed or frozen it; `undefined` before the registry has said so. */
  readonly device: OwnDevice | undefined;
  /** False if the role of this device may not undo a recording, as at a `door`. True until the registry has named the role. */
  readonly mayUndo: boolean;
  /** Start of the outage, in milliseconds since the Unix epoch by this device's clock; `undefined` without one. */
  readonly outSinceMs: number | undefined;
  /**
   * Visits and undos that the registry has not acknowledged, for all shows of the device; `undefined` until the outbox has
   * been read from the device's storage.
   */
  readonly pending: number | undefined;
  /**
   * Voids that the registry has not acknowledged and that no clerk waits for, such as those of requests that timed out. For
   * all shows of the device, which has nothing left to send once this and `pending` are 0. `undefined` until the outbox has
   * been read.
   */
  readonly voiding: number | undefined;
  /** Leased tickets of this show that the device may give out without a request. */
  readonly leased: number;
  /**
   * Pending visits of this show that were recorded without leased tickets, under the outage policy. They count against
   * `maxUnconfirmed`. Excludes undos and visits on leased tickets, so it may be 0 while `pending` is not.
   */
  readonly unconfirmed: number;
  /** The review list: of all shows of the device, oldest first. */
  readonly review: readonly ReviewItem[];
  /** Known problems of this device, most urgent first. */
  readonly warnings: readonly DeviceWarning[];
}

/** Called after each change with the new state, and with visits that were just acknowledged. */
export type DeskListener = (state: DeskState, events: readonly Acknowledgement[]) => void;

/** Derives the state of a desk from its outbox and its contact with the registry. */
export interface DeskView {
  readonly state: DeskState;
  subscribe(listener: DeskListener): () => void;
  /** Calls the listeners although the state is the same, because the history has changed. */
  notify(): void;
  /** Calls the listeners with an acknowledged visit. */
  emit(acknowledged: Acknowledgement): void;
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
  let state = derive();

  function derive(): DeskState {
    const { failure } = contact;
    const lockedOut = contact.lockOutOf(showId);
    const { leased, unconfirmed } = outbox.capacityOf(showId);
    const { journal } = outbox;
    return {
      show: show(),
      reachable: failure === undefined ? undefined : failure === null,
      failure: lockedOut ?? failure ?? (contact.isUnknown(showId) ? 'registry/not-found' : undefined),
      device: contact.device,
      mayUndo: contact.device === undefined || mayDo(voidRights.undo, contact.device.role),
      outSinceMs: contact.outSinceMs,
      pending: journal.isRead ? pendingCount(journal) : undefined,
      voiding: journal.isRead ? voidingCount(journal) : undefined,
      leased,
      unconfirmed,
      review: noticesOf(journal),
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
  /** Updates the state. Returns true if it has changed. */
  function refresh(): boolean {
    const next = derive();
    // By value, because each answer contains a new but equal show. The state is plain data in a fixed order, and short.
    if (JSON.stringify(next) === JSON.stringify(state)) return false;
    state = next;
    return true;
  }
  function update(): void {
    if (refresh()) listeners.call(state, []);
  }
  const stops = [contact, outbox, clock, watch].map((source) => source.subscribe(update));

  return {
    get state() {
      return state;
    },
    subscribe: listeners.add,
    notify: () => listeners.call(state, []),
    emit(acknowledged) {
      refresh();
      listeners.call(state, [acknowledged]);
    },
    close() {
      for (const stop of stops) stop();
      listeners.clear();
    },
  };
}
