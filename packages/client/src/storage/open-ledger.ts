import { v7 } from 'uuid';
import { type Canary, lossOf } from './canary.ts';
import type { Entry } from './entry.ts';
import { findHead, type Head, isPending, keys, type NotedLoss, putHead } from './ledger.ts';
import type { Recovered } from './recovered.ts';
import type { Loss } from './storage.ts';
import type { Store } from './store.ts';

export interface Opened {
  readonly head: Head;
  /** The copy holds all that is in the store now. */
  readonly isCopied: boolean;
}

/**
 * Puts back from the copy what is missing in a store; what the copy has not got either is noted as a loss. Makes the
 * journal if there is none. Runs on every connection before its first visit.
 * @param canary read before the transaction began, as the copy: read later, they may tell of a commit that it does not see
 */
export async function openLedger(
  store: Store,
  canary: Canary | undefined,
  copies: readonly Recovered[],
): Promise<Opened> {
  const found = await look(store);
  const copy = copyOf(found.journal, canary, copies);
  if (copy === undefined || !isNeeded(copy, found)) return settle(store, found, canary, copy);
  for (const key of await store.keys()) store.delete(key);
  for (const [key, value] of copy.content) store.put(key, value);
  return settle(store, await look(store), canary, copy);
}

type Found = Awaited<ReturnType<typeof look>>;

async function look(store: Store) {
  const [head, numbers, noted] = await Promise.all([
    findHead(store),
    store.keys('entry'),
    store.get<NotedLoss>(keys.loss),
  ]);
  const tally = head?.tally;
  // All are looked at only if something does not add up, for there may be ten thousand.
  const addsUp = tally?.entries === numbers.length;
  const stages = addsUp ? [] : (await store.values<Entry>('entry')).map(({ stage }) => stage);
  const there = addsUp ? tally.pending : stages.filter(isPending).length;
  return {
    head,
    noted,
    addsUp,
    journal: head?.journal,
    entries: numbers.length,
    lastSeq: head?.lastSeq ?? 0,
    revision: tally?.revision ?? 0,
    pending: { told: tally?.pending ?? there, there },
  };
}

/** The copy of this store's journal; of a store that has lost it, of the journal that it had. */
function copyOf(
  journal: string | undefined,
  canary: Canary | undefined,
  copies: readonly Recovered[],
): Recovered | undefined {
  const own = journal ?? canary?.journal ?? (copies.length === 1 ? copies[0]?.journal : undefined);
  const copy = copies.find((one) => one.journal === own);
  const isOld = canary !== undefined && canary.journal === own && canary.revision > (copy?.revision ?? 0);
  return isOld ? undefined : copy;
}

function isNeeded({ revision }: Recovered, found: Found): boolean {
  return revision > found.revision || (revision === found.revision && !found.addsUp);
}

async function settle(
  store: Store,
  found: Found,
  canary: Canary | undefined,
  copy: Recovered | undefined,
): Promise<Opened> {
  const { head: before, noted, journal, lastSeq, revision, pending } = found;
  const loss = lossOf({ journal, lastSeq, revision, pending, loss: noted }, canary);
  if (loss !== undefined) store.put(keys.loss, { ...withUntold(noted, loss), told: false } satisfies NotedLoss);
  if (before !== undefined && found.addsUp && loss === undefined)
    return { head: before, isCopied: copy?.revision === revision };

  const wentBack = loss !== undefined && loss.journal === journal;
  const head: Head = {
    journal: journal ?? v7(),
    // The numbers it had given are not given again; a new journal begins its own.
    lastSeq: Math.max(lastSeq, wentBack ? loss.seqHigh : 0),
    tally: {
      revision: Math.max(revision, wentBack ? (canary?.revision ?? 0) : 0) + 1,
      entries: found.entries,
      pending: pending.there,
      recent: before?.tally.recent ?? [],
    },
  };
  putHead(store, head);
  return { head, isCopied: false };
}

/** A loss that nobody has been told of yet is not forgotten for the next one. */
function withUntold(noted: NotedLoss | undefined, loss: Loss): Loss {
  return noted === undefined || noted.told ? loss : { ...loss, pending: loss.pending + noted.pending };
}
