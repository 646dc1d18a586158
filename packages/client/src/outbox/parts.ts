import { KaikuError } from '../errors.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Visit } from '../usage/visit.ts';
import { type Capacities, createCapacities } from './capacities.ts';
import { createJournal, type Journal } from './journal.ts';
import { createKeptEraser } from './kept-entries.ts';
import { voidFailed, voidOrphanedRequests } from './orphaned-requests.ts';
import type { OutboxOptions, RecordResult } from './port.ts';
import { createSender, type Sender, senderLock } from './sender.ts';

/** What the verbs of an outbox work with. */
export interface OutboxParts {
  readonly options: OutboxOptions;
  readonly storage: OutboxStorage;
  readonly journal: Journal;
  readonly capacities: Capacities;
  readonly sender: Sender;
  readonly closing: AbortController;
  /** Name of the lock that this page holds, so that other tabs can distinguish its requests from orphaned ones. */
  readonly owner: string;
  /** Requests that a clerk waits for, by visit id. */
  readonly inFlight: Map<string, { readonly visit: Visit; readonly result: Promise<RecordResult> }>;
  /** Visits shown as not counted, because the storage failed once they may have been sent. They are still to be voided. */
  readonly failed: Map<string, Visit>;
  /**
   * Acquires the owner's lock and voids what earlier pages left. Runs once; again if it failed.
   * @throws KaikuError `outbox/storage`, `desk/closed`
   */
  open(): Promise<void>;
  /** Voids the requests that no page waits for. @throws what the storage throws */
  voidOrphaned(): Promise<void>;
  /** Releases the owner's lock. */
  release(): Promise<void>;
}

export function createOutboxParts(options: OutboxOptions): OutboxParts {
  const { storage, delivery, environment } = options;
  const owner = `${storage.name}/asker/${environment.newId()}`;
  const closing = new AbortController();
  const journal = createJournal(storage);
  const capacities = createCapacities({ storage, journal, environment });
  const inFlight: OutboxParts['inFlight'] = new Map();
  const failed: OutboxParts['failed'] = new Map();
  const eraseKept = createKeptEraser(storage, environment);
  let opening: Promise<() => void> | undefined;
  const sender = createSender({
    ...{ delivery, environment, journal },
    keepsAcknowledged: options.keepsAcknowledged,
    clockSuspect: options.clockSuspect,
    lockName: senderLock(storage.name),
    identity: () => storage.identity(),
    onAcknowledged: options.onAcknowledged,
    async refresh() {
      await open();
      // In an outage the pass most likely sends nothing, and reading 10 000 entries takes 100 ms: what other tabs have left is
      // read once the registry responds.
      if (options.mayAsk()) await voidOrphaned();
      await eraseKept();
    },
    onDelivered(delivered) {
      void capacities.look();
      options.onDelivered(delivered);
    },
  });

  async function open(): Promise<void> {
    if (closing.signal.aborted) throw new KaikuError('desk/closed', 'This desk has been closed.', { retryable: false });
    opening ??= begin().catch((error) => {
      opening = undefined;
      throw error;
    });
    await opening;
  }

  async function begin(): Promise<() => void> {
    const release = await environment.locks.hold(owner).catch(cannotLock);
    try {
      // A failure to count does not keep the outbox from opening.
      await storage.recount().catch(() => {});
      await voidOrphaned();
      await capacities.look();
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  async function voidOrphaned(): Promise<void> {
    const isInFlight = (visitId: string) => inFlight.has(visitId);
    await voidOrphanedRequests(journal, { locks: environment.locks, owner, isInFlight });
    await voidFailed(journal, failed);
  }

  return {
    ...{ options, storage, journal, capacities, sender, closing, owner, inFlight, failed, open, voidOrphaned },
    async release() {
      const release = await opening?.catch(() => undefined);
      release?.();
    },
  };
}

function cannotLock(cause: unknown): never {
  const message = 'Could not acquire the lock that protects the outbox from other tabs. Try again, or reload the page.';
  throw new KaikuError('outbox/storage', message, { retryable: true, cause });
}
