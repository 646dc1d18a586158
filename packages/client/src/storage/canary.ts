import { keepJson, readJson } from './local-store.ts';
import type { Loss } from './storage.ts';

/** What the journal was after a commit. */
export interface Canary extends Loss {
  /** Counts commits: tells which of two is the newer. */
  readonly revision: number;
}

/**
 * A mirror of the journal's head outside IndexedDB: browsers that evict or drop a database leave localStorage alone
 * (decision 0010), so that it is found out.
 */
export interface CheckpointStore {
  /** As of some commit: after a crash, or where two tabs wrote at once, not the last. Never of a commit that was not. */
  read(): Canary | undefined;
  /** After a commit has completed, never before. */
  keep(canary: Canary): void;
}

export function createCheckpointStore(name: string): CheckpointStore {
  const key = `${name}/canary`;
  // Where localStorage is forbidden or was cleared, this page at least remembers.
  let remembered: Canary | undefined;
  const read = () => parse(readJson(key)) ?? remembered;
  return {
    read,
    keep(canary) {
      const kept = read();
      // A tab whose commit came first may come here last.
      if (kept?.journal === canary.journal && kept.revision >= canary.revision) return;
      remembered = canary;
      keepJson(key, canary);
    },
  };
}

/** What a database is found to be when it is opened. */
export interface Found {
  /** `undefined`: it has none, so it is new, or has been emptied. */
  readonly journal: string | undefined;
  readonly lastSeq: number;
  readonly revision: number;
  /** Entries not acknowledged: as it was told when they were written, and as many as are there. */
  readonly pending: { readonly told: number; readonly there: number };
  /** The loss it has noted itself, told or not. */
  readonly loss: Loss | undefined;
}

/**
 * What is missing from a database; `undefined` where nothing is known to be. Pure. No false alarm where the canary is older
 * than the database: only a newer one proves anything. It must have been read before the database.
 */
export function lossOf(found: Found, canary: Canary | undefined): Loss | undefined {
  const missing = Math.max(0, found.pending.told - found.pending.there);
  const here = found.journal;
  if (canary !== undefined && canary.journal !== here && canary.journal !== found.loss?.journal)
    return { journal: canary.journal, seqHigh: canary.seqHigh, pending: canary.pending };
  if (canary !== undefined && canary.journal === here && canary.revision > found.revision) {
    // It went back to an earlier state. Those above its last number are gone; they may all have waited.
    const gone = Math.min(canary.pending, Math.max(0, canary.seqHigh - found.lastSeq));
    return { journal: canary.journal, seqHigh: canary.seqHigh, pending: gone + missing };
  }
  if (here !== undefined && missing > 0) return { journal: here, seqHigh: found.lastSeq, pending: missing };
  return undefined;
}

function parse(value: unknown): Canary | undefined {
  const { journal, seqHigh, pending, revision } = (value ?? {}) as Record<string, unknown>;
  if (typeof journal !== 'string' || !isCount(seqHigh) || !isCount(pending) || !isCount(revision)) return undefined;
  return { journal, seqHigh, pending, revision };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
