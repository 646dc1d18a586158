import { type Flag, type Refusal, type ShowFacts, ticketsOf } from '@kaiku/client/admission';
import type { VisitRequest } from '@kaiku/client/contract';
import type { Queries } from '../database/database.ts';
import { closeLeasesOf } from '../journals/journal.ts';
import type { Tally } from '../shows/shows.ts';
import type { Device, TicketSource } from '../store.ts';
import type { Judgement } from './evaluate-visit.ts';
import type { Facts } from './facts.ts';
import { type Fingerprinted, fingerprintOf } from './fingerprint.ts';
import { takenAtMs } from './taken-at.ts';

/** A visit on its way into the registry. */
export interface Recording {
  readonly device: Device;
  readonly visit: VisitRequest;
  readonly atMs: number;
  /** What it was sent as, where that is not all of the visit. */
  readonly sentAs?: Fingerprinted;
  /** How many minors come was left to the registry: it is the same visit with as many as the registry took before. */
  readonly isForAnyMinors?: boolean;
  /** The device did not know how wrong its clock was. Default false. */
  readonly clockSuspect?: boolean;
  /** Each card has a standing reservation or a usage: where facts have none, somebody came in between. */
  readonly isReserved?: boolean;
  /** Tickets are reassigned by every device that holds some, and not only by those that do not answer. Facts need not say so. */
  readonly reassignsAll?: boolean;
}

/** A visit that has been decided about, and on what that stood. */
interface Decided {
  readonly recording: Recording;
  readonly facts: Facts;
}

/** One to be counted, with what the rules said of each of its usages. */
export interface Counting extends Decided {
  readonly judged: readonly (Pick<Judgement, 'redeems'> & { readonly flags: readonly Flag[] })[];
}

/** The tally after it, and where the tickets came from in the end. */
export type Settled = Tally & { readonly from: TicketSource };

/** Nothing was counted: devices that hold the tickets have been asked for them, so the request is worth another try. */
export interface Recalled {
  readonly outcome: 'recalled';
}

/**
 * Counts a visit, or several of one show that were decided together and all take free tickets, in one statement, if all that
 * was decided on is still so. `undefined`, and nothing is done, where it is to be decided anew. Where others hold the
 * tickets of a soft cap, they reassign them, or are asked for them.
 */
export async function settle(
  queries: Queries,
  countings: readonly [Counting, ...Counting[]],
  from: TicketSource,
): Promise<Settled | Recalled | undefined> {
  const [{ recording, facts }] = countings;
  const { device, visit, atMs, reassignsAll = false } = recording;
  const usages = countings.flatMap((counting) => counting.recording.visit.usages);
  const redeems = countings.flatMap(({ judged }) => judged.flatMap((one) => one.redeems ?? []));
  const tickets = allTickets(usages, facts.show);
  const [row] = await queries.query<SettledRow>(
    `select * from settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      facts.show.id,
      facts.day,
      facts.version,
      usages.map(({ card }) => card),
      countings.flatMap((counting) => counting.facts.members.map(({ stoodOn }) => stoodOn)),
      new Date(atMs).toISOString(),
      from,
      visit.mode === 'request',
      device.id,
      visit.origin?.journal ?? null,
      visit.leaseId ?? null,
      tickets,
      tickets - allTickets(redeems, facts.show),
      redeems.map(({ usageId }) => usageId),
      JSON.stringify(countings.map(toCounted)),
      reassignsAll,
    ],
  );
  if (row === undefined) return undefined;
  const { cloned, from: source, ...tally } = row;
  if (source === 'recall') return { outcome: 'recalled' };
  for (const { recording } of countings) {
    if (cloned.includes(recording.visit.origin?.journal ?? '')) await closeLeases(queries, recording);
  }
  return { ...tally, from: source };
}

type SettledRow = Tally & { readonly from: TicketSource | 'recall'; readonly cloned: readonly string[] };

export function allTickets(usages: readonly { readonly minors: number }[], show: ShowFacts): number {
  return usages.reduce((sum, usage) => sum + ticketsOf(usage, show), 0);
}

/** Keeps a refused visit, so that the same request is refused again; false where its id is there meanwhile. */
export async function keepRefused(queries: Queries, decided: Decided, refusal: Refusal): Promise<boolean> {
  const { recording } = decided;
  const [row] = await queries.query<{ readonly cloned: boolean | null }>('select keep_refused($1, $2) as cloned', [
    JSON.stringify({ ...toRow(decided), refusal }),
    recording.visit.usages.map(({ id }) => id),
  ]);
  if (row?.cloned) await closeLeases(queries, recording);
  return row !== undefined && row.cloned !== null;
}

async function closeLeases(queries: Queries, { device, visit: { origin }, atMs }: Recording): Promise<void> {
  if (origin !== undefined) await closeLeasesOf(queries, { device, journal: origin.journal, atMs });
}

/** A visit's row as `settle` of settling.sql takes it. */
function toCounted({ judged, ...decided }: Counting) {
  const { recording, facts } = decided;
  const { how, usages, ...visit } = recording.visit;
  return {
    ...toRow(decided),
    // A refused visit is counted only by whoever knew that it was refused.
    state: facts.known?.state ?? null,
    how,
    taken_at: new Date(takenAtMs(visit)).toISOString(),
    usages: usages.map((usage, place) => ({
      ...usage,
      redeems: judged[place]?.redeems?.usageId ?? null,
      flags: judged[place]?.flags ?? [],
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
    fingerprint: before ?? fingerprintOf(sentAs),
    recorded_at: new Date(atMs).toISOString(),
    journal_id: visit.origin?.journal,
    seq: visit.origin?.seq,
    clock_suspect: clockSuspect,
    reference: visit.reference ?? null,
    metadata: visit.metadata ?? null,
  };
}
