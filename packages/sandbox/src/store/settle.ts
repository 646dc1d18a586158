import { type Refusal, type RefusalReason, ticketsOf, type UsageHow } from '@kaiku/client/admission';
import type { Queries } from './database.ts';
import type { Facts } from './facts.ts';
import type { Judgement } from './judgement.ts';
import type { Device } from './store.ts';
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
  /** The visit that the usages belong to. */
  readonly visit: { readonly id: string; readonly fingerprint: string } | null;
  /** In the order of `facts.members`. */
  readonly usages: readonly NewUsage[];
  readonly facts: Facts;
  readonly atMs: number;
}

/**
 * Counts usages, in one statement, if all that the decision stood on is still so. Gives the tickets taken after it;
 * `undefined`, and nothing is done, where it is to be decided anew.
 */
export async function settle(
  queries: Queries,
  decided: Decided,
  judged: readonly Pick<Judgement, 'against' | 'redeems'>[],
): Promise<number | undefined> {
  const { usages, facts, visit, device, atMs } = decided;
  const rows = usages.map((usage, place) => toRow(decided, usage, judged[place]));
  const redeemed = judged.reduce((sum, { redeems }) => sum + (redeems === null ? 0 : ticketsOf(redeems)), 0);
  const more = usages.reduce((sum, usage) => sum + ticketsOf(usage), 0) - redeemed;
  const isBeyondCap = judged.some(({ against }) => against.includes('cap-reached'));
  const common = { show_id: facts.show.id, device_id: device.id, recorded_at: new Date(atMs).toISOString() };
  const [answer] = await queries.query<{ taken: number | null }>(
    'select settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as taken',
    [
      facts.show.id,
      facts.day,
      facts.version,
      usages.map(({ id }) => id),
      usages.map(({ card }) => card),
      facts.members.map(({ stoodOn }) => stoodOn),
      more,
      isBeyondCap ? facts.show.taken : null,
      judged.flatMap(({ redeems }) => redeems?.usageId ?? []),
      // With the state it was decided on: a refused visit is counted only by whoever knew that it was refused.
      visit && JSON.stringify({ ...visit, state: facts.visit?.state ?? null, ...common }),
      JSON.stringify(rows.map((row) => ({ ...row, ...common }))),
    ],
  );
  return answer?.taken ?? undefined;
}

function toRow(
  { facts, visit }: Decided,
  usage: NewUsage,
  judged: { readonly against: readonly RefusalReason[]; readonly redeems: Judgement['redeems'] } | undefined,
) {
  const { id, card, minors, how, fingerprint } = usage;
  return {
    id,
    day: facts.day,
    visit_id: visit?.id ?? null,
    card,
    minors,
    how,
    redeems: judged?.redeems?.usageId ?? null,
    fingerprint,
    taken_at: new Date(takenAtMs(usage)).toISOString(),
    flags: judged?.against ?? [],
  };
}

/** Keeps a refused usage, so that the same ask is refused again; false where its id is there meanwhile. */
export async function keepRefused(queries: Queries, decided: Decided, refusal: Refusal): Promise<boolean> {
  const { device, visit, usages, facts, atMs } = decided;
  const recordedAt = new Date(atMs).toISOString();
  if (visit !== null) {
    const kept = await queries.query(
      `insert into visit (id, show_id, device_id, state, fingerprint, refusal, recorded_at)
       values ($1, $2, $3, 'refused', $4, $5, $6) on conflict do nothing returning id`,
      [visit.id, facts.show.id, device.id, visit.fingerprint, JSON.stringify(refusal), recordedAt],
    );
    return kept.length > 0;
  }
  const [usage] = usages;
  if (usage === undefined) return false;
  const { id, card, minors, how, fingerprint } = usage;
  const takenAt = new Date(takenAtMs(usage)).toISOString();
  const kept = await queries.query(
    `insert into usage (id, show_id, day, device_id, state, card, minors, how, fingerprint, taken_at, recorded_at, refusal)
     values ($1, $2, $3, $4, 'refused', $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
    [
      id,
      facts.show.id,
      facts.day,
      device.id,
      card,
      minors,
      how,
      fingerprint,
      takenAt,
      recordedAt,
      JSON.stringify(refusal),
    ],
  );
  return kept.length > 0;
}
