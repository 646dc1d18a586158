import { createHmac } from 'node:crypto';
import { type Day, type EarlierUsage, type Flag, redeemed, type UsageHow } from '@kaiku/client/admission';
import type { VisitRequest } from '@kaiku/client/contract';
import { v5 } from 'uuid';
import type { Database, Queries } from '../database/database.ts';
import { isBusy, isConflict } from '../database/errors.ts';
import type { Device } from '../devices/devices.ts';
import { isRecalled } from '../leases/recall.ts';
import { type CountableVisit, commitVisits, type Recording, ticketsAdded } from '../visits/commit-visits.ts';
import { evaluateVisit } from '../visits/evaluate-visit.ts';
import { cardFlagsAt, type Facts, readFacts } from '../visits/facts.ts';
import { fingerprintOf, isSameFingerprint } from '../visits/fingerprint.ts';
import type { FingerprintKey } from '../visits/fingerprint-key.ts';
import { dateFlagsOf, recordVisit, toEvaluate } from '../visits/record-visit.ts';
import { evaluatedAtMs } from '../visits/taken-at.ts';

/** A usage of a file that is imported. */
export interface ImportedUsage {
  readonly card: string;
  readonly minors: number;
  /** When it happened, or the show's start. Not after now. */
  readonly takenAt: string;
  /** 0, or the number of usages of this card, show and day that are before it in the file. */
  readonly ordinal: number;
  /** The id that an export of a registry has written. */
  readonly usageId?: string | undefined;
}

/** What an import does with a usage. */
export type ImportResult =
  /** Counted now; in a dry run, it would be. The flags are the rules it breaks, as of any report. */
  | { readonly outcome: 'recorded'; readonly flags: readonly Flag[] }
  /** Counted before, by this file or another that has it. */
  | { readonly outcome: 'known' }
  /** Counted before with another number of children. Nothing is changed. */
  | { readonly outcome: 'changed' }
  /** Counted before and voided since. It is not counted again. */
  | { readonly outcome: 'voided' }
  /** The card has another usage of the show (or the day), such as one that a device has recorded. */
  | { readonly outcome: 'already-recorded'; readonly recordedAt: Date };

/** Usages of one show and day to import. */
export interface Import {
  readonly venueId: string;
  readonly showId: string;
  /** Of the show, or of the visits if it admits per day. */
  readonly day: Day;
  readonly how: UsageHow;
  readonly usages: readonly ImportedUsage[];
  /** Records nothing. */
  readonly isDryRun: boolean;
  /** Also records what is already recorded by other means, flagged as a repetition. */
  readonly recordsRepetitions: boolean;
}

/** What an import works with. */
export interface ImportContext {
  readonly database: Database;
  readonly now: () => number;
  readonly fingerprintKey: FingerprintKey;
}

/** Usages in one transaction. The show's tally is locked while they are written. Guess. */
export const importBatchSize = 100;

const namespace = '8c0c3d9a-0f0b-4d0e-9a8e-2b7d7c1f6a35';

/**
 * Returns the id of a usage's visit: the same for the same venue, show, day, card and ordinal, whatever else the file has.
 * The children are left out, so that a corrected number is not another usage. It is keyed, because a card's code could be
 * guessed from a plain hash.
 */
function visitIdOf(
  { venueId, showId, day }: Import,
  { card, ordinal }: ImportedUsage,
  { key }: FingerprintKey,
): string {
  const content = JSON.stringify(['import', venueId, showId, day, card, ordinal]);
  return v5(createHmac('sha256', key).update(content).digest('base64url'), namespace);
}

/** Imports up to `importBatchSize` usages of a show. Returns the result of each, in order. Safe to repeat. */
export async function importUsages(context: ImportContext, given: Import): Promise<readonly ImportResult[]> {
  const { database, now, fingerprintKey } = context;
  const device = await ensureDevice(database, given.venueId);
  const recordings = given.usages.map((usage): Recording => {
    const id = visitIdOf(given, usage, fingerprintKey);
    const { card, minors, takenAt } = usage;
    const usages: VisitRequest['usages'] = [{ id: v5('usage', id), card, minors, input: 'import' }];
    const visit = { mode: 'report', id, showId: given.showId, how: given.how, agreed: true, takenAt, usages } as const;
    return { device, visit, atMs: now(), fingerprintKey };
  });
  const exported = await findExported(database, given);
  for (let attempt = 1; ; attempt += 1) {
    const decided = await decide(database, { given, recordings, exported });
    const counted = decided.flatMap(({ visit }) => visit ?? []);
    if (given.isDryRun || counted.length === 0 || (await count(context, counted, attempt))) {
      return decided.map(({ result }) => result);
    }
  }
}

interface Decided {
  readonly result: ImportResult;
  /** What to count. */
  readonly visit?: CountableVisit;
}

async function decide(
  queries: Queries,
  asked: {
    readonly given: Import;
    readonly recordings: readonly Recording[];
    readonly exported: ReadonlyMap<string, ImportResult>;
  },
): Promise<readonly Decided[]> {
  const { given, recordings, exported } = asked;
  const [first] = recordings;
  if (first === undefined) return [];
  const { device, atMs } = first;
  const evaluatedAt = evaluatedAtMs('report', first.visit, atMs);
  const visits = recordings.map(({ visit }) => visit);
  const facts = await readFacts(queries, { device, showId: given.showId, visits, evaluatedAtMs: evaluatedAt, atMs });
  let takenBefore = 0;
  /** What this batch counts of each card, so that a second usage is a repetition of the first. */
  const countedBefore = new Map<string, EarlierUsage>();
  return recordings.map((recording, index) => {
    const its = facts[index];
    const usage = given.usages[index];
    const [member] = its?.members ?? [];
    if (its === undefined || member === undefined || usage === undefined)
      throw new Error(`The venue has no show ${given.showId}.`);
    const known = exported.get(usage.usageId ?? '') ?? knownResult(its, recording);
    if (known !== undefined) return { result: known };
    const earlier = countedBefore.get(usage.card) ?? member.earlier;
    if (!given.recordsRepetitions && earlier !== null && redeemed(earlier, given.how) === null)
      return { result: { outcome: 'already-recorded', recordedAt: new Date(earlier.recordedAt) } };
    const show = { ...its.show, taken: its.show.taken + takenBefore };
    const evaluation = evaluateVisit(toEvaluate({ ...its, show, members: [{ ...member, earlier }] }, recording));
    const evaluations = evaluation.members.map(({ reasons, redeems }, place) => ({
      redeems,
      flags: [...new Set([...reasons, ...dateFlagsOf(recording, evaluatedAt), ...cardFlagsAt(its, place)])],
    }));
    for (const { id, card, minors } of recording.visit.usages)
      countedBefore.set(card, { usageId: id, how: given.how, minors, recordedAt: new Date(atMs).toISOString() });
    const visit = { recording, facts: its, evaluations };
    takenBefore += ticketsAdded([visit], show);
    return { result: { outcome: 'recorded', flags: evaluations[0]?.flags ?? [] }, visit };
  });
}

function knownResult({ known }: Facts, { visit, fingerprintKey }: Recording): ImportResult | undefined {
  if (known === undefined) return undefined;
  if (known.state === 'voided') return { outcome: 'voided' };
  return { outcome: isSameFingerprint(known.fingerprint, fingerprintOf(visit, fingerprintKey)) ? 'known' : 'changed' };
}

/** Attempts that count all in one statement. Then each is counted individually. */
const maxAttempts = 3;

/** Counts visits. Returns false, and has counted none, if their facts have changed. */
async function count(
  { database, fingerprintKey }: ImportContext,
  visits: readonly CountableVisit[],
  attempt: number,
): Promise<boolean> {
  const [first, ...others] = visits;
  if (first === undefined) return true;
  const { show } = first.facts;
  const isOver = show.cap !== null && show.taken + (show.leased ?? 0) + ticketsAdded(visits, show) > show.cap;
  if (attempt <= maxAttempts && !isOver) {
    const committed = await commitVisits(database, [first, ...others], 'free').catch((error: unknown) => {
      if (isBusy(error) || isConflict(error)) return undefined;
      throw error;
    });
    return committed !== undefined && !isRecalled(committed);
  }
  for (const { recording } of visits) await recordVisit(database, { ...recording, fingerprintKey });
  return true;
}

/** Returns the results of usages that an export of this registry has named, by their id. */
async function findExported(
  queries: Queries,
  { venueId, showId, usages }: Import,
): Promise<ReadonlyMap<string, ImportResult>> {
  const named = usages.filter(({ usageId }) => usageId !== undefined);
  if (named.length === 0) return new Map();
  const rows = await queries.query<{ id: string; state: string; card: string | null; minors: number }>(
    `select usage.id::text, usage.state, usage.card, usage.minors from show join usage on usage.venue_id = show.venue_id and usage.show_id = show.id
     where usage.id = any ($1::uuid[]) and usage.show_id = $2 and may_see($3, show.venue_id)`,
    [named.map(({ usageId }) => usageId ?? ''), showId, venueId],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    named.flatMap(({ usageId = '', card, minors }): [string, ImportResult][] => {
      const row = byId.get(usageId);
      if (row === undefined) return [];
      if (row.state === 'voided') return [[usageId, { outcome: 'voided' }]];
      // An anonymised usage has no card to compare.
      const isSame = (row.card === null || row.card === card) && row.minors === minors;
      return [[usageId, { outcome: isSame ? 'known' : 'changed' }]];
    }),
  );
}

/** Returns the device that imports for a venue. It has no token, so no program can act as it. */
async function ensureDevice(queries: Queries, venueId: string): Promise<Device> {
  const id = `${venueId}-import`;
  await queries.query(`insert into device (id, venue_id, name) values ($1, $2, 'Tuonti') on conflict (id) do nothing`, [
    id,
    venueId,
  ]);
  return { id, venueId };
}

/** A show that an imported row may be of. */
export interface ImportShow {
  readonly id: string;
  readonly name: string;
  readonly isPerDay: boolean;
  readonly startsAt: Date;
}

/** Returns the shows that a venue may record for and that start in a period, and all that admit per day. */
export function listImportShows(
  queries: Queries,
  venueId: string,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<readonly ImportShow[]> {
  return queries.query<ImportShow>(
    `select id, name, admission = 'per-day' as "isPerDay", starts_at as "startsAt" from show
     where venue_id = any (array(select visible_venues($1)))
       and (admission = 'per-day' or starts_at >= ($2::date)::timestamp at time zone 'Europe/Helsinki'
         and starts_at < ($3::date + 1)::timestamp at time zone 'Europe/Helsinki')
     order by starts_at, id`,
    [venueId, from, to],
  );
}

/** The import of usages from files. */
export interface Imports {
  /** Returns the shows that a row may be of. */
  shows(venueId: string, period: { readonly from: Day; readonly to: Day }): Promise<readonly ImportShow[]>;
  /**
   * Records up to `importBatchSize` usages of a show and day. Returns the result of each. They survive a power cut once
   * `flushed` has resolved.
   */
  record(given: Import): Promise<readonly ImportResult[]>;
  /** Resolves once everything recorded before survives a power cut. */
  flushed(): Promise<void>;
}

/** Returns the import of a database. */
export function createImports(context: ImportContext): Imports {
  const { database } = context;
  return {
    shows: (venueId, period) => listImportShows(database, venueId, period),
    record: (given) => importUsages(context, given),
    flushed: () => database.flushed(),
  };
}
