import type { Origin } from '@kaiku/client/contract';
import type { JournalAnswer, LostRequest } from '@kaiku/client/offline-contract';
import type { Database, Queries } from '../database/database.ts';
import { untilQuickest } from '../shows/retry-on-conflict.ts';
import type { Device } from '../store.ts';

/** One device at one moment, and the journal it speaks of. */
export interface AtJournal {
  readonly device: Device;
  /** Its id. */
  readonly journal: string;
  readonly atMs: number;
}

/** Numbers that are told as missing at once. */
const maxMissing = 100;
/** Numbers that are told of at once. */
const maxNumbers = 1_000;

/** The journal has given numbers up to `seqHigh`, and taken these over from others. False where it is another venue's. */
export async function beginDelivery(
  database: Database,
  { device, journal, atMs }: AtJournal,
  { seqHigh, adopted }: { readonly seqHigh: number; readonly adopted: readonly Origin[] },
): Promise<boolean> {
  return untilQuickest(async () => {
    const [row] = await database.query<{ ours: boolean }>('select begin_delivery($1, $2, $3, $4, $5, $6) as ours', [
      journal,
      device.id,
      seqHigh,
      adopted.map((origin) => origin.journal),
      adopted.map(({ seq }) => String(seq)),
      toText(atMs),
    ]);
    return row?.ours ?? false;
  });
}

/** Keeps what became of a number that was settled without it, and closes the leases of a journal found to be copied. */
export async function accountFor(
  queries: Queries,
  at: AtJournal,
  entry: {
    readonly id: string;
    readonly seq: number;
    /** `null` where it is none of the device's. */
    readonly showId: string | null;
    readonly outcome: 'counted' | 'refused' | 'voided' | 'rejected';
  },
): Promise<void> {
  const { device, journal, atMs } = at;
  const [row] = await untilQuickest(() =>
    queries.query<{ cloned: boolean }>('select account_for($1, $2, $3, $4, $5, $6, $7) as cloned', [
      journal,
      entry.seq,
      entry.id,
      device.id,
      entry.showId,
      toText(atMs),
      entry.outcome,
    ]),
  );
  if (row?.cloned) await closeLeasesOf(queries, at);
}

/**
 * Closes the open leases of a journal that was copied: two devices would give the same tickets out. One at a time, because
 * each is in the tally of its own show.
 */
export async function closeLeasesOf(queries: Queries, { device, journal, atMs }: AtJournal): Promise<void> {
  const open = await queries.query<{ id: string }>(
    `select id::text from lease where journal_id = $1 and state = 'open' order by show_id, day, id`,
    [journal],
  );
  for (const { id } of open) {
    await queries.query(`select end_lease($1, $2, 'cloned', null, $3)`, [id, device.id, toText(atMs)]);
  }
}

/** What of a journal has not arrived, numbers of `among` left aside; and whether it was copied. */
export async function checkJournal(
  queries: Queries,
  journal: string,
  { upTo, among }: { readonly upTo: number; readonly among: readonly number[] },
): Promise<{ readonly missing: readonly number[]; readonly cloned: boolean }> {
  await queries.query('select check_through($1)', [journal]);
  const [row] = await queries.query<{ missing: readonly number[]; cloned: boolean }>(
    `select cloned, to_jsonb(array(select missing_of(id, $2, $3, $4))) as missing from journal where id = $1`,
    [journal, upTo, among.map(String), maxMissing],
  );
  return row ?? { missing: [], cloned: false };
}

/** What has arrived of a journal, from a number on; `undefined` where it is unknown or another venue's. */
export async function readJournal(
  queries: Queries,
  { device, journal }: AtJournal,
  from: number,
): Promise<Omit<JournalAnswer, 'serverTime'> | undefined> {
  const [row] = await queries.query<Omit<JournalAnswer, 'serverTime' | 'numbers'>>(
    `select id::text as journal, journal_high(id)::float8 as "seqHigh", cloned,
       to_jsonb(array(select missing_of(id, null, '{}', $3))) as missing
     from journal where id = $1 and may_use($2, id)`,
    [journal, device.venueId, maxMissing],
  );
  if (row === undefined) return undefined;
  const numbers = await queries.query<JournalAnswer['numbers'][number]>(
    'select seq::float8 as seq, entry_id::text as id, outcome from numbers_of($1, $2, $3)',
    [journal, from, maxNumbers],
  );
  return { ...row, numbers: [...numbers] };
}

/** Keeps that entries of a journal are gone. False where it is another venue's. */
export function reportLost(
  database: Database,
  { device, journal, atMs }: AtJournal,
  { seqHigh, pending }: LostRequest,
): Promise<boolean> {
  return untilQuickest(() =>
    database.transaction(async (queries) => {
      const [row] = await queries.query<{ ours: boolean }>(
        'select may_use($1, $3) and hold_journal($3, $2, $4) as ours',
        [device.venueId, device.id, journal, toText(atMs)],
      );
      if (!row?.ours) return false;
      await queries.query(
        `update journal set seq_high = greatest(seq_high, $2), lost_seq_high = greatest(lost_seq_high, $2),
           lost_pending = greatest(lost_pending, $3) where id = $1`,
        [journal, seqHigh, pending],
      );
      return true;
    }),
  );
}

function toText(atMs: number): string {
  return new Date(atMs).toISOString();
}
