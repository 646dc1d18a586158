import { type Flag, flagOrder, type ShowFacts } from '@kaiku/client/admission';
import type { DeliveryEntry, DeliveryRequest, DeliveryResult } from '@kaiku/client/offline-contract';
import type { Database } from '../database/database.ts';
import { codeOf, isBusy, lockTimeout, stopped } from '../database/errors.ts';
import type { KnownDevice } from '../devices/devices.ts';
import { accountFor, beginDelivery, checkJournal } from '../journals/journals.ts';
import { closeLeasesOf, type LeaseRow, openLeasesOf } from '../leases/leases.ts';
import type { SentCodes } from '../lookups/limits.ts';
import { type Sealing, unknownKey } from '../sealing/sealing.ts';
import { findShows } from '../shows/shows.ts';
import type { FingerprintKey } from '../visits/fingerprint-key.ts';
import { recordVisit } from '../visits/record-visit.ts';
import type { RecordResult, VisitRemainder, VoidResult } from '../visits/results.ts';
import { voidVisit } from '../visits/void-visit.ts';
import { withSequenceNumber } from '../visits/with-sequence-number.ts';

/** An entry that does not match its schema. Only its number and its id are known. */
export interface UnreadableEntry {
  readonly kind: 'unreadable';
  readonly seq: number;
  readonly id: string;
  /** What is wrong with it, for developers. Never contains its values. */
  readonly detail: string;
}

/** An entry whose card codes are sealed to a key that this registry does not have. */
interface SealedEntry {
  readonly kind: 'sealed';
  readonly seq: number;
  readonly id: string;
  readonly keyId: string;
}

type Readable = Delivery['entries'][number] | SealedEntry;

/** Entries of one journal, each parsed individually. */
export interface Delivery extends Omit<DeliveryRequest, 'entries'> {
  readonly entries: readonly (DeliveryEntry | UnreadableEntry)[];
}

/** The result of a delivery. */
export interface Delivered {
  /** In the order of its entries. */
  readonly results: readonly DeliveryResult[];
  /** The shows of its entries that the venue may record for, after the delivery. */
  readonly shows: readonly ShowFacts[];
  /** The open leases of the journal. */
  readonly leases: readonly LeaseRow[];
  readonly missing: readonly number[];
  readonly cloned: boolean;
}

/** What a delivery works with. */
export interface DeliveryContext {
  readonly database: Database;
  readonly sealing: Pick<Sealing, 'unseal'>;
  readonly device: KnownDevice;
  readonly now: () => number;
  /** Counts the unknown codes of entries, before they are answered. */
  readonly countUnknown: (messages: readonly SentCodes[]) => Promise<readonly number[]>;
  readonly fingerprintKey: FingerprintKey;
  /** Logs an unexpected error or an unknown sealing key. The entry is deferred. */
  readonly logError: (error: unknown) => void;
}

/**
 * Records the entries of a journal individually and in their order. An entry that cannot be recorded does not delay the
 * others. Returns `undefined`, and records nothing, if the journal is another device's.
 */
export async function deliver(context: DeliveryContext, delivery: Delivery): Promise<Delivered | undefined> {
  const { database, device, now } = context;
  const { journal, seqHigh, adopted = [], version, entries } = delivery;
  const action = { device, journal, atMs: now() };
  if (!(await beginDelivery(database, action, { seqHigh, adopted, version }))) return undefined;

  const results: DeliveryResult[] = [];
  const lockedShows = new Set<string>();
  const readable = entries.map((entry) => unsealEntry(context, entry));
  logUnknownKeys(context, readable);
  const waits = await context.countUnknown(
    readable.map((entry) => ({
      ...{ device, atMs: now() },
      codes: entry.kind === 'report' ? entry.usages.map(({ card }) => card) : [],
    })),
  );
  for (const [index, entry] of readable.entries()) {
    // The flags of a report reveal if its cards exist. A void reveals nothing.
    const mustWait = entry.kind === 'report' && (waits[index] ?? 0) > 0;
    const { seq, id } = entry;
    results.push(
      mustWait ? { seq, id, outcome: 'deferred' } : await deliverEntry(context, { journal, entry, lockedShows }),
    );
  }

  const among = entries.map(({ seq }) => seq);
  const upTo = Math.max(seqHigh, ...among);
  const { missing, cloned } = await checkJournal(database, action, { upTo, among });
  if (cloned) await closeLeasesOf(database, action);
  const showIds = entries.flatMap((entry) => (entry.kind === 'unreadable' ? [] : entry.showId));
  return {
    results,
    shows: await findShows(database, { venueId: device.venueId, showIds, atMs: now() }),
    leases: await openLeasesOf(database, { ...action, atMs: now() }),
    missing,
    cloned,
  };
}

/** Returns the entry with its card codes in clear. */
function unsealEntry({ sealing }: DeliveryContext, entry: Delivery['entries'][number]): Readable {
  if (entry.kind !== 'report') return entry;
  const unsealed = sealing.unseal(entry);
  if (!('why' in unsealed)) return unsealed.visit;
  const { seq, id } = entry;
  return unsealed.why === 'unknown-key'
    ? { kind: 'sealed', seq, id, keyId: unsealed.keyId }
    : { kind: 'unreadable', seq, id, detail: 'A card code is not sealed to its usage.' };
}

/** Logs each unknown key once, for the operator. */
function logUnknownKeys({ logError }: DeliveryContext, entries: readonly Readable[]): void {
  const keyIds = new Set(entries.flatMap((entry) => (entry.kind === 'sealed' ? entry.keyId : [])));
  for (const keyId of keyIds) logError(new Error(unknownKey(keyId)));
}

/** Returns the result of one entry. Never rejects. */
async function deliverEntry(
  context: DeliveryContext,
  { journal, entry, lockedShows }: { journal: string; entry: Readable; lockedShows: Set<string> },
): Promise<DeliveryResult> {
  const { database, device, now, logError } = context;
  const { seq, id } = entry;
  // Its key may be added yet.
  if (entry.kind === 'sealed') return { seq, id, outcome: 'deferred', code: 'registry/unknown-key' };
  try {
    if (entry.kind === 'unreadable') {
      await accountFor(database, { device, journal, atMs: now() }, { id, seq, showId: null, outcome: 'rejected' });
      return { seq, id, outcome: 'rejected', code: 'registry/invalid-request', detail: entry.detail };
    }
    // A locked tally costs seconds of waiting, so its show's later entries are deferred at once.
    if (lockedShows.has(entry.showId)) return { seq, id, outcome: 'deferred' };
    return toDeliveryResult(entry, await recordEntry(context, journal, entry));
  } catch (error) {
    if (codeOf(error) === lockTimeout && entry.kind !== 'unreadable') lockedShows.add(entry.showId);
    // A device that was stopped during its delivery keeps the entry.
    if (!isBusy(error) && codeOf(error) !== stopped) logError(error);
    return { seq, id, outcome: 'deferred' };
  }
}

type EntryResult = RecordResult | VoidResult;

function recordEntry(
  { database, device, now, fingerprintKey }: DeliveryContext,
  journal: string,
  entry: DeliveryEntry,
): Promise<EntryResult> {
  const { seq, id, showId } = entry;
  const origin = { journal, seq };
  const atMs = now();
  return withSequenceNumber<EntryResult>(database, { device, id, showId, origin, atMs }, async () => {
    if (entry.kind === 'void') {
      return voidVisit(database, { device, id, voidRequest: entry, atMs });
    }
    const { kind, seq: _, leaseId, clockSuspect, ...rest } = entry;
    const visit = { mode: 'report', origin, ...rest, ...(leaseId !== null && { leaseId }) } as const;
    return recordVisit(database, { device, visit, clockSuspect, atMs, fingerprintKey });
  });
}

function toDeliveryResult({ seq, id }: DeliveryEntry, result: EntryResult): DeliveryResult {
  switch (result.outcome) {
    case 'counted':
      return {
        seq,
        id,
        outcome: 'counted',
        recordedAt: result.recordedAt.toISOString(),
        flags: flagsOf(result),
        from: result.from,
      };
    case 'voided':
      return {
        seq,
        id,
        outcome: 'voided',
        recordedAt: result.recordedAt.toISOString(),
        ...('unseen' in result && result.unseen && { unseen: true }),
        ...('remainder' in result && toWireRemainder(result.remainder)),
      };
    case 'reduced':
      return {
        seq,
        id,
        outcome: 'voided',
        recordedAt: result.recordedAt.toISOString(),
        ...toWireRemainder(result.remainder),
      };
    case 'unknown-visit':
      return rejected({ seq, id }, 'registry/not-found', 'This venue has no such visit.');
    case 'mismatch':
      return rejected({ seq, id }, 'idempotency/mismatch', 'This id was used before, for different data.');
    case 'missing-role':
      return rejected(
        { seq, id },
        'registry/missing-role',
        `Only the role ${[...result.access].join(' or ')} may void this visit.`,
      );
    case 'unknown-show':
      return rejected({ seq, id }, 'registry/not-found', 'This venue has no such show.');
    case 'foreign-journal':
    case 'refused':
      throw new Error('A report was refused. Only a request may be.');
    default:
      return result satisfies never;
  }
}

function toWireRemainder({ reference, usages }: VisitRemainder) {
  return { usages: [...usages], ...(reference !== null && { reference }) };
}

function rejected(
  { seq, id }: { readonly seq: number; readonly id: string },
  code: Extract<DeliveryResult, { outcome: 'rejected' }>['code'],
  detail: string,
): DeliveryResult {
  return { seq, id, outcome: 'rejected', code, detail };
}

/** Returns the flags of all usages, each once, in order of precedence. */
function flagsOf({ usages }: Extract<EntryResult, { outcome: 'counted' }>): Flag[] {
  const flags = usages.flatMap((usage) => usage.flags);
  return flagOrder.filter((flag) => flags.includes(flag));
}
