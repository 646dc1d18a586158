import type { Entry, NewEntry } from '../../packages/client/src/storage/entry.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { error, guardedStorage } from './world.ts';

/**
 * How a call to a storage fails. `refused`: rejects, with nothing changed. `written`: rejects although it was done.
 * `throws`: throws synchronously. `hangs`: rejects much later, with nothing changed. `quota`: no room, for writes only.
 */
export type StorageFault = 'refused' | 'written' | 'throws' | 'hangs' | 'quota';
export const storageFaults: readonly StorageFault[] = ['refused', 'written', 'throws', 'hangs', 'quota'];

/** The faults of a device's storage, shared by its pages. */
export interface StorageTrouble {
  faults: StorageFault[];
  /** The page dies before or after one of its next writes. */
  crash: { readonly when: 'before' | 'after'; writes: number } | undefined;
  dieAt(when: 'before' | 'after', writes: number): void;
  /** Ends the calls that hang. */
  readonly hanging: (() => void)[];
  /** How often each fault and each crash at a write has happened. */
  readonly met: Map<StorageFault | 'crash', number>;
}

export function createStorageTrouble(): StorageTrouble {
  return {
    faults: [],
    crash: undefined,
    hanging: [],
    met: new Map(),
    dieAt(when, writes) {
      this.crash = { when, writes };
    },
  };
}

/** Callbacks about a page's writes. */
export interface WriteWatch {
  readonly isDead: () => boolean;
  readonly die: () => void;
  /** An entry was written; the page may die before its call resolves. @param entry as it was before */
  readonly wrote: (entry: Entry | undefined, to: NewEntry | null) => void;
  /** A write was done, and the page's call rejected. */
  readonly belied: (entry: Entry | undefined, to: NewEntry | null | undefined) => void;
}

/** Wraps a storage for one page: no call of a dead page settles, and any call may fail. */
export function shakyStorage(real: OutboxStorage, trouble: StorageTrouble, watch: WriteWatch): OutboxStorage {
  const never = <T>() => new Promise<T>(() => {});
  const writes = new Set(['append', 'change', 'changeLease', 'recount', 'keepNote', 'returnKept', 'eraseKept']);

  function meet(kind: StorageFault | 'crash'): void {
    trouble.met.set(kind, (trouble.met.get(kind) ?? 0) + 1);
  }

  function call<T>(name: string, work: () => Promise<T>, about?: { entry: Entry | undefined; to: NewEntry | null }) {
    if (watch.isDead()) return never<T>();
    const isWrite = writes.has(name);
    const [fault] = trouble.faults;
    if (fault !== undefined && (isWrite || fault !== 'quota')) {
      trouble.faults.shift();
      meet(fault);
      if (fault === 'throws') throw error('outbox/storage');
      return fail<T>(fault, work, about);
    }
    return crashing(isWrite, work, about);
  }

  async function fail<T>(
    fault: StorageFault,
    work: () => Promise<T>,
    about?: { entry: Entry | undefined; to: NewEntry | null },
  ) {
    if (fault === 'written') {
      await work();
      watch.belied(about?.entry, about?.to);
    }
    if (fault === 'hangs') await new Promise<void>((resolve) => trouble.hanging.push(resolve));
    if (watch.isDead()) return never<T>();
    const cause = fault === 'quota' ? new DOMException('no room', 'QuotaExceededError') : undefined;
    throw Object.assign(error('outbox/storage'), cause && { cause });
  }

  async function crashing<T>(
    isWrite: boolean,
    work: () => Promise<T>,
    about?: { entry: Entry | undefined; to: NewEntry | null },
  ) {
    const { crash } = trouble;
    const falls = isWrite && crash !== undefined && crash.writes-- <= 0;
    if (falls) {
      trouble.crash = undefined;
      meet('crash');
    }
    if (falls && crash.when === 'before') {
      watch.die();
      return never<T>();
    }
    const result = await work();
    if (about !== undefined) watch.wrote(about.entry, about.to);
    if (falls) watch.die();
    return watch.isDead() ? never<T>() : result;
  }

  const standing = async (seq: number) => (await real.entries()).find((entry) => entry.seq === seq);
  return {
    ...guardedStorage(real, call),
    append: (entry) => call('append', () => real.append(entry), { entry: undefined, to: entry }),
    change(seq, from, to, capacityChange, kept) {
      // Read first, because a crash at the write needs to know its entry.
      const about: { entry: Entry | undefined; to: NewEntry | null } = { entry: undefined, to };
      return call(
        'change',
        async () => {
          about.entry = await standing(seq);
          return real.change(seq, from, to, capacityChange, kept);
        },
        about,
      );
    },
  };
}

/** Calls back when an entry is rejected, and when a full storage gives up what it keeps. */
export function watchedStorage(
  storage: OutboxStorage,
  { rejected, gaveUp }: { readonly rejected: (seq: number) => void; readonly gaveUp: () => void },
): OutboxStorage {
  return {
    ...storage,
    change(seq, from, to, capacityChange, kept) {
      const isDone = to === null || (to.stage === 'review' && to.visit === null);
      if (isDone && from !== 'review' && kept === undefined) gaveUp();
      if (to?.stage === 'review' && to.notice.why.includes('/')) rejected(seq);
      return storage.change(seq, from, to, capacityChange, kept);
    },
    eraseKept(outside) {
      if (outside === undefined) gaveUp();
      return storage.eraseKept(outside);
    },
  };
}
