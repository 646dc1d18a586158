import { keepJson, readJson } from './local-store.ts';
import type { Loss } from './storage.ts';

/** The head of the journal after a commit. */
export interface Checkpoint extends Loss {
  /** Number of the commit: the higher of two is the newer one. */
  readonly revision: number;
}

/**
 * A copy of the journal's head outside IndexedDB. Browsers that evict or delete a database leave localStorage (decision
 * 0010), so the loss can be detected.
 */
export interface CheckpointStore {
  /** Returns the head after some commit. After a crash or a race of two tabs, that may not be the last one. */
  read(): Checkpoint | undefined;
  /** Call after a commit has completed, never before. */
  keep(checkpoint: Checkpoint): void;
}

export function createCheckpointStore(name: string): CheckpointStore {
  // The key is part of the stored format.
  const key = `${name}/checkpoint`;
  // If localStorage is forbidden or was cleared, at least this page still has the head.
  let remembered: Checkpoint | undefined;
  const read = () => parse(readJson(key)) ?? remembered;
  return {
    read,
    keep(checkpoint) {
      const kept = read();
      // A tab with an earlier commit may call this later.
      if (kept?.journal === checkpoint.journal && kept.revision >= checkpoint.revision) return;
      remembered = checkpoint;
      keepJson(key, checkpoint);
    },
  };
}

/** The state of a database when it is opened. */
export interface Found {
  /** `undefined` if it has no journal: it is new, or was emptied. */
  readonly journal: string | undefined;
  readonly lastSeq: number;
  readonly revision: number;
  /** Entries not acknowledged: by the tally, and by the entries that are there. */
  readonly pending: { readonly tallied: number; readonly there: number };
  /** The loss that it has noted itself, acknowledged or not. */
  readonly loss: Loss | undefined;
}

/**
 * Returns what is missing from a database, or `undefined` if nothing is known to be missing. Pure. A checkpoint older than
 * the database shows nothing, so it causes no false alarm. The checkpoint must have been read before the database.
 */
export function lossOf(found: Found, checkpoint: Checkpoint | undefined): Loss | undefined {
  const missing = Math.max(0, found.pending.tallied - found.pending.there);
  const here = found.journal;
  if (checkpoint !== undefined && checkpoint.journal !== here && checkpoint.journal !== found.loss?.journal)
    return { journal: checkpoint.journal, seqHigh: checkpoint.seqHigh, pending: checkpoint.pending };
  if (checkpoint !== undefined && checkpoint.journal === here && checkpoint.revision > found.revision) {
    // The database went back to an earlier state. All entries above its last number are gone; each may have been pending.
    const gone = Math.min(checkpoint.pending, Math.max(0, checkpoint.seqHigh - found.lastSeq));
    return { journal: checkpoint.journal, seqHigh: checkpoint.seqHigh, pending: gone + missing };
  }
  if (here !== undefined && missing > 0) return { journal: here, seqHigh: found.lastSeq, pending: missing };
  return undefined;
}

function parse(value: unknown): Checkpoint | undefined {
  const { journal, seqHigh, pending, revision } = (value ?? {}) as Record<string, unknown>;
  if (typeof journal !== 'string' || !isCount(seqHigh) || !isCount(pending) || !isCount(revision)) return undefined;
  return { journal, seqHigh, pending, revision };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
