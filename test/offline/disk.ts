/** A device's storage that survives its page, can be copied with all that is in it, and can be the place of a death. */
import { KaikuError } from '../../packages/client/src/errors.ts';
import type { Entry, NewEntry, Stage } from '../../packages/client/src/storage/entry.ts';
import type { CapacityChange, Lease } from '../../packages/client/src/storage/lease.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';

/** What is being written. */
export type Writing =
  | { readonly what: 'append'; readonly entry: NewEntry }
  | {
      readonly what: 'change';
      readonly from: Stage;
      readonly to: NewEntry | null;
      readonly capacityChange: CapacityChange | undefined;
    }
  | { readonly what: 'lease'; readonly from: Lease | undefined; readonly to: Lease | undefined };

/** What a page meets when it writes. `fail`: the transaction is aborted, and nothing is changed. */
export type Met = 'nothing' | 'dies' | 'fail';
export type Meeting = (writing: Writing, when: 'before' | 'after') => Met;

/** A page that lives, until it dies. */
export interface Life {
  readonly alive: boolean;
  die(): void;
}

/** What outlives pages. */
export interface Disk {
  /** The storage as one page has it. `alive`: a page that is not gets no answer any more. */
  open(page: Life, meet?: Meeting): OutboxStorage;
  entries(): Promise<readonly Entry[]>;
  leases(): Promise<readonly Lease[]>;
  readonly journal: string;
  /** How many asks stand in it: a copy of them is withdrawn by the copy. */
  asked(): Promise<readonly string[]>;
  /** Another of the same content and journal: a profile that was copied. */
  copy(): Promise<Disk>;
}

type Write = (storage: OutboxStorage) => Promise<unknown>;

/** An empty one; the journal's id is given, so that a seed repeats it. */
export function createDisk(journal: string): Disk {
  return diskOf(memoryStorage(), journal, []);
}

/** Copies are made by doing again what was done: memoryStorage keeps its content to itself. */
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

/** A storage as one page has it, which meets what it is to meet when it writes. */
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
    change: (seq, from, to, capacityChange) =>
      write({ what: 'change', from, to, capacityChange }, (on) => on.change(seq, from, to, capacityChange)),
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

/** Nobody is there any more to hear of it. */
export function never<T>(): Promise<T> {
  return new Promise(() => {});
}
