import type { Locks } from '../locks.ts';
import type { Head } from './ledger.ts';
import type { Log } from './log.ts';
import { createLogOpener, reopenAfterMs } from './log-opener.ts';
import { encodeRecord, type LogRecord } from './log-record.ts';
import { type Recovered, recover } from './recover.ts';
import { contentOf, copiedChanges, type Store } from './store.ts';
import { createWriteTurns } from './write-turns.ts';

/** A log that has grown by more than this, and by more than its whole record, is restarted. Guess: some thousand writes. */
const maxGrowthBytes = 1_000_000;
/** A copy that has missed something is updated then, if no write has done it: a failed log may be opened again. */
const updateAfterMs = reopenAfterMs + 1_000;

/**
 * The second copy of a database (decision 0019). It gets the record of each transaction after the database has committed it
 * and before the caller is notified.
 *
 * All tabs write in turn, so that the records have no gap. A tab whose writes are all in the copy holds a lock, its voucher,
 * and names it in the head. If the voucher named in a head is gone, or the head names none, the last write may not be in the
 * copy: the next record is a whole one.
 */
export interface Copy {
  /** Returns what the files hold; empty if they cannot be read in time. */
  recover(): Promise<readonly Recovered[]>;
  /** Call when the database was opened. @param isCopied true if the files hold all of it */
  opened(head: Head, isCopied: boolean): void;
  /** Runs `task` while no other tab writes. Rejects if its turn does not come in time. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  /** Returns the lock to name in the head of the next write; `undefined` without a log. */
  voucher(): Promise<string | undefined>;
  /**
   * Returns the record to append for the transaction of `store`, which found one head and leaves another. Call it inside
   * the transaction.
   */
  recordOf(store: Store, found: Head, left: Head): Promise<LogRecord | undefined>;
  /** Appends the record that leaves a head. @throws what the log throws; then the next record is a whole one */
  keep(record: LogRecord, left: Head): Promise<void>;
  /** Returns whether the last write, which left `found`, is in the copy. */
  isVouched(found: Head): Promise<boolean>;
  /** Makes the next record a whole one: the copy may lack something. */
  distrust(): void;
  close(): Promise<void>;
}

interface CopyOptions {
  readonly name: string;
  readonly tab: string;
  readonly locks: Locks;
  readonly open: () => Promise<Log>;
  /** Called some time after the copy has missed something: a transaction, even an empty one, then writes a whole record. */
  readonly onOutdated: () => void;
}

export function createCopy({ name, tab, locks, open, onOutdated }: CopyOptions): Copy {
  const logs = createLogOpener(open, distrust);
  const inTurn = createWriteTurns(locks, `${name}/write`);
  const vouchers = createVouchers(locks, `${name}/copied/${tab}`);
  /** The head that the files are known to hold; `undefined` if they may lack something. */
  let held: Head | undefined;
  let grown = 0;
  let wholeBytes = 0;
  /** True if entries were appended since the last whole record. */
  let holdsEntries = true;
  let update: ReturnType<typeof setTimeout> | undefined;

  function distrust(): void {
    held = undefined;
    vouchers.release();
    clearTimeout(update);
    update = setTimeout(onOutdated, updateAfterMs);
  }

  return {
    async recover() {
      try {
        return recover((await (await logs.find())?.files()) ?? []);
      } catch {
        return [];
      }
    },
    opened(head, isCopied) {
      if (isCopied) held = head;
      else distrust();
    },
    async inTurn(task) {
      // A tab without a log vouches for nothing, so its order among the others does not matter.
      if ((await logs.find()) === undefined) return task();
      return inTurn(task);
    },
    async voucher() {
      return (await logs.find()) === undefined ? undefined : vouchers.acquire();
    },
    async recordOf(store, found, left) {
      if (!logs.isOpening) return undefined;
      const { journal, tally } = left;
      const isAfter = held?.journal === journal && held.tally.revision <= found.tally.revision;
      const isEmptied = holdsEntries && tally.pending === 0;
      const isWhole = !isAfter || isEmptied || grown > Math.max(maxGrowthBytes, wholeBytes);
      if (left === found && isAfter && !isEmptied) return undefined;
      const changes = isWhole ? await contentOf(store) : copiedChanges(store);
      return { journal, revision: tally.revision, whole: isWhole, changes };
    },
    async keep(record, left) {
      const bytes = encodeRecord(record);
      try {
        const log = await logs.find();
        if (log === undefined) throw new Error('The copy has no log to write to.');
        if (record.whole) await log.restart(bytes, record.revision);
        else await log.append(bytes, record.revision);
      } catch (error) {
        distrust();
        throw error;
      }
      held = left;
      if (record.whole) [grown, wholeBytes, holdsEntries] = [0, bytes.length, false];
      else {
        grown += bytes.length;
        holdsEntries ||= record.changes.some(([key]) => typeof key === 'number');
      }
    },
    async isVouched({ journal, tally }) {
      if (held?.journal === journal && held.tally.revision === tally.revision) return true;
      return tally.by !== undefined && (await locks.held()).has(tally.by);
    },
    distrust,
    async close() {
      distrust();
      clearTimeout(update);
      await logs.close();
    },
  };
}

/** The lock that a tab holds while its writes are all in the copy; each time under a new name. */
function createVouchers(locks: Locks, prefix: string) {
  let current: { readonly lock: string; readonly release: Promise<() => void> } | undefined;
  let count = 0;
  return {
    /** Holds the lock and returns its name. */
    async acquire(): Promise<string> {
      if (current === undefined) {
        count += 1;
        const lock = `${prefix}/${count}`;
        current = { lock, release: locks.hold(lock) };
      }
      const { lock, release } = current;
      await release;
      return lock;
    },
    release(): void {
      void current?.release.then((release) => release());
      current = undefined;
    },
  };
}
