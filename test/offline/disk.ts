/** A device's storage that survives its page, can be copied with its content, and can fail or kill the page at any write. */
import { KaikuError } from '../../packages/client/src/errors.ts';
import type { Entry, NewEntry, Stage } from '../../packages/client/src/storage/entry.ts';
import type { CapacityChange, Lease } from '../../packages/client/src/storage/lease.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';

/** A write. */
export type Writing =
  | { readonly what: 'append'; readonly entry: NewEntry }
  | {
      readonly what: 'change';
      readonly from: Stage;
      readonly to: NewEntry | null;
      readonly capacityChange: CapacityChange | undefined;
    }
  | { readonly what: 'lease'; readonly from: Lease | undefined; readonly to: Lease | undefined };

/** What happens to a page at a write. `fail`: the transaction is aborted, with nothing changed. */
export type Met = 'nothing' | 'dies' | 'fail';
export type Meeting = (writing: Writing, when: 'before' | 'after') => Met;

/** The life of a page. */
export interface Life {
  readonly alive: boolean;
  die(): void;
}

/** What survives pages. */
export interface Disk {
  /** Opens the storage for one page. Calls of a dead page never settle. */
  open(page: Life, meet?: Meeting): OutboxStorage;
  entries(): Promise<readonly Entry[]>;
  leases(): Promise<readonly Lease[]>;
  readonly journal: string;
  /** Returns the visit ids of the requests in it. A copied device voids its copies of them. */
  asked(): Promise<readonly string[]>;
  /** Returns another disk with the same content and journal: a copied profile. */
  copy(): Promise<Disk>;
}

type Write = (storage: OutboxStorage) => Promise<unknown>;

/** Creates an empty disk. The journal's id is a parameter, so that a seed repeats it. */
export function createDisk(journal: string): Disk {
  return diskOf(memoryStorage(), journal, []);
}

/** Copies repeat all writes, because memoryStorage does not expose its content. */
function diskOf(storage: OutboxStorage, journal: string, done: Write[]): Disk {
  const identified = { ...storage, identity: async () => ({ ...(await storage.identity()), journal }) };

  return {
    open: (page, meet) => storageOf(page, identified, { meet, onWritten: (write) => done.push(write) }),
    entries: () => storage.entries(),
    leases: () => storage.leases(),
    journal,
    async asked() {
      return (await storage.entries()).flatMap((entry) => (entry.stage === 'request' ? entry.visit.id : []));
    },
    async copy() {
      const past = [...done];
      const twin = memoryStorage();
      for (const write of past) await write(twin);
      return diskOf(twin, journal, past);
    },
  };
}

/** Wraps a storage for one page, with `meet` at each write. */
export function storageOf(
  page: Life,
  storage: OutboxStorage,
  { meet = () => 'nothing', onWritten }: { meet?: Meeting | undefined; onWritten?: (write: Write) => void } = {},
): OutboxStorage {
  const whileAlive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!page.alive) return never();
    const result = await work();
    return page.alive ? result : never();
  };
  async function written<T>(write: (storage: OutboxStorage) => Promise<T>): Promise<T> {
    const result = await write(storage);
    onWritten?.(write);
    return result;
  }
  async function write<T>(writing: Writing, work: (storage: OutboxStorage) => Promise<T>): Promise<T> {
    if (!page.alive) return never();
    if (metAt('before')) return never();
    const result = await written(work);
    return metAt('after') || !page.alive ? never() : result;

    function metAt(when: 'before' | 'after'): boolean {
      const met = meet(writing, when);
      if (met === 'fail') throw new KaikuError('outbox/storage', 'The transaction was aborted.', { retryable: true });
      if (met === 'dies') page.die();
      return met === 'dies';
    }
  }
  return {
    ...storage,
    identity: () => whileAlive(() => storage.identity()),
    append: (entry) => write({ what: 'append', entry }, (to) => to.append(entry)),
    change: (seq, from, to, capacityChange, kept) =>
      write({ what: 'change', from, to, capacityChange }, (on) => on.change(seq, from, to, capacityChange, kept)),
    returnKept: (seqs, beforeMs) => whileAlive(() => written((on) => on.returnKept(seqs, beforeMs))),
    eraseKept: (outside) => whileAlive(() => written((on) => on.eraseKept(outside))),
    entries: () => whileAlive(() => storage.entries()),
    capacity: (showId) => whileAlive(() => storage.capacity(showId)),
    leases: () => whileAlive(() => storage.leases()),
    changeLease: (showId, from, to) => write({ what: 'lease', from, to }, (on) => on.changeLease(showId, from, to)),
    recount: () => whileAlive(() => written((on) => on.recount())),
    note: (key) => whileAlive(() => storage.note(key)),
    keepNote: (key, value) => whileAlive(() => written((on) => on.keepNote(key, value))),
    forgetLoss: () => whileAlive(() => storage.forgetLoss()),
    close: async () => {},
  };
}

/** Returns a promise that never settles: its page is gone. */
export function never<T>(): Promise<T> {
  return new Promise(() => {});
}
