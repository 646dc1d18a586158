import { promisifyRequest } from 'idb-keyval';
import { v7 } from 'uuid';
import { type Attempts, type Call, createAttempts } from './attempts.ts';
import { createCanaryCage } from './canary.ts';
import { createEmergencyBuffer } from './emergency.ts';
import { createEmergencyDesk, type EmergencyDesk } from './emergency-desk.ts';
import type { Entry, NewEntry, Stage } from './entry.ts';
import { type CapacityChange, isSameLease, type Lease, unconfirmedOf } from './lease.ts';
import {
  everyKey,
  everyNumber,
  get,
  keys,
  putEntry,
  readCapacity,
  readLoss,
  visitIdOf,
  writeCapacityChange,
  writeHead,
  writeLossTold,
  writeUnconfirmed,
} from './ledger.ts';
import { findVisit } from './move-over.ts';
import type { JournalIdentity, OutboxStorage } from './storage.ts';
import { cannot, isHopeless } from './storage-failure.ts';

/**
 * Entries in IndexedDB, one key each, written with strict durability: resolved means flushed, and a reload, a crash of
 * the tab or a killed browser loses nothing. Private windows and evicted storage do; where `localStorage` is left, that is
 * found out. Where IndexedDB fails for good, entries go into `localStorage` until it works again (docs/promises.md).
 * @param name the database: desks of one name on one origin share their entries. Default `kaiku-outbox`.
 */
export function idbStorage(name = 'kaiku-outbox'): OutboxStorage {
  const tab = v7();
  const canary = createCanaryCage(name);
  const attempts = createAttempts(name, tab, canary);
  const emergency = createEmergencyDesk({ buffer: createEmergencyBuffer(name, tab), canary, attempts });

  const guarded = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    work().catch((cause) => {
      throw cannot(what, cause);
    });
  const read = <T>(what: string, work: (store: IDBObjectStore) => Promise<T>): Promise<T> =>
    guarded(what, () => attempts.use('readonly', work, emergency.maxAttempts));
  const write = (what: string, work: (store: IDBObjectStore) => Promise<void>): Promise<void> =>
    guarded(what, () => attempts.use('readwrite', work, emergency.maxAttempts));

  return {
    name,
    identity: () => guarded('say what it holds', () => identity(attempts, emergency)),
    append: (entry) => guarded('keep the visit', () => append(attempts, emergency, entry)),
    change: (seq, from, to, capacityChange) =>
      guarded('change the visit', () => change(attempts, emergency, { seq, from, to, capacityChange })),
    entries: () => guarded('be read', () => emergency.entries()),
    capacity: (showId) => read('say what may be drawn on', (store) => readCapacity(store, showId)),
    leases: () => read('say what is leased', (store) => promisifyRequest<Lease[]>(store.getAll(everyKey('lease')))),
    changeLease: (showId, from, to) =>
      guarded('change what is leased', () => changeLease(attempts, emergency, { showId, from, to })),
    recount: () => write('be counted anew', recount),
    note: (key) => read('give back a note', (store) => get(store, keys.note(key))),
    keepNote: (key, value) => write('keep a note', async (store) => void store.put(value, keys.note(key))),
    forgetLoss: () => write('forget a loss', writeLossTold),
    emergency: () => emergency.count(),
    close: () => attempts.close(),
  };
}

async function identity(attempts: Attempts, emergency: EmergencyDesk): Promise<JournalIdentity> {
  await emergency.settle();
  try {
    return await attempts.use(
      'readonly',
      async (store) => {
        const [journal, lastSeq = 0, lost] = await Promise.all([
          get<string>(store, keys.journal),
          get<number>(store, keys.lastSeq),
          readLoss(store),
        ]);
        if (journal === undefined) throw new Error('The journal is gone.');
        return { journal, seqHigh: Math.max(lastSeq, emergency.high()), lost };
      },
      emergency.maxAttempts,
    );
  } catch (error) {
    const journal = emergency.journal();
    if (journal === undefined || !emergency.isUsed()) throw error;
    return { journal, seqHigh: emergency.high(), lost: null };
  }
}

async function append(attempts: Attempts, emergency: EmergencyDesk, entry: NewEntry): Promise<number> {
  // Where the storage has failed lately nobody waits for it: it is tried beside.
  const kept = emergency.isDown ? emergency.append(entry) : undefined;
  if (kept !== undefined) return kept;
  const call: Call<{ readonly seq: number }> = attempts.newCall();
  try {
    const seq = await attempts.write(
      call,
      async (store, head) => {
        const seq = Math.max(head.lastSeq, emergency.high()) + 1;
        call.writes = { seq };
        putEntry(store, seq, entry);
        const written = { lastSeq: seq, entry: { from: null, to: entry.stage }, recent: [call.token, seq] } as const;
        return { result: seq, head: writeHead(store, head, written) };
      },
      emergency.maxAttempts,
    );
    emergency.worked();
    return Number(seq);
  } catch (error) {
    // Under the number that an attempt in doubt has written, so that it is the same entry whatever became of it.
    const kept = isHopeless(error) ? undefined : emergency.append(entry, call.inDoubt ? call.writes?.seq : undefined);
    if (kept === undefined) throw error;
    return kept;
  }
}

interface Change {
  readonly seq: number;
  readonly from: Stage;
  readonly to: NewEntry | null;
  readonly capacityChange: CapacityChange | undefined;
}

async function change(attempts: Attempts, emergency: EmergencyDesk, wanted: Change): Promise<boolean> {
  const { seq, from, to, capacityChange } = wanted;
  // Nobody waits for a storage that has failed lately, except who draws on it.
  if (emergency.isDown && emergency.holds(seq) && capacityChange === undefined) return emergency.change(wanted);
  await emergency.settle();
  if (emergency.isDown && emergency.holds(seq)) return emergency.change(wanted);
  const call: Call<{ readonly before: Entry }> = attempts.newCall();
  try {
    const changed = await attempts.write(
      call,
      async (store, head) => {
        const standing = await standingAt(store, seq, emergency.visitGiven(seq));
        const unchanged = { result: false, head };
        if (standing?.stage !== from) return unchanged;
        if (capacityChange !== undefined && !(await writeCapacityChange(store, capacityChange))) return unchanged;
        call.writes = { before: standing };
        putEntry(store, standing.seq, to);
        const written = { entry: { from, to: to?.stage ?? null }, recent: [call.token, true] } as const;
        return { result: true, head: writeHead(store, head, written) };
      },
      emergency.maxAttempts,
    );
    emergency.worked();
    return changed === true;
  } catch (error) {
    // Told as failed, so it must be as if it had never been, whatever became of it.
    if (call.inDoubt && call.writes !== undefined) emergency.undo(call.writes.before, capacityChange);
    else if (!isHopeless(error) && emergency.holds(seq)) return emergency.change(wanted);
    throw error;
  }
}

/** The entry under a number; that of a visit that was given the number in an emergency may have had to move to another. */
async function standingAt(store: IDBObjectStore, seq: number, visitId: string | undefined): Promise<Entry | undefined> {
  const standing = await get<Entry>(store, seq);
  if (visitId === undefined || (standing !== undefined && visitIdOf(standing) === visitId)) return standing;
  return findVisit(store, visitId);
}

async function changeLease(
  attempts: Attempts,
  emergency: EmergencyDesk,
  { showId, from, to }: { showId: string; from: Lease | undefined; to: Lease | undefined },
): Promise<boolean> {
  const call: Call<true> = attempts.newCall();
  const changed = await attempts.write(
    call,
    async (store, head) => {
      const standing = await get<Lease>(store, keys.lease(showId));
      if (!isSameLease(standing, from)) return { result: false, head };
      call.writes = true;
      if (to === undefined) store.delete(keys.lease(showId));
      else store.put(to, keys.lease(showId));
      return { result: true, head: writeHead(store, head, { recent: [call.token, true] }) };
    },
    emergency.maxAttempts,
  );
  return changed === true;
}

async function recount(store: IDBObjectStore): Promise<void> {
  const [entries, standing] = await Promise.all([
    promisifyRequest<Entry[]>(store.getAll(everyNumber())),
    promisifyRequest(store.getAllKeys(everyKey('unconfirmed'))),
  ]);
  for (const key of standing) store.delete(key);
  for (const [showId, count] of unconfirmedOf(entries)) writeUnconfirmed(store, showId, count);
}
