import { type EarlierUsage, type Flag, type Refusal, type ShowFacts, ticketsOf } from '@kaiku/client/admission';
import type { VisitRequest } from '@kaiku/client/contract';
import { call, type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { closeLeasesOf } from '../leases/leases.ts';
import type { Recalled } from '../leases/recall.ts';
import type { Tally } from '../shows/shows.ts';
import type { UsageEvaluation } from './evaluate-visit.ts';
import type { Facts } from './facts.ts';
import { type Fingerprinted, fingerprintOf } from './fingerprint.ts';
import type { FingerprintKey } from './fingerprint-key.ts';
import type { TicketSource } from './results.ts';
import { takenAtMs } from './taken-at.ts';

/** A visit to record. */
export interface Recording {
  readonly device: Device;
  readonly visit: VisitRequest;
  readonly atMs: number;
  readonly fingerprintKey: FingerprintKey;
  /** The data as it was sent, if it differs from `visit`. */
  readonly sentAs?: Fingerprinted;
  /** The message left the number of minors to the registry. A repetition then has as many as were recorded before. */
  readonly isForAnyMinors?: boolean;
  /** The device did not know the error of its clock. Default false. */
  readonly clockSuspect?: boolean;
  /** Each card has a valid reservation or a usage. If facts show none, they have changed. */
  readonly isReserved?: boolean;
  /** Reassign tickets of every device that holds some, and not only of those that do not respond. */
  readonly reassignsAll?: boolean;
}

/** A visit with the facts that it was evaluated by. */
interface Decided {
  readonly recording: Recording;
  readonly facts: Facts;
}

/** A visit to count, with the evaluation of each of its usages. */
export interface CountableVisit extends Decided {
  readonly evaluations: readonly (Pick<UsageEvaluation, 'redeems'> & { readonly flags: readonly Flag[] })[];
}

/** The tally after the commit, and where the tickets came from. */
export type Committed = Tally & { readonly from: TicketSource };

/**
 * Counts a visit, or several of one show that were decided together and all take free tickets, in one statement. Returns
 * `undefined`, and does nothing, if any of their facts has changed. If leases hold the tickets of a soft cap, they
 * reassign them, or are recalled.
 */
export async function commitVisits(
  queries: Queries,
  visits: readonly [CountableVisit, ...CountableVisit[]],
  from: TicketSource,
): Promise<Committed | Recalled | undefined> {
  const [row] = await queries.query<CommitRow>(...call('commit_visits', argumentsOf(visits, from)));
  return row && toCommitted(queries, visits, row);
}

/**
 * Counts visits of different shows with free tickets, in one statement. Returns the result of each, in order: `undefined`
 * if any of its facts has changed, or another transaction has locked its show.
 */
export async function commitShows(
  queries: Queries,
  visits: readonly CountableVisit[],
): Promise<readonly (Committed | Recalled | undefined)[]> {
  const commits = visits.map((visit, ordinal) => {
    const args = argumentsOf([visit], 'free');
    return { ...args, visits: [toCountedRow(visit)], ordinal };
  });
  const rows = await queries.query<CommitRow & { readonly ordinal: number }>(
    ...call('commit_shows', { commits: JSON.stringify(commits) }),
  );
  const results = new Map(rows.map(({ ordinal, ...row }) => [ordinal, row]));
  return Promise.all(
    visits.map((visit, ordinal) => {
      const row = results.get(ordinal);
      return row && toCommitted(queries, [visit], row);
    }),
  );
}

/** Returns the arguments of `commit_visits`. */
function argumentsOf(visits: readonly [CountableVisit, ...CountableVisit[]], from: TicketSource) {
  const [{ recording, facts }] = visits;
  const { device, visit, atMs, reassignsAll = false } = recording;
  const usages = visits.flatMap((each) => each.recording.visit.usages);
  const tickets = ticketsOfAll(usages, facts.show);
  return {
    venue: facts.venueId,
    seller: device.venueId,
    show: facts.show.id,
    day: facts.day,
    version: facts.version,
    cards: usages.map(({ card }) => card),
    card_versions: visits.flatMap((each) => each.facts.members.map(({ version }) => version)),
    at: toTimestamp(atMs),
    from,
    is_request: visit.mode === 'request',
    device: device.id,
    journal: visit.origin?.journal ?? null,
    lease: visit.leaseId ?? null,
    tickets,
    added: ticketsAdded(visits, facts.show),
    redeems: redeemedBy(visits).map(({ usageId }) => usageId),
    visits: JSON.stringify(visits.map(toCountedRow)),
    of_all: reassignsAll,
  };
}

async function toCommitted(
  queries: Queries,
  visits: readonly CountableVisit[],
  { cloned, from, ...tally }: CommitRow,
): Promise<Committed | Recalled> {
  if (from === 'recall') return { outcome: 'recalled' };
  for (const { recording } of visits) {
    if (cloned.includes(recording.visit.origin?.journal ?? '')) await closeLeases(queries, recording);
  }
  return { ...tally, from };
}

type CommitRow = Tally & { readonly from: TicketSource | 'recall'; readonly cloned: readonly string[] };

/** Returns how many tickets of a show's cap usages take together. */
export function ticketsOfAll(usages: readonly { readonly minors: number }[], show: ShowFacts): number {
  return usages.reduce((sum, usage) => sum + ticketsOf(usage, show), 0);
}

/** Returns how many tickets visits take of a show, less those of the reservations that they redeem. */
export function ticketsAdded(visits: readonly CountableVisit[], show: ShowFacts): number {
  const usages = visits.flatMap(({ recording }) => recording.visit.usages);
  return ticketsOfAll(usages, show) - ticketsOfAll(redeemedBy(visits), show);
}

function redeemedBy(visits: readonly CountableVisit[]): readonly EarlierUsage[] {
  return visits.flatMap(({ evaluations }) => evaluations.flatMap(({ redeems }) => redeems ?? []));
}

/** Stores a refused visit, so that a repetition gets the same refusal. Returns false if its id is in use. */
export async function storeRefusal(queries: Queries, decided: Decided, refusal: Refusal): Promise<boolean> {
  const { recording, facts } = decided;
  const args = {
    venue: facts.venueId,
    seller: recording.device.venueId,
    visit: JSON.stringify({ ...toRow(decided), refusal }),
    ids: recording.visit.usages.map(({ id }) => id),
  };
  const [row] = await queries.query<{ readonly cloned: boolean | null }>(...call('store_refusal', args, 'cloned'));
  if (row?.cloned) await closeLeases(queries, recording);
  return row !== undefined && row.cloned !== null;
}

async function closeLeases(queries: Queries, { device, visit: { origin }, atMs }: Recording): Promise<void> {
  if (origin !== undefined) await closeLeasesOf(queries, { device, journal: origin.journal, atMs });
}

/** Returns a visit as `commit_visits` reads it. */
function toCountedRow({ evaluations, ...decided }: CountableVisit) {
  const { recording, facts } = decided;
  const { how, usages, ...visit } = recording.visit;
  return {
    ...toRow(decided),
    // `commit_visits` counts a refused visit only if its caller knew that it was refused.
    state: facts.known?.state ?? null,
    how,
    taken_at: toTimestamp(takenAtMs(visit)),
    usages: usages.map((usage, index) => ({
      ...usage,
      redeems: evaluations[index]?.redeems?.usageId ?? null,
      flags: evaluations[index]?.flags ?? [],
    })),
  };
}

function toRow({ recording, facts }: Decided) {
  const { device, visit, sentAs = visit, isForAnyMinors = false, clockSuspect = false, atMs } = recording;
  const before = isForAnyMinors ? facts.known?.fingerprint : undefined;
  return {
    id: visit.id,
    show_id: facts.show.id,
    day: facts.day,
    device_id: device.id,
    fingerprint: before ?? fingerprintOf(sentAs, recording.fingerprintKey),
    recorded_at: toTimestamp(atMs),
    journal_id: visit.origin?.journal,
    seq: visit.origin?.seq,
    clock_suspect: clockSuspect,
    reference: visit.reference ?? null,
    metadata: visit.metadata ?? null,
  };
}
