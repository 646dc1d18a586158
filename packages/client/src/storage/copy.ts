import type { Locks } from '../locks.ts';
import type { Head } from './ledger.ts';
import type { Log } from './log.ts';
import { encodeRecord, type LogRecord } from './log-record.ts';
import { type Recovered, recover } from './recovered.ts';
import { contentOf, type Store } from './store.ts';

/** A log that could not be opened, or has failed, is not opened again before. Guess. */
const openAgainAfterMs = 30_000;
/** A turn to write that has not come by then is given up: another tab hangs. Guess, more than one attempt of it takes. */
const turnWithinMs = 6_000;
/** A log that has grown by more than this, and by more than its whole record, begins again. Guess: some thousand writes. */
const growsByBytes = 1_000_000;

/**
 * The second copy of what a database holds (decision 0019). It gets each transaction's record after the database has
 * committed it and before its caller hears of it.
 *
 * All tabs write in turn, so that records follow each other without a gap. A tab that puts all its writes into the copy
 * holds a lock, its voucher, and names it in the head. Who finds a head whose voucher is gone or was never there cannot
 * know whether the last write is in the copy, and writes a whole record.
 */
export interface Copy {
  /** What the files hold. Empty where they cannot be had in time. */
  recover(): Promise<readonly Recovered[]>;
  /** The database was opened with this head; `isCopied`: the files hold all of it. */
  opened(head: Head, isCopied: boolean): void;
  /** Runs `task` while no other tab writes. Rejects if its turn does not come in time. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  /** The lock to name in the head of the next write; `undefined` where there is no log. */
  voucher(): Promise<string | undefined>;
  /** What to append for the transaction of `store`, which found one head and leaves another. To be asked inside it. */
  recordOf(store: Store, found: Head, left: Head): Promise<LogRecord | undefined>;
  /** Appends the record that leaves a head. @throws what the log throws: then the next record is a whole one */
  keep(record: LogRecord, left: Head): Promise<void>;
  /** Whether the tab that wrote `found` vouches for the copy. */
  isVouched(found: Head): Promise<boolean>;
  /** The copy may lack something: the next record is a whole one. */
  distrust(): void;
  close(): Promise<void>;
}

export function createCopy(given: {
  readonly name: string;
  readonly tab: string;
  readonly locks: Locks;
  readonly open: () => Promise<Log>;
}): Copy {
  const { name, tab, locks, open } = given;
  let opening: Promise<Log> | undefined;
  let mayOpenAtMs = Number.NEGATIVE_INFINITY;
  /** A browser or a page that refuses a log is not asked twice. */
  let hasWorked = false;
  let voucher: { readonly name: string; readonly release: Promise<() => void> } | undefined;
  let vouchers = 0;
  /** The head that the files are known to hold; `undefined`: they may lack something. */
  let held: Head | undefined;
  let grown = 0;
  let wholeBytes = 0;
  /** Entries were appended since the last whole record. */
  let holdsEntries = true;
  /** This tab's writes, one after the other: only for another tab's end is there a limit. */
  let own: Promise<unknown> = Promise.resolve();

  async function log(): Promise<Log | undefined> {
    if (opening === undefined && performance.now() >= mayOpenAtMs) {
      opening = open();
      opening.then(() => {
        hasWorked = true;
      }, giveUp);
    }
    const found = await opening?.catch(() => undefined);
    if (found?.isDead) giveUp();
    return found?.isDead ? undefined : found;
  }

  function giveUp(why?: { readonly name?: string }): void {
    opening = undefined;
    const mayWork = hasWorked || why?.name === 'TimeoutError';
    mayOpenAtMs = mayWork ? performance.now() + openAgainAfterMs : Number.POSITIVE_INFINITY;
    distrust();
  }

  function distrust(): void {
    held = undefined;
    void voucher?.release.then((release) => release());
    voucher = undefined;
  }

  function exclusive<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        reject(new Error('Another tab is writing and does not come to an end.'));
      }, turnWithinMs);
      const turn = async () => {
        clearTimeout(timer);
        if (!isLate) await task().then(resolve, reject);
      };
      locks.exclusive(`${name}/write`, turn).catch(reject);
    });
  }

  return {
    async recover() {
      try {
        return recover((await (await log())?.files()) ?? []);
      } catch {
        return [];
      }
    },
    opened(head, isCopied) {
      if (isCopied) held = head;
      else distrust();
    },
    async inTurn(task) {
      // A tab without a log vouches for nothing, so nobody has to know its place.
      if ((await log()) === undefined) return task();
      const done = own.then(() => exclusive(task));
      own = done.catch(() => {});
      return done;
    },
    async voucher() {
      if ((await log()) === undefined) return undefined;
      if (voucher === undefined) {
        vouchers += 1;
        const lock = `${name}/copied/${tab}/${vouchers}`;
        voucher = { name: lock, release: locks.hold(lock) };
      }
      const { name: lock, release } = voucher;
      await release;
      return lock;
    },
    async recordOf(store, found, left) {
      if (opening === undefined) return undefined;
      const { journal, tally } = left;
      const isAfter = held?.journal === journal && held.tally.revision <= found.tally.revision;
      const isEmptied = holdsEntries && tally.pending === 0;
      const isWhole = !isAfter || isEmptied || grown > Math.max(growsByBytes, wholeBytes);
      if (left === found && isAfter && !isEmptied) return undefined;
      const changes = isWhole ? await contentOf(store) : store.changes;
      return { journal, revision: tally.revision, whole: isWhole, changes };
    },
    async keep(record, left) {
      const bytes = encodeRecord(record);
      try {
        const to = await log();
        if (to === undefined) throw new Error('There is no copy.');
        if (record.whole) await to.restart(bytes, record.revision);
        else await to.append(bytes, record.revision);
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
      const last = opening;
      opening = undefined;
      mayOpenAtMs = Number.POSITIVE_INFINITY;
      await (await last?.catch(() => undefined))?.close();
    },
  };
}
