import { KaikuError } from '../errors.ts';
import type { Locks } from '../locks.ts';
import type { CheckpointStore } from './canary.ts';
import type { Copy } from './copy.ts';
import type { Transactions } from './database.ts';
import { findHead, type Head, readHead } from './ledger.ts';
import { mapTransactions } from './map-transactions.ts';
import { type Key, mapStore } from './store.ts';

/**
 * Does a database's work with its copy alone, while the database fails: the same functions on a map in memory, each write
 * flushed to the log. One tab can, and only while no other tab uses the database. When the database opens again, it gets
 * from the log what it lacks, as after a loss.
 */
export interface StandIn {
  /** The transactions; `undefined` while the database does its own work. */
  readonly transactions: Transactions | undefined;
  /** How many entries wait in the copy alone. */
  readonly pending: number;
  /** Holds the lock that tells other tabs of this one. @throws KaikuError `outbox/storage` while another tab stands in */
  enter(): Promise<void>;
  /** Begins. False if it cannot: the copy is not whole, or another tab is open. */
  begin(): Promise<boolean>;
  /** Ends if `reopen` opens the database and gives it what it lacks. Never rejects. */
  end(reopen: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const standsInElsewhere =
  'The device’s database fails, and another tab of this desk works without it: go on in that tab, or close it first.';

export function createStandIn(given: {
  readonly name: string;
  readonly tab: string;
  readonly locks: Locks;
  readonly canary: CheckpointStore;
  readonly copy: Copy;
}): StandIn {
  const { name, tab, locks, canary, copy } = given;
  const [own, standsIn] = [`${name}/tab/${tab}`, `${name}/stand-in`];
  let entered: Promise<() => void> | undefined;
  let release: (() => void) | undefined;
  let transactions: Transactions | undefined;
  let head: Head | undefined;
  let beginning: Promise<boolean> | undefined;
  let ending: Promise<void> | undefined;

  async function othersAreOpen(): Promise<boolean> {
    return [...(await locks.held())].some((lock) => lock.startsWith(`${name}/tab/`) && lock !== own);
  }

  function stop(): void {
    transactions = undefined;
    head = undefined;
    release?.();
    release = undefined;
  }

  async function begin(): Promise<boolean> {
    if (transactions !== undefined) return true;
    if (await othersAreOpen()) return false;
    release = await locks.hold(standsIn);
    // Whoever opens sees our lock, or we see theirs.
    const map = (await othersAreOpen()) ? undefined : await recovered();
    if (map === undefined) {
      stop();
      return false;
    }
    head = await readHead(mapStore(map));
    const these = mapTransactions(map, async (store, found, left) => {
      // The database has taken over since this was asked for.
      if (transactions !== these) throw new Error('The copy does not stand in any more.');
      const record = await copy.recordOf(store, found, left);
      try {
        if (record === undefined) throw new Error('There is no copy.');
        await copy.keep(record, left);
      } catch (error) {
        // What was written of it shows when the log is read again.
        stop();
        throw error;
      }
      head = left;
      const { journal, lastSeq, tally } = left;
      canary.keep({ journal, seqHigh: lastSeq, pending: tally.pending, revision: tally.revision });
    });
    transactions = these;
    return true;
  }

  async function end(reopen: () => Promise<void>): Promise<void> {
    const standing = transactions;
    // Tried first, while work goes on; then nothing is written until the database has it all.
    await reopen();
    await standing?.read(async () => {
      await reopen();
      if (transactions === standing) stop();
    });
  }

  /** What the copy holds, if it is all that the database held. */
  async function recovered(): Promise<Map<Key, unknown> | undefined> {
    const known = canary.read();
    const copies = await copy.recover();
    const journal = known?.journal ?? (copies.length === 1 ? copies[0]?.journal : undefined);
    const found = copies.find((one) => one.journal === journal);
    if (found === undefined || found.revision < (known?.revision ?? 0)) return undefined;
    const map = new Map<Key, unknown>();
    for (const [key, value] of found.content) map.set(key, value);
    const held = await findHead(mapStore(map));
    if (held !== undefined) copy.opened(held, true);
    return held && map;
  }

  return {
    get transactions() {
      return transactions;
    },
    get pending() {
      return head?.tally.pending ?? 0;
    },
    async enter() {
      entered ??= locks.hold(own);
      await entered;
      if (release === undefined && (await locks.held()).has(standsIn))
        throw new KaikuError('outbox/storage', standsInElsewhere, { retryable: true });
    },
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
      const leave = await entered;
      entered = undefined;
      leave?.();
    },
  };
}
