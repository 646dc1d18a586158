import { type Flag, flagOrder, type ShowFacts } from '@kaiku/client/admission';
import type { DeliveryEntry, DeliveryRequest, DeliveryResult } from '@kaiku/client/offline-contract';
import { codeOf, type Database, isBusy } from '../database/database.ts';
import { accountFor, beginDelivery, checkJournal, closeLeasesOf } from '../journals/journal.ts';
import { type LeaseRow, openLeasesOf } from '../leases/leases.ts';
import { someShows } from '../shows/shows.ts';
import type { Device, Left, Recorded, Voided } from '../store.ts';
import { recordVisit } from '../visits/record-visit.ts';
import { voidVisit } from '../visits/void-visit.ts';
import { numbered } from '../visits/with-sequence-number.ts';

/** An entry that is not as agreed: nothing of it is known but its number and its id. */
export interface UnreadableEntry {
  readonly kind: 'unreadable';
  readonly seq: number;
  readonly id: string;
  /** What is wrong with it, for developers; never what stood in it. */
  readonly detail: string;
}

/** Entries of one journal, each read by itself. */
export interface Delivery extends Omit<DeliveryRequest, 'entries'> {
  readonly entries: readonly (DeliveryEntry | UnreadableEntry)[];
}

/** What became of a delivery. */
export interface Delivered {
  /** In the order of its entries. */
  readonly results: readonly DeliveryResult[];
  /** Those that its entries are of, as far as they are the venue's, as they stand now. */
  readonly shows: readonly ShowFacts[];
  /** The open ones of the journal. */
  readonly leases: readonly LeaseRow[];
  readonly missing: readonly number[];
  readonly cloned: boolean;
}

/** What delivering is done with. */
export interface Deliverer {
  readonly database: Database;
  readonly device: Device;
  readonly now: () => number;
  /** Is told of what failed in the registry itself. */
  readonly complain: (error: unknown) => void;
}

/**
 * Records the entries of a journal, each by itself and in their order: what cannot be recorded now or ever holds up no
 * other. `undefined`, and nothing is recorded, where the journal is another venue's.
 */
export async function deliver(deliverer: Deliverer, delivery: Delivery): Promise<Delivered | undefined> {
  const { database, device, now } = deliverer;
  const { journal, seqHigh, adopted = [], entries } = delivery;
  const at = { device, journal, atMs: now() };
  if (!(await beginDelivery(database, at, { seqHigh, adopted }))) return undefined;

  const results: DeliveryResult[] = [];
  const heldUp = new Set<string>();
  for (const entry of entries) results.push(await deliverEntry(deliverer, { journal, entry, heldUp }));

  const among = entries.map(({ seq }) => seq);
  const upTo = Math.max(seqHigh, ...among);
  const { missing, cloned } = await checkJournal(database, journal, { upTo, among });
  if (cloned) await closeLeasesOf(database, at);
  const showIds = entries.flatMap((entry) => (entry.kind === 'unreadable' ? [] : entry.showId));
  return {
    results,
    shows: await someShows(database, { venueId: device.venueId, showIds, atMs: now() }),
    leases: await openLeasesOf(database, journal, now()),
    missing,
    cloned,
  };
}

/** What became of one entry. Never rejects. */
async function deliverEntry(
  deliverer: Deliverer,
  { journal, entry, heldUp }: { journal: string; entry: Delivery['entries'][number]; heldUp: Set<string> },
): Promise<DeliveryResult> {
  const { database, device, now, complain } = deliverer;
  const { seq, id } = entry;
  try {
    if (entry.kind === 'unreadable') {
      await accountFor(database, { device, journal, atMs: now() }, { id, seq, showId: null, outcome: 'rejected' });
      return { seq, id, outcome: 'rejected', code: 'registry/invalid-request', detail: entry.detail };
    }
    // Who waits for a show's tally waits for seconds: once is enough, the others of it would only wait as well.
    if (heldUp.has(entry.showId)) return { seq, id, outcome: 'deferred' };
    return toResult(entry, await recordEntry(deliverer, journal, entry));
  } catch (error) {
    if (codeOf(error) === lockTimeout && entry.kind !== 'unreadable') heldUp.add(entry.showId);
    if (!isBusy(error)) complain(error);
    return { seq, id, outcome: 'deferred' };
  }
}

/** PostgreSQL's condition lock_not_available. */
const lockTimeout = '55P03';

type Done = Recorded | Voided;

function recordEntry({ database, device, now }: Deliverer, journal: string, entry: DeliveryEntry): Promise<Done> {
  const { seq, id, showId } = entry;
  const origin = { journal, seq };
  const atMs = now();
  return numbered<Done>(database, { device, id, showId, origin, atMs }, async () => {
    if (entry.kind === 'void') {
      return voidVisit(database, { device, id, voidRequest: entry, atMs });
    }
    const { kind, seq: _, leaseId, clockSuspect, ...facts } = entry;
    const visit = { mode: 'report', origin, ...facts, ...(leaseId !== null && { leaseId }) } as const;
    return recordVisit(database, { device, visit, clockSuspect, atMs });
  });
}

function toResult({ seq, id }: DeliveryEntry, done: Done): DeliveryResult {
  switch (done.outcome) {
    case 'counted':
      return {
        seq,
        id,
        outcome: 'counted',
        recordedAt: done.recordedAt.toISOString(),
        flags: flagsOf(done),
        from: done.from,
      };
    case 'voided':
      return {
        seq,
        id,
        outcome: 'voided',
        recordedAt: done.recordedAt.toISOString(),
        ...('unseen' in done && done.unseen && { unseen: true }),
        ...('left' in done && toldLeft(done.left)),
      };
    case 'reduced':
      return { seq, id, outcome: 'voided', recordedAt: done.recordedAt.toISOString(), ...toldLeft(done.left) };
    case 'unknown-visit':
      return rejected({ seq, id }, 'registry/not-found', 'This venue has no such visit.');
    case 'mismatch':
      return rejected({ seq, id }, 'idempotency/mismatch', 'This id was used before, for different data.');
    case 'unknown-show':
      return rejected({ seq, id }, 'registry/not-found', 'This venue has no such show.');
    case 'refused':
      // Only requests are refused, and a delivery holds none.
      throw new Error('A report was refused.');
    default:
      return done satisfies never;
  }
}

function toldLeft({ reference, usages }: Left) {
  return { usages: [...usages], ...(reference !== null && { reference }) };
}

function rejected(
  { seq, id }: { readonly seq: number; readonly id: string },
  code: Extract<DeliveryResult, { outcome: 'rejected' }>['code'],
  detail: string,
): DeliveryResult {
  return { seq, id, outcome: 'rejected', code, detail };
}

/** Those of all its usages, each once, in their order. */
function flagsOf({ usages }: Extract<Done, { outcome: 'counted' }>): Flag[] {
  const flags = usages.flatMap((usage) => usage.flags);
  return flagOrder.filter((flag) => flags.includes(flag));
}
