import { v7 } from 'uuid';
import { type Checkpoint, lossOf } from './checkpoint.ts';
import type { Entry } from './entry.ts';
import { findHead, type Head, isUnacknowledged, keys, type NotedLoss, putHead } from './ledger.ts';
import type { Recovered } from './recover.ts';
import type { Loss } from './storage.ts';
import type { Store } from './store.ts';

export interface Opened {
  readonly head: Head;
  /** True if the copy holds everything that is in the store now. */
  readonly isCopied: boolean;
}

/**
 * Restores what is missing in a store from its copy, and notes as a loss what the copy lacks too. Makes the journal if there
 * is none. Runs on every connection before its first use.
 * @param checkpoint read before the transaction began, like `copies`: read later, they may contain a commit that the transaction
 *   does not see
 */
export async function openLedger(
  store: Store,
  checkpoint: Checkpoint | undefined,
  copies: readonly Recovered[],
): Promise<Opened> {
  const found = await look(store);
  const copy = copyOf(found.journal, checkpoint, copies);
  if (copy === undefined || !isNeeded(copy, found)) return openStore(store, found, checkpoint, copy);
  for (const key of await store.keys('copied')) store.delete(key);
  for (const [key, value] of copy.content) store.put(key, value);
  return openStore(store, await look(store), checkpoint, copy);
}

type Found = Awaited<ReturnType<typeof look>>;

async function look(store: Store) {
  const [head, numbers, noted] = await Promise.all([
    findHead(store),
    store.keys('entry'),
    store.get<NotedLoss>(keys.loss),
  ]);
  const tally = head?.tally;
  // Read all entries only if the counts differ, because there may be ten thousand.
  const addsUp = tally?.entries === numbers.length;
  const stages = addsUp ? [] : (await store.values<Entry>('entry')).map(({ stage }) => stage);
  const there = addsUp ? tally.pending : stages.filter(isUnacknowledged).length;
  return {
    head,
    noted,
    addsUp,
    journal: head?.journal,
    entries: numbers.length,
    lastSeq: head?.lastSeq ?? 0,
    revision: tally?.revision ?? 0,
    pending: { tallied: tally?.pending ?? there, there },
  };
}

/** Returns the copy of this store's journal; for a store without one, of the journal that it had. */
function copyOf(
  journal: string | undefined,
  checkpoint: Checkpoint | undefined,
  copies: readonly Recovered[],
): Recovered | undefined {
  const own = journal ?? checkpoint?.journal ?? (copies.length === 1 ? copies[0]?.journal : undefined);
  const copy = copies.find((candidate) => candidate.journal === own);
  const isOld = checkpoint !== undefined && checkpoint.journal === own && checkpoint.revision > (copy?.revision ?? 0);
  return isOld ? undefined : copy;
}

function isNeeded({ revision }: Recovered, found: Found): boolean {
  return revision > found.revision || (revision === found.revision && !found.addsUp);
}

async function openStore(
  store: Store,
  found: Found,
  checkpoint: Checkpoint | undefined,
  copy: Recovered | undefined,
): Promise<Opened> {
  const { head: before, noted, journal, lastSeq, revision, pending } = found;
  const loss = lossOf({ journal, lastSeq, revision, pending, loss: noted }, checkpoint);
  if (loss !== undefined) store.put(keys.loss, { ...withEarlier(noted, loss), told: false } satisfies NotedLoss);
  if (before !== undefined && found.addsUp && loss === undefined)
    return { head: before, isCopied: copy?.revision === revision };

  const wentBack = loss !== undefined && loss.journal === journal;
  const head: Head = {
    journal: journal ?? v7(),
    // Numbers that this journal has given are not given again. A new journal starts at 1.
    lastSeq: Math.max(lastSeq, wentBack ? loss.seqHigh : 0),
    tally: {
      revision: Math.max(revision, wentBack ? (checkpoint?.revision ?? 0) : 0) + 1,
      entries: found.entries,
      pending: pending.there,
      recent: before?.tally.recent ?? [],
    },
  };
  putHead(store, head);
  return { head, isCopied: false };
}

/** Adds the earlier loss, if it is not acknowledged yet. */
function withEarlier(noted: NotedLoss | undefined, loss: Loss): Loss {
  return noted === undefined || noted.told ? loss : { ...loss, pending: loss.pending + noted.pending };
}
