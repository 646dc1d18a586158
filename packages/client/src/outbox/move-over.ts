import { promisifyRequest } from 'idb-keyval';
import type { Held } from './emergency.ts';
import type { Entry } from './entry.ts';
import type { CapacityChange } from './lease.ts';
import {
  everyKey,
  everyNumber,
  get,
  type Head,
  keys,
  putEntry,
  visitIdOf,
  writeCapacityChange,
  writeHead,
} from './ledger.ts';

/** Marks of versions that have come over are kept this long: their keys are gone from the buffer by then. */
const markedForMs = 24 * 3_600_000;

/**
 * Puts what the emergency buffer holds into its place, under the same numbers, in the transaction of its caller. A version
 * that has come over is marked in that same transaction: met again, after a crash or by another tab, it is passed over, for
 * its entry may have gone on meanwhile. Returns the head as it is then.
 */
export async function moveOver(
  store: IDBObjectStore,
  before: Head,
  held: readonly Held[],
  nowMs: number,
): Promise<Head> {
  let head = before;
  for (const one of held) {
    if ((await get(store, keys.moved(one.key))) !== undefined) continue;
    head = await moveOne(store, head, one);
    store.put(nowMs, keys.moved(one.key));
  }
  const marks = await promisifyRequest(store.getAllKeys(everyKey('moved')));
  for (const mark of marks) {
    const isHeld = held.some(({ key }) => keys.moved(key) === mark);
    if (!isHeld && ((await get<number>(store, mark)) ?? 0) < nowMs - markedForMs) store.delete(mark);
  }
  return head;
}

async function moveOne(
  store: IDBObjectStore,
  head: Head,
  { journal, seq, visitId, entry, doubt }: Held,
): Promise<Head> {
  const own = journal === head.journal;
  const standing = await get<Entry>(store, seq);
  const inPlace = own && (standing === undefined || visitIdOf(standing) === visitId);
  // Else another tab gave the number too, in one moment, or the journal it was of is lost: it stands elsewhere, or is new.
  const there = inPlace ? standing : await findVisit(store, visitId);
  const at = inPlace ? seq : (there?.seq ?? head.lastSeq + 1);
  if (there === undefined && entry === null) return own ? writeHead(store, head, { lastSeq: seq }) : head;
  // The change that nobody knew the end of did take place.
  if (doubt?.capacityChange !== undefined && there?.stage !== doubt.from)
    await writeCapacityChange(store, opposite(doubt.capacityChange));
  putEntry(store, at, entry);
  const change = { from: there?.stage ?? null, to: entry?.stage ?? null };
  return writeHead(store, head, { lastSeq: Math.max(at, own ? seq : 0), entry: change });
}

/** The entry of a visit, wherever it stands. Reads all: only for what went wrong twice. */
export async function findVisit(store: IDBObjectStore, visitId: string): Promise<Entry | undefined> {
  const entries = await promisifyRequest<Entry[]>(store.getAll(everyNumber()));
  return entries.find((entry) => visitIdOf(entry) === visitId);
}

function opposite(capacityChange: CapacityChange): CapacityChange {
  switch (capacityChange.from) {
    case 'lease':
      return { ...capacityChange, tickets: -capacityChange.tickets };
    case 'unconfirmed':
      return { from: 'unconfirmed-refund', showId: capacityChange.showId };
    case 'unconfirmed-refund':
      return { from: 'unconfirmed', showId: capacityChange.showId, max: Number.POSITIVE_INFINITY };
    default:
      return capacityChange satisfies never;
  }
}
