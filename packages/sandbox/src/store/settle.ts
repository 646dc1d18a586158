import { type Flag, type Refusal, type ShowFacts, ticketsOf, type UsageHow } from '@kaiku/client/admission';
import type { Origin } from '@kaiku/client/contract';
import type { Queries } from './database.ts';
import type { Facts } from './facts.ts';
import { closeLeasesOf } from './journal.ts';
import type { Judgement } from './judgement.ts';
import type { Tally } from './shows.ts';
import type { Device, PlaceSource } from './store.ts';
import { takenAtMs } from './taken-at.ts';

/** A usage on its way into the register. */
export interface NewUsage {
  readonly id: string;
  readonly card: string;
  readonly minors: number;
  readonly how: UsageHow;
  readonly takenAt: string;
  readonly fingerprint: string;
}

/** What has been decided, by whom it was asked and on what it stood. */
export interface Decided {
  readonly device: Device;
  readonly mode: 'ask' | 'fact';
  /** The visit that the usages belong to. */
  readonly visit: { readonly id: string; readonly fingerprint: string } | null;
  /** In the order of `facts.members`. */
  readonly usages: readonly NewUsage[];
  /** The entry of a journal that it comes from: one for a visit. */
  readonly origin: Origin | undefined;
  readonly leaseId: string | null | undefined;
  /** The device did not know how wrong its clock was. */
  readonly clockSuspect: boolean;
  readonly facts: Facts;
  readonly atMs: number;
  /** Places are lent by every device that holds some, and not only by those that do not answer. Facts need not say so. */
  readonly lendsAll: boolean;
}

/** What is written of what the rules said of a usage. */
interface Judged extends Pick<Judgement, 'redeems'> {
  readonly flags: readonly Flag[];
}

/** A usage or visit to be counted, with what the rules said of each of its usages. */
export interface Counting {
  readonly decided: Decided;
  readonly judged: readonly Judged[];
}

/** The tally after it, and where the places came from in the end. */
export type Settled = Tally & { readonly from: PlaceSource };

/** Nothing was counted: devices that hold the places have been asked for them, so the request is worth another try. */
export interface Recalled {
  readonly outcome: 'recalled';
}

/**
 * Counts a usage or visit, or several usages of one show that were decided together and all take free places, in one
 * statement, if all that was decided on is still so. `undefined`, and nothing is done, where it is to be decided anew.
 * Where others hold the places of a soft cap, they lend them, or are asked for them.
 */
export async function settle(
  queries: Queries,
  countings: readonly [Counting, ...Counting[]],
  from: PlaceSource,
): Promise<Settled | Recalled | undefined> {
  const [{ decided }] = countings;
  const { device, mode, visit, origin, leaseId, facts, atMs, lendsAll } = decided;
  const usages = countings.flatMap((counting) => counting.decided.usages);
  const redeems = countings.flatMap(({ judged }) => judged.flatMap((one) => one.redeems ?? []));
  const numbers = countings.flatMap((counting) => toNumber(counting.decided));
  const tickets = allTickets(usages, facts.show);
  const [row] = await queries.query<SettledRow>(
    `select * from settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
    [
      facts.show.id,
      facts.day,
      facts.version,
      usages.map(({ id }) => id),
      usages.map(({ card }) => card),
      countings.flatMap((counting) => counting.decided.facts.members.map(({ stoodOn }) => stoodOn)),
      new Date(atMs).toISOString(),
      from,
      mode === 'ask',
      device.id,
      origin?.journal ?? null,
      leaseId ?? null,
      tickets,
      tickets - allTickets(redeems, facts.show),
      redeems.map(({ usageId }) => usageId),
      numbers.length > 0 ? JSON.stringify(numbers) : null,
      // With the state it was decided on: a refused visit is counted only by whoever knew that it was refused.
      visit && JSON.stringify({ ...toVisitRow(decided, visit), state: facts.visit?.state ?? null }),
      JSON.stringify(countings.flatMap(toRows)),
      lendsAll,
    ],
  );
  if (row === undefined) return undefined;
  const { cloned, from: source, ...tally } = row;
  if (source === 'recall') return { outcome: 'recalled' };
  for (const { device, origin } of countings.map((counting) => counting.decided)) {
    if (origin === undefined || !cloned.includes(origin.journal)) continue;
    await closeLeasesOf(queries, { device, journal: origin.journal, atMs });
  }
  return { ...tally, from: source };
}

type SettledRow = Tally & { readonly from: PlaceSource | 'recall'; readonly cloned: readonly string[] };

export function allTickets(usages: readonly { readonly minors: number }[], show: ShowFacts): number {
  return usages.reduce((sum, usage) => sum + ticketsOf(usage, show), 0);
}

/** The number of a journal that it comes under, if any. */
function toNumber({ device, visit, usages, origin }: Decided) {
  return origin === undefined ? [] : { ...origin, unit: visit?.id ?? usages[0]?.id, device: device.id };
}

/** Keeps a refused usage or visit, so that the same ask is refused again; false where its id is there meanwhile. */
export async function keepRefused(queries: Queries, decided: Decided, refusal: Refusal): Promise<boolean> {
  const { device, visit, usages, origin, atMs } = decided;
  const [usage] = usages;
  const [row] = await queries.query<{ readonly cloned: boolean | null }>(
    'select keep_refused($1, $2, $3, $4) as cloned',
    [
      visit && JSON.stringify({ ...toVisitRow(decided, visit), refusal }),
      usage === undefined ? null : JSON.stringify({ ...toRow(decided, usage), refusal }),
      usages.map(({ id }) => id),
      new Date(atMs).toISOString(),
    ],
  );
  if (row?.cloned && origin !== undefined) await closeLeasesOf(queries, { device, journal: origin.journal, atMs });
  return row !== undefined && row.cloned !== null;
}

function toVisitRow(decided: Decided, visit: { readonly id: string; readonly fingerprint: string }) {
  return { ...visit, ...commonOf(decided), ...numberOf(decided.origin) };
}

function toRows({ decided, judged }: Counting) {
  return decided.usages.map((usage, place) => toRow(decided, usage, judged[place]));
}

function toRow(decided: Decided, usage: NewUsage, judged?: Judged) {
  const { facts, visit, origin, clockSuspect } = decided;
  const { id, card, minors, how, fingerprint } = usage;
  return {
    ...commonOf(decided),
    // Of a visit's usages the visit has the number.
    ...(visit === null && numberOf(origin)),
    id,
    day: facts.day,
    visit_id: visit?.id ?? null,
    card,
    minors,
    how,
    redeems: judged?.redeems?.usageId ?? null,
    fingerprint,
    taken_at: new Date(takenAtMs(usage)).toISOString(),
    flags: judged?.flags ?? [],
    clock_suspect: clockSuspect,
  };
}

function commonOf({ facts, device, atMs }: Decided) {
  return { show_id: facts.show.id, device_id: device.id, recorded_at: new Date(atMs).toISOString() };
}

function numberOf(origin: Origin | undefined) {
  return origin && { journal_id: origin.journal, seq: origin.seq };
}
