import type { Entry, NewEntry } from '../../packages/client/src/storage/entry.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { error, guardedStorage } from './world.ts';

/**
 * How one call to a storage ends. `refused`: rejected, and nothing changed. `written`: rejected though it was done.
 * `throws`: at once, not even a promise. `hangs`: rejected much later, nothing changed. `quota`: no room, for writes only.
 */
export type StorageFault = 'refused' | 'written' | 'throws' | 'hangs' | 'quota';
export const storageFaults: readonly StorageFault[] = ['refused', 'written', 'throws', 'hangs', 'quota'];

/** What is wrong with a device's storage, and when it dies under a page. Shared by its pages. */
export interface StorageTrouble {
  faults: StorageFault[];
  /** The page dies beside one of its next writes. */
  crash: { readonly when: 'before' | 'after'; writes: number } | undefined;
  dieAt(when: 'before' | 'after', writes: number): void;
  /** Ends the calls that hang. */
  readonly hanging: (() => void)[];
  /** How often each fault came, and how many crashes fell beside a write. */
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

/** What one page's storage tells about its writes. */
export interface WriteWatch {
  readonly isDead: () => boolean;
  readonly die: () => void;
  /** An entry was written; the page may die before it hears of it. `entry`: as it stood before. */
  readonly wrote: (entry: Entry | undefined, to: NewEntry | null) => void;
  /** A write was done and the page was told that it was not. */
  readonly belied: (entry: Entry | undefined, to: NewEntry | null | undefined) => void;
}

/** The storage as one page sees it: nothing comes back to the dead, and any call may fail. */
export function shakyStorage(real: OutboxStorage, trouble: StorageTrouble, watch: WriteWatch): OutboxStorage {
  const never = <T>() => new Promise<T>(() => {});
  const writes = new Set(['append', 'change', 'changeLease', 'recount', 'keepNote']);

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
    change(seq, from, to, capacityChange) {
      // Looked at first, so that a crash beside the write knows what it was of.
      const about: { entry: Entry | undefined; to: NewEntry | null } = { entry: undefined, to };
      return call(
        'change',
        async () => {
          about.entry = await standing(seq);
          return real.change(seq, from, to, capacityChange);
        },
        about,
      );
    },
  };
}
