import type { Environment } from '../environment.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { Entry, Notice } from '../storage/entry.ts';
import type { Capacity, CapacitySource } from '../storage/lease.ts';
import type { JournalIdentity, OutboxStorage } from '../storage/storage.ts';
import type { RecordAnswer, RecordMode, UndoReason } from '../usage/answer.ts';
import type { DeliveredBatch } from '../usage/delivery.ts';
import type { Reduction, Visit } from '../usage/visit.ts';
import type { Acknowledgement } from '../verdict.ts';
import type { AlonePolicy } from './decide-alone.ts';
import type { Delivery } from './delivery.ts';

export interface OutboxOptions extends AlonePolicy {
  readonly storage: OutboxStorage;
  readonly delivery: Delivery;
  readonly environment: Environment;
  /** How long a clerk waits for the registry's word before the device decides, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether asking is worth the wait: else the device decides at once. */
  readonly mayAsk: () => boolean;
  /** Told of each delivery that went through. */
  readonly onDelivered: (delivered: DeliveredBatch) => void;
  /** Told of each visit that is acknowledged, once what came of it is written down. */
  readonly onAcknowledged: (acknowledged: Acknowledgement, showId: string) => void;
}

/** What became of a request. */
export type RecordResult =
  | Extract<RecordAnswer, { outcome: 'counted' | 'refused' }>
  /** No word in time: kept as a report, on its way. */
  | { readonly outcome: 'kept'; readonly cause: KaikuErrorCode; readonly by: CapacitySource['from'] }
  /** No word, no lease and no unconfirmed limit left, or a no that will not pass: nothing counts. `room`: the tickets that would fit. */
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode; readonly room?: number };

/** What this device may give out for a show without asking. */
export interface ShowCapacity extends Capacity {
  /** Tickets of its lease that may be given out now. */
  readonly leased: number;
  /** Whether one more visit with so many tickets may be kept. */
  mayKeep(tickets: number): boolean;
}

/** The write-ahead outbox: nothing is sent that does not stand in the storage first. */
export interface Outbox {
  /**
   * Keeps a visit, then asks the registry. What comes of it comes of all of it. As a `report` it has happened:
   * it draws on no place, and without an answer it is kept however many wait unconfirmed. Default `request`. Called off by
   * `signal` it is withdrawn, unless it was answered before: rejects with the signal's reason.
   * @throws KaikuError `outbox/storage`: nothing was sent, or it is withdrawn, by the next life of this device at the
   *   latest; `desk/closed`
   */
  request(visit: Visit, mode?: RecordMode, signal?: AbortSignal): Promise<RecordResult>;
  /**
   * Keeps a void, then sends it. `undefined` once acknowledged, else (by `timeoutMs`) why it still waits; or
   * `desk/unknown-visit`, and a notice, if neither the entries nor the registry know the visit. `isOurs`: this device made
   * it, though nothing may stand of it any more.
   * @throws KaikuError `outbox/storage`: it is not kept; `desk/closed`
   */
  void(
    visitId: string,
    showId: string,
    options?: {
      readonly isOurs?: boolean;
      readonly signal?: AbortSignal | undefined;
      /** Default `undone-by-clerk`. */
      readonly reason?: UndoReason | undefined;
      /** Default: all. */
      readonly usages?: readonly Reduction[] | undefined;
    },
  ): Promise<KaikuErrorCode | undefined>;
  /**
   * Takes a notice off. What the registry would not take is then voided, so that it hears of it.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  dismiss(visitId: string): Promise<void>;
  /** What a show's visits may draw on without asking, as last seen. */
  capacityOf(showId: string): ShowCapacity;
  /** Whether a number stands in the journal. */
  isStanding(seq: number): boolean;
  /** Looks at the capacities anew: somebody else has changed them. */
  lookAtCapacity(): Promise<void>;
  /** Visits that somebody was told are recorded on this device, and undos, not acknowledged yet. */
  readonly pending: number;
  /** What counts for nobody and of which the registry has yet to hear, such as a request that nobody answered. */
  readonly voiding: number;
  /** The oldest of those that wait; `undefined` where none does. */
  readonly oldest: Entry | undefined;
  /** Whether something drawn on a lease is not acknowledged yet. Looks at the storage, so that other tabs' count too. */
  isConsumedFrom(leaseId: string): Promise<boolean>;
  /** What stands here of a visit that still means something; a notice of one that the registry has does not. Looks at the storage. */
  entryOf(visitId: string): Promise<Entry | undefined>;
  /** What of a visit is to be taken back and is not acknowledged yet, by the picture. */
  reductionsOf(visitId: string): readonly Reduction[];
  /**
   * The registry has told how a visit stands that nobody had answered (`unanswered`): it is off the list of a person.
   * @throws KaikuError `outbox/storage`, or of the registry where it is asked once more: it stays on the list
   */
  answeredSince(visitId: string, outcome: 'counted' | 'refused' | 'voided'): Promise<void>;
  /** Where each visit stands that stands here at all, by its id; `undoing`: its undo waits. Looks at every entry. */
  standing(): ReadonlyMap<string, 'pending' | 'undoing' | 'review'>;
  /** By age, oldest first. */
  readonly notices: readonly Notice[];
  identity(): Promise<JournalIdentity>;
  /** All that waits or that a person must look at, as a file for another device. Holds card codes. */
  toFile(): Promise<string>;
  /**
   * Takes the entries of such a file over, those not here yet, and sends them. How many they were. Harmless to repeat, here
   * or elsewhere.
   * @throws KaikuError `config/invalid` where it is no such file; `outbox/storage`; `desk/closed`
   */
  adoptFile(text: string): Promise<number>;
  /** Calls `listener` when `pending`, `notices` or a capacity may have changed. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
  /** Looks at the storage, and sends what waits there now. @throws KaikuError `outbox/storage`, `desk/closed` */
  flush(): Promise<void>;
  /** Something has changed outside (the clerk asks for it): send what waits now rather than at its next turn. */
  wake(): void;
  /** The registry is back after an outage: send soon, but not in step with all other devices. */
  wakeSoon(): void;
  /** Stops sending; requests under way are decided at once, as if no answer had come. Then lets the storage go. */
  close(): Promise<void>;
}
