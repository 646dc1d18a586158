import type { NewEntry, Stage } from './entry.ts';
import type { CapacityChange } from './lease.ts';
import { keepJson, keysFrom, readJson, removeKey } from './local-store.ts';

/** What is to stand under a number, once IndexedDB works again. */
export interface Kept {
  readonly journal: string;
  readonly seq: number;
  /** Of whose usage or visit: a number that was given twice (by two tabs in one moment) is told apart by it. */
  readonly visitId: string;
  /** `null`: removed. That is kept too, for a copy of what it was may have gone over to IndexedDB already. */
  readonly entry: NewEntry | null;
  /** A change whose end nobody knows, and which its caller was told has failed: what it may have written is undone. */
  readonly doubt?: { readonly from: Stage; readonly capacityChange?: CapacityChange } | undefined;
}

export interface Held extends Kept {
  /** Names this version among all there ever were. */
  readonly key: string;
  /** Its key, and those of its earlier versions. */
  readonly keys: readonly string[];
}

/** Protocol 3.6. Removed ones are not counted: they are small, and nobody waits for them. */
const maxEntries = 500;

/**
 * The last place for entries when IndexedDB fails: localStorage. Weaker than what it stands in for: browsers write it to
 * disk some seconds later, so that it survives a reload and a crash of the tab, but not the device's power going.
 *
 * Nothing is read and written back: every version of an entry has a key of its own, `…/<number>/<version>/<tab>`, is put
 * before the one before it is removed, and is removed by its own key only. So no tab's write destroys another's.
 */
export interface EmergencyBuffer {
  /** Cheap: whether there may be anything in it. */
  inUse(): boolean;
  /** What is held, the newest version of each, by number. */
  held(): readonly Held[];
  /** The highest number of a journal that was given here; 0 for none. */
  high(journal: string): number;
  /** Puts one, in the place of its earlier version. False where there is no room or no localStorage: nothing changed. */
  keep(kept: Kept): boolean;
  /** Removes what has been moved over, and nothing newer. */
  remove(keys: readonly string[]): void;
  /** How many entries are in it. */
  count(): number;
}

export function createEmergencyBuffer(name: string, tab: string): EmergencyBuffer {
  const highKey = `${name}/emergency-high`;
  const beginning = `${name}/emergency/`;
  /** The latest version given here: none is given twice, also where the one before it has gone over meanwhile. */
  let latest = 0;

  function versions(): readonly (Held & { readonly version: number })[] {
    return keysFrom(beginning).flatMap((key) => {
      const kept = readJson(key) as Kept | undefined;
      if (typeof kept?.journal !== 'string') return [];
      return { ...kept, key, keys: [key], version: Number(key.split('/').at(-2)) };
    });
  }
  function newest(): readonly (Held & { readonly version: number })[] {
    const byEntry = new Map<string, Held & { readonly version: number }>();
    const inOrder = [...versions()].sort((a, b) => a.seq - b.seq || a.version - b.version || (a.key < b.key ? -1 : 1));
    for (const one of inOrder) {
      const id = idOf(one);
      byEntry.set(id, { ...one, keys: [...(byEntry.get(id)?.keys ?? []), one.key] });
    }
    return [...byEntry.values()];
  }

  function high(journal: string): number {
    const marked = readJson(highKey) as { journal?: unknown; high?: unknown } | undefined;
    return marked?.journal === journal && typeof marked.high === 'number' ? marked.high : 0;
  }

  return {
    inUse: () => readJson(highKey) !== undefined,
    held: newest,
    high,
    keep(kept) {
      const all = newest();
      const before = all.find((one) => idOf(one) === idOf(kept));
      const isAnother = kept.entry !== null && (before === undefined || before.entry === null);
      if (isAnother && countOf(all) >= maxEntries) return false;
      latest = Math.max(latest, before?.version ?? 0) + 1;
      if (!keepJson(`${beginning}${kept.seq}/${latest}/${tab}`, kept)) return false;
      keepJson(highKey, { journal: kept.journal, high: Math.max(high(kept.journal), kept.seq) });
      before?.keys.forEach(removeKey);
      return true;
    },
    remove(keys) {
      keys.forEach(removeKey);
      if (keysFrom(beginning).length === 0) removeKey(highKey);
    },
    count: () => countOf(newest()),
  };
}

function idOf({ journal, seq, visitId }: Kept): string {
  return `${journal}/${seq}/${visitId}`;
}

function countOf(some: readonly Kept[]): number {
  return some.filter(({ entry }) => entry !== null).length;
}
