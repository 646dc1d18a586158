import type { Origin } from '@kaiku/client/contract';
import type { JournalAnswer, LostRequest } from '@kaiku/client/offline-contract';
import { call, type Database, type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { closeLeasesOf } from '../leases/leases.ts';
import { retryStatement } from '../shows/retry-on-conflict.ts';

/** A device at a moment, and the journal it uses. */
export interface JournalAction {
  readonly device: Device;
  /** The id of the journal. */
  readonly journal: string;
  readonly atMs: number;
}

/** The most missing numbers in one response. */
const maxMissing = 100;

/** The most numbers in one response. */
const maxNumbers = 1_000;

/**
 * Starts a delivery: the journal has used numbers up to `seqHigh`, and has adopted these of other journals. Returns
 * false if the journal is another device's.
 */
export async function beginDelivery(
  database: Database,
  { device, journal, atMs }: JournalAction,
  given: { readonly seqHigh: number; readonly adopted: readonly Origin[]; readonly version?: string | undefined },
): Promise<boolean> {
  const { seqHigh, adopted, version = null } = given;
  const args = {
    seller: device.venueId,
    journal,
    device: device.id,
    seq_high: seqHigh,
    from: adopted.map((origin) => origin.journal),
    seqs: adopted.map(({ seq }) => String(seq)),
    version,
    at: toTimestamp(atMs),
  };
  const [row] = await retryStatement(() => database.query<{ own: boolean }>(...call('begin_delivery', args, 'own')));
  return row?.own ?? false;
}

/**
 * Stores the outcome of a number whose entry was recorded without it. Closes the leases of the journal if that shows that
 * it was cloned.
 */
export async function accountFor(
  queries: Queries,
  action: JournalAction,
  entry: {
    readonly id: string;
    readonly seq: number;
    /** `null` if the device may record for no such show. */
    readonly showId: string | null;
    readonly outcome: 'counted' | 'refused' | 'voided' | 'rejected';
  },
): Promise<void> {
  const { device, journal, atMs } = action;
  const { id, seq, showId, outcome } = entry;
  const args = {
    seller: device.venueId,
    journal,
    seq,
    entry: id,
    device: device.id,
    show: showId,
    at: toTimestamp(atMs),
    outcome,
  };
  const [row] = await retryStatement(() => queries.query<{ cloned: boolean }>(...call('account_for', args, 'cloned')));
  if (row?.cloned) await closeLeasesOf(queries, action);
}

/** Returns the missing numbers of a journal up to `upTo`, without those of `among`; and whether it was cloned. */
export async function checkJournal(
  queries: Queries,
  { device, journal }: Pick<JournalAction, 'device' | 'journal'>,
  { upTo, among }: { readonly upTo: number; readonly among: readonly number[] },
): Promise<{ readonly missing: readonly number[]; readonly cloned: boolean }> {
  await queries.query('select check_through($1, $2)', [device.venueId, journal]);
  const [row] = await queries.query<{ missing: readonly number[]; cloned: boolean }>(
    `select cloned, to_jsonb(array(select missing_of($5, id, $2, $3, $4))) as missing
     from journal where venue_id = $5 and id = $1`,
    [journal, upTo, among.map(String), maxMissing, device.venueId],
  );
  return row ?? { missing: [], cloned: false };
}

/** Returns what has arrived of a journal, from a number on; `undefined` if it is unknown or another device's. */
export async function readJournal(
  queries: Queries,
  { device, journal }: JournalAction,
  from: number,
): Promise<Omit<JournalAnswer, 'serverTime'> | undefined> {
  const [row] = await queries.query<Omit<JournalAnswer, 'serverTime' | 'numbers'>>(
    `select id::text as journal, journal_high($4, id)::float8 as "seqHigh", cloned,
       to_jsonb(array(select missing_of($4, id, null, '{}', $3))) as missing
     from journal where venue_id = $4 and id = $1 and device_id = $2`,
    [journal, device.id, maxMissing, device.venueId],
  );
  if (row === undefined) return undefined;
  const numbers = await queries.query<JournalAnswer['numbers'][number]>(
    'select seq::float8 as seq, entry_id::text as id, outcome from numbers_of($1, $2, $3, $4)',
    [device.venueId, journal, from, maxNumbers],
  );
  return { ...row, numbers: [...numbers] };
}

/** Stores that entries of a journal are lost. Returns false if it is another device's. */
export function reportLost(
  database: Database,
  { device, journal, atMs }: JournalAction,
  { seqHigh, pending }: LostRequest,
): Promise<boolean> {
  return retryStatement(() =>
    database.transaction(async (queries) => {
      const [row] = await queries.query<{ own: boolean }>('select lock_journal($4, $2, $1, $3) as own', [
        device.id,
        journal,
        toTimestamp(atMs),
        device.venueId,
      ]);
      if (!row?.own) return false;
      await queries.query(
        `update journal set seq_high = greatest(seq_high, $2), lost_seq_high = greatest(lost_seq_high, $2),
           lost_pending = greatest(lost_pending, $3) where venue_id = $4 and id = $1`,
        [journal, seqHigh, pending, device.venueId],
      );
      return true;
    }),
  );
}
