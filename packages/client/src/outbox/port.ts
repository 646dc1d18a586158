import type { Environment } from '../environment.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { Capacity, CapacitySource } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { RecordAnswer, RecordMode, UndoReason } from '../usage/answer.ts';
import type { DeliveredBatch } from '../usage/delivery.ts';
import type { Reduction, Visit } from '../usage/visit.ts';
import type { Acknowledgement } from '../verdict.ts';
import type { OfflineRules } from './decide-offline.ts';
import type { Delivery } from './delivery.ts';
import type { JournalView } from './journal.ts';
import type { Keeping } from './kept-entries.ts';

export interface OutboxOptions extends OfflineRules, Pick<Keeping, 'keepsAcknowledged'> {
  readonly storage: OutboxStorage;
  readonly delivery: Delivery;
  readonly environment: Environment;
  /** How long a clerk waits for the registry before the device decides, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Returns the visit as it is stored: with sealed card codes, if the registry can open them. Codes that are sealed already
   * stay as they are. Rejects with KaikuError if it cannot: then nothing is recorded.
   */
  readonly seal: (visit: Visit) => Promise<Visit>;
  /** True if a request is worth the wait. Otherwise the device decides at once. */
  readonly mayAsk: () => boolean;
  /** Called after each successful delivery, once its results are stored. */
  readonly onDelivered: (delivered: DeliveredBatch) => void;
  /** Called for each acknowledged visit, once the result is stored. */
  readonly onAcknowledged: (acknowledged: Acknowledgement, showId: string) => void;
}

/** The result of a request. */
export type RecordResult =
  | Extract<RecordAnswer, { outcome: 'counted' | 'refused' }>
  /** The registry did not respond in time: stored as a report, to be delivered. */
  | { readonly outcome: 'kept'; readonly cause: KaikuErrorCode; readonly by: CapacitySource['from'] }
  /**
   * Nothing counts: the registry rejected the request permanently, or did not respond and the device may not record the
   * visit provisionally. `room`: the tickets of the largest smaller party that it may record.
   */
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode; readonly room?: number };

/** What this device may give out for a show without the registry. */
export interface ShowCapacity extends Capacity {
  /** Tickets of its lease that it may give out now. */
  readonly leased: number;
  /** Returns whether it may record one more visit with this number of tickets. */
  mayKeep(tickets: number): boolean;
}

/** A write-ahead outbox: sends nothing before it is stored. */
export interface Outbox {
  /** The stored entries, as last seen. Read them with the selectors of `outbox-state.ts`. */
  readonly journal: JournalView;
  /**
   * Reads the storage again, so that `journal` has the changes of other tabs too.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  read(): Promise<JournalView>;
  /**
   * Stores a visit, then requests it from the registry, all or nothing. A `report` has already happened: it consumes no
   * leased tickets, and without an answer it is stored however many visits are unconfirmed. If `signal` aborts before the
   * answer, voids the visit and rejects with the signal's reason.
   * @param mode default `request`
   * @throws KaikuError `outbox/storage`: nothing was sent, or the visit will be voided, at the latest after a restart of
   *   this device; `desk/closed`
   */
  request(visit: Visit, mode?: RecordMode, signal?: AbortSignal): Promise<RecordResult>;
  /**
   * Stores a void, then sends it. Returns `undefined` once it is acknowledged; otherwise, after at most `timeoutMs`, why it
   * is still pending. Returns `desk/unknown-visit`, and adds a notice, if neither this device nor the registry knows the
   * visit.
   * @throws KaikuError `outbox/storage`: it is not stored; `desk/closed`
   */
  void(visitId: string, showId: string, options?: VoidOptions): Promise<KaikuErrorCode | undefined>;
  /**
   * Stores that a visitor was turned away because no ticket was left, and sends it: a void with an id of its own, so that
   * the registry counts it once. It has no card.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  turnAway(showId: string): Promise<void>;
  /**
   * Removes a notice from the review list. Voids a visit that the registry rejected, so that the registry knows about it.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  dismiss(visitId: string): Promise<void>;
  /**
   * Settles an unanswered request under a reference, now that the registry has returned the visit's state, and removes it
   * from the review list.
   * @throws KaikuError `outbox/storage`, or an error of the registry if the request is repeated: it stays on the list
   */
  answeredSince(visitId: string, outcome: 'counted' | 'refused' | 'voided'): Promise<void>;
  /** Returns what a show's visits may consume without the registry, as last seen. */
  capacityOf(showId: string): ShowCapacity;
  /** Returns whether an entry that consumed tickets of the lease is not acknowledged yet. Reads the storage. */
  isConsumedFrom(leaseId: string): Promise<boolean>;
  /** Reads the capacities again, after a change from outside. Never throws. */
  lookAtCapacity(): Promise<void>;
  /**
   * Sends again what the registry had acknowledged and lists as missing in the answer to a delivery. Never throws.
   * @param sentMs when that delivery was sent
   */
  sendAgain(delivered: Pick<DeliveredBatch, 'missing' | 'cloned'>, sentMs: number): Promise<void>;
  /**
   * Returns everything pending and the review list as a file for another device, with card codes as they are stored.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  toFile(): Promise<string>;
  /**
   * Adds the entries of such a file that are not here yet, and sends them. Returns how many were added. Safe to repeat, on
   * any device.
   * @throws KaikuError `config/invalid` if the text is not an exported outbox; `outbox/storage`; `desk/closed`
   */
  adoptFile(text: string): Promise<number>;
  /** Calls `listener` when an entry or a capacity may have changed. Returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
  /** Reads the storage and sends what is pending now. @throws KaikuError `outbox/storage`, `desk/closed` */
  flush(): Promise<void>;
  /** Sends what is pending now, instead of at the next scheduled pass. */
  wake(): void;
  /** Sends within a few seconds, at a random moment: after an outage, many devices wake at once. */
  wakeSoon(): void;
  /** Stops sending, decides requests in flight as if the registry had not responded, and closes the storage. */
  close(): Promise<void>;
}

export interface VoidOptions {
  /** True if this device made the visit, even if no entry of it is left. Default: false. */
  readonly isOurs?: boolean;
  /** Ends the wait for the acknowledgement. */
  readonly signal?: AbortSignal | undefined;
  /** Default: `undone-by-clerk`. */
  readonly reason?: UndoReason | undefined;
  /** The part to void. Default: all of it. */
  readonly usages?: readonly Reduction[] | undefined;
}
