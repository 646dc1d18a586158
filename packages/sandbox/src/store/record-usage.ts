import { type Refusal, type RefusalReason, type ShowFacts, ticketsOf } from '@kaiku/client/admission';
import type { UsageRequest } from '@kaiku/client/contract';
import type { Queries } from './database.ts';
import { judge } from './judgement.ts';
import { lockShow, lookUpCard } from './shows.ts';
import type { Device, Recorded } from './store.ts';
import { findUsage, fingerprintOf, type KnownUsage } from './usages.ts';

interface Recording {
  readonly device: Device;
  readonly usage: UsageRequest;
  readonly atMs: number;
}

/**
 * Records a usage inside a transaction: count, duplicate and idempotency are settled under the show's lock, so the cap
 * holds and one id is counted once however many send it at the same time.
 * Row automaton: protocol.md §4.2.
 */
export async function recordUsage(queries: Queries, recording: Recording): Promise<Recorded> {
  const { device, usage, atMs } = recording;
  const show = await lockShow(queries, device.venueId, usage.showId);
  if (show === undefined) return { outcome: 'unknown-show' };

  const known = await findUsage(queries, usage.id);
  const settled = known && replay(known, usage, show);
  if (settled !== undefined) return settled;

  const facts = await lookUpCard(queries, show.id, usage.card);
  const { refusal, against } = judge({ ...facts, text: usage.card, show, atMs: judgedAt(recording) }, usage);
  if (usage.mode === 'ask' && refusal !== undefined) {
    await insertRefused(queries, recording, refusal);
    return { outcome: 'refused', refusal, show };
  }
  const taken = await count(queries, recording, { flags: against, known: known !== undefined });
  return { outcome: 'counted', first: true, recordedAt: new Date(atMs), flags: against, show: { ...show, taken } };
}

/** The answer a known usage already has; `undefined` for a refused one that comes as a fact: that is counted now. */
function replay(known: KnownUsage, usage: UsageRequest, show: ShowFacts): Recorded | undefined {
  if (known.showId !== usage.showId) return { outcome: 'mismatch' };
  if (known.state === 'void') return { outcome: 'void', recordedAt: known.annulledAt ?? known.recordedAt, show };
  if (known.fingerprint !== fingerprintOf(usage)) return { outcome: 'mismatch' };
  if (known.state === 'counted') {
    return { outcome: 'counted', first: false, recordedAt: known.recordedAt, flags: known.flags, show };
  }
  if (usage.mode === 'fact' || known.refusal === null) return undefined;
  return { outcome: 'refused', refusal: known.refusal, show };
}

/** A fact is judged by the time it happened, as far as its device can be believed: never later than now. */
function judgedAt({ usage, atMs }: Recording): number {
  return usage.mode === 'fact' ? Math.min(takenAtMs(usage), atMs) : atMs;
}

// What both databases and JavaScript write alike: from 1970 to the end of the year 9999, in milliseconds.
const latestInstantMs = 253_402_300_799_999;

/** When it was taken, by the device. Its clock may stand anywhere: what cannot be kept is kept as the nearest that can. */
function takenAtMs({ takenAt }: UsageRequest): number {
  return Math.min(Math.max(0, Date.parse(takenAt) || 0), latestInstantMs);
}

async function insertRefused(queries: Queries, { device, usage, atMs }: Recording, refusal: Refusal): Promise<void> {
  await queries.query(
    `insert into usage (id, show_id, device_id, state, card, minors, how, fingerprint, taken_at, recorded_at, refusal)
     values ($1, $2, $3, 'refused', $4, $5, $6, $7, $8, $9, $10)`,
    [...factsOf({ device, usage, atMs }), JSON.stringify(refusal)],
  );
}

const insertCounted = `
  insert into usage (id, show_id, device_id, state, card, minors, how, fingerprint, taken_at, recorded_at, flags)
  values ($1, $2, $3, 'counted', $4, $5, $6, $7, $8, $9, $10)`;

// Its other facts are the same: the fingerprint has been compared.
const refusedToCounted = `
  update usage set state = 'counted', device_id = $3, taken_at = $8, recorded_at = $9, flags = $10, refusal = null
  where id = $1 and show_id = $2 and card = $4 and minors = $5 and how = $6 and fingerprint = $7`;

/**
 * Counts a usage that is new, or known as refused, and gives the show's tickets taken after it. Row and count move in
 * one statement.
 */
async function count(
  queries: Queries,
  recording: Recording,
  { flags, known }: { readonly flags: readonly RefusalReason[]; readonly known: boolean },
): Promise<number> {
  const tickets = ticketsOf(recording.usage);
  const [show] = await queries.query<{ taken: number }>(
    `with counted as (${known ? refusedToCounted : insertCounted} returning show_id)
     update show set taken = taken + $11, beyond_cap = beyond_cap + $12 from counted
     where show.id = counted.show_id returning taken`,
    [...factsOf(recording), flags, tickets, flags.includes('cap-reached') ? tickets : 0],
  );
  if (show === undefined) throw new Error('A usage was changed by somebody who had not locked its show.');
  return show.taken;
}

/** The values $1 to $9 of a row that has facts. */
function factsOf({ device, usage, atMs }: Recording) {
  const { id, showId, card, minors, how } = usage;
  const takenAt = new Date(takenAtMs(usage)).toISOString();
  return [
    id,
    showId,
    device.id,
    card,
    minors,
    how,
    fingerprintOf(usage),
    takenAt,
    new Date(atMs).toISOString(),
  ] as const;
}
