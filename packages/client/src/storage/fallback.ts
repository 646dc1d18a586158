import { KaikuError } from '../errors.ts';
import type { Locks } from '../locks.ts';
import type { CheckpointStore } from './checkpoint.ts';
import type { Copy } from './copy.ts';
import { findHead, type Head, readHead } from './ledger.ts';
import { mapTransactions } from './map-transactions.ts';
import { type Key, mapStore } from './store.ts';
import type { Transactions } from './transactions.ts';

/**
 * Transactions on the copy alone, while the database fails: the same functions on a map in memory, with each write flushed
 * to the log. One tab can use it, and only while no other tab uses the database. When the database opens again, it is filled
 * from the log, as after a loss.
 */
export interface Fallback {
  /** `undefined` while the database works. */
  readonly transactions: Transactions | undefined;
  /** How many pending entries are in the copy alone. */
  readonly pending: number;
  /**
   * Holds the lock that shows this tab to the others.
   * @throws KaikuError `outbox/storage` while another tab uses its fallback
   */
  enter(): Promise<void>;
  /** Starts to use the copy. Returns false if it cannot: the copy is not whole, or another tab is open. */
  begin(): Promise<boolean>;
  /** Returns to the database if `reopen` opens it and fills it from the log. Never rejects. */
  end(reopen: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface FallbackOptions {
  readonly name: string;
  readonly tab: string;
  readonly locks: Locks;
  readonly checkpoints: CheckpointStore;
  readonly copy: Copy;
}

export function createFallback({ name, tab, locks, checkpoints, copy }: FallbackOptions): Fallback {
  const tabs = createTabLocks(locks, name, tab);
  let transactions: Transactions | undefined;
  let head: Head | undefined;
  let beginning: Promise<boolean> | undefined;
  let ending: Promise<void> | undefined;

  function stop(): void {
    transactions = undefined;
    head = undefined;
    tabs.releaseFallback();
  }

  async function begin(): Promise<boolean> {
    if (transactions !== undefined) return true;
    if (!(await tabs.holdFallback())) return false;
    const map = await recoverMap(checkpoints, copy);
    if (map === undefined) {
      stop();
      return false;
    }
    head = await readHead(mapStore(map));
    const own = mapTransactions(map, async (store, found, left) => {
      // The database has taken over since this write was requested.
      if (transactions !== own) throw new Error('The database works again: write to it instead of to the copy.');
      const record = await copy.recordOf(store, found, left);
      try {
        if (record === undefined) throw new Error('The copy has no log to write to.');
        await copy.keep(record, left);
      } catch (error) {
        // Part of it may be in the log: read it again before the next write.
        stop();
        throw error;
      }
      head = left;
      const { journal, lastSeq, tally } = left;
      checkpoints.keep({ journal, seqHigh: lastSeq, pending: tally.pending, revision: tally.revision });
    });
    transactions = own;
    return true;
  }

  async function end(reopen: () => Promise<void>): Promise<void> {
    const current = transactions;
    // The first attempt runs next to the writes; during the second no write runs, so that the database gets all of them.
    await reopen();
    await current?.read(async () => {
      await reopen();
      if (transactions === current) stop();
    });
  }

  return {
    get transactions() {
      return transactions;
    },
    get pending() {
      return head?.tally.pending ?? 0;
    },
    enter: tabs.enter,
    begin() {
      beginning ??= begin().finally(() => {
        beginning = undefined;
      });
      return beginning;
    },
    end(reopen) {
      ending ??= end(reopen)
        .catch(() => {})
        .finally(() => {
          ending = undefined;
        });
      return ending;
    },
    async close() {
      stop();
      await tabs.leave();
    },
  };
}

/** Returns what the copy holds, if it is everything that the database held. */
async function recoverMap(checkpoints: CheckpointStore, copy: Copy): Promise<Map<Key, unknown> | undefined> {
  const checkpoint = checkpoints.read();
  const copies = await copy.recover();
  const journal = checkpoint?.journal ?? (copies.length === 1 ? copies[0]?.journal : undefined);
  const found = copies.find((candidate) => candidate.journal === journal);
  if (found === undefined || found.revision < (checkpoint?.revision ?? 0)) return undefined;
  const map = new Map<Key, unknown>();
  for (const [key, value] of found.content) map.set(key, value);
  const head = await findHead(mapStore(map));
  if (head !== undefined) copy.opened(head, true);
  return head && map;
}

const usedElsewhere =
  'The device’s database fails, and another tab works without it. Continue in that tab, or close it first.';

/** Two kinds of locks: one for each open tab, and one for the tab that uses its fallback. Their names are shared by versions. */
function createTabLocks(locks: Locks, name: string, tab: string) {
  const [own, fallback] = [`${name}/tab/${tab}`, `${name}/fallback`];
  let entered: Promise<() => void> | undefined;
  let release: (() => void) | undefined;

  async function othersAreOpen(): Promise<boolean> {
    return [...(await locks.held())].some((lock) => lock.startsWith(`${name}/tab/`) && lock !== own);
  }

  function releaseFallback(): void {
    release?.();
    release = undefined;
  }

  return {
    releaseFallback,
    /** Holds the fallback's lock. Returns false, without the lock, if another tab is open. */
    async holdFallback(): Promise<boolean> {
      if (await othersAreOpen()) return false;
      release = await locks.hold(fallback);
      // A tab that opens now either sees this lock, or is seen here.
      if (!(await othersAreOpen())) return true;
      releaseFallback();
      return false;
    },
    /** @throws KaikuError `outbox/storage` while another tab uses its fallback */
    async enter(): Promise<void> {
      entered ??= locks.hold(own);
      await entered;
      if (release === undefined && (await locks.held()).has(fallback))
        throw new KaikuError('outbox/storage', usedElsewhere, { retryable: true });
    },
    async leave(): Promise<void> {
      const leave = await entered;
      entered = undefined;
      leave?.();
    },
  };
}
