import { call, type Database, toTimestamp } from '../database/database.ts';
import { retryStatement } from '../shows/retry-on-conflict.ts';

/** Visits in one transaction: short enough to delay no one. Guess. */
const visitsAtOnce = 500;

/** Codes of no card slow a device down for a day. Older ones are of no use. */
const unknownCodesKeptMs = 86_400_000;

export interface AnonymiseOptions {
  /** Erases the cards of visits that were recorded before, in milliseconds since the Unix epoch. */
  readonly beforeMs: number;
  readonly atMs: number;
  /** Ends it after the current batch. What was erased stays erased. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Erases the cards of old visits, in batches, while devices record. Returns how many visits it has anonymised. Several
 * processes may do so at once.
 */
export async function anonymise(database: Database, { beforeMs, atMs, signal }: AnonymiseOptions): Promise<number> {
  await database.query(...call('forget_unknown_codes', { before: toTimestamp(atMs - unknownCodesKeptMs) }));
  const args = { before: toTimestamp(beforeMs), at: toTimestamp(atMs), max: visitsAtOnce };
  let anonymised = 0;
  for (;;) {
    const [row] = await retryStatement(() =>
      database.query<{ found: number }>(...call('anonymise_visits', args, 'found')),
    );
    const found = row?.found ?? 0;
    anonymised += found;
    if (found < visitsAtOnce || signal?.aborted) return anonymised;
  }
}
