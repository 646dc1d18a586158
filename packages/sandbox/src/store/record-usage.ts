import type { UsageRequest } from '@kaiku/client/contract';
import type { Database, Queries } from './database.ts';
import { type Facts, type KnownUsage, readFacts } from './facts.ts';
import { judge } from './judgement.ts';
import { type Decided, keepRefused, settle } from './settle.ts';
import type { Device, Recorded } from './store.ts';
import { judgedAtMs } from './taken-at.ts';
import { untilSettled } from './until-settled.ts';
import { fingerprintOf } from './usages.ts';

export interface Recording {
  readonly device: Device;
  readonly usage: UsageRequest;
  readonly atMs: number;
  /** The card had a reservation or a use a moment ago: where it has none now, somebody came in between. */
  readonly isReserved?: boolean;
}

/**
 * Records a usage. Facts are read, the rules decide, and what they said is written only if the facts still hold: so the
 * cap holds and one id is counted once however many send it at the same time. Row automaton: protocol.md §4.2.
 */
export function recordUsage(database: Database, recording: Recording): Promise<Recorded> {
  const { usage, atMs } = recording;
  const tally = { showId: usage.showId, judgedAtMs: judgedAtMs(usage.mode, usage, atMs) };
  return untilSettled(database, tally, (queries) => attemptUsage(queries, recording));
}

/** One attempt at it; `undefined` where somebody came in between. */
export async function attemptUsage(queries: Queries, recording: Recording): Promise<Recorded | undefined> {
  const { device, usage, atMs } = recording;
  const judgedAt = judgedAtMs(usage.mode, usage, atMs);
  const { venueId } = device;
  const question = { venueId, showId: usage.showId, visitId: null, asked: [usage], judgedAtMs: judgedAt, atMs };
  const facts = await readFacts(queries, question);
  const member = facts?.members[0];
  if (facts === undefined || member === undefined) return { outcome: 'unknown-show' };

  const settled = member.known && replay(member.known, usage, facts.today);
  if (settled !== undefined) return settled;

  const { card, earlier } = member;
  if (recording.isReserved && earlier === null) return undefined;
  const { how } = usage;
  const judgement = judge({ text: usage.card, card, earlier, show: facts.show, how, atMs: judgedAt }, usage);
  const decided = toDecided(recording, facts);
  if (usage.mode === 'ask' && judgement.refusal !== undefined) {
    const { refusal } = judgement;
    const kept = await keepRefused(queries, decided, refusal);
    return kept ? { outcome: 'refused', first: true, refusal, show: facts.today } : undefined;
  }
  const taken = await settle(queries, decided, [judgement]);
  if (taken === undefined) return undefined;
  const show = withTaken(facts, taken);
  return { outcome: 'counted', first: true, recordedAt: new Date(atMs), flags: judgement.against, show };
}

/** The show as answers tell it once so many are taken of the day that was judged. */
export function withTaken(facts: Facts, taken: number): Facts['today'] {
  return facts.isToday ? { ...facts.today, taken } : facts.today;
}

function toDecided({ device, usage, atMs }: Recording, facts: Facts): Decided {
  return { device, visit: null, usages: [{ ...usage, fingerprint: fingerprintOf(usage) }], facts, atMs };
}

/** The answer a known usage already has; `undefined` for a refused one that comes as a fact: that is counted now. */
function replay(known: KnownUsage, usage: UsageRequest, show: Facts['today']): Recorded | undefined {
  if (known.showId !== usage.showId) return { outcome: 'mismatch' };
  if (known.state !== 'void' && known.fingerprint !== fingerprintOf(usage)) return { outcome: 'mismatch' };
  return replayKnown(known, usage.mode, show);
}

/** The same, where the facts are known to be the same. */
export function replayKnown(known: KnownUsage, mode: 'ask' | 'fact', show: Facts['today']): Recorded | undefined {
  switch (known.state) {
    case 'void':
      return { outcome: 'void', recordedAt: known.annulledAt ?? known.recordedAt, show };
    case 'counted':
    case 'redeemed':
      return { outcome: 'counted', first: false, recordedAt: known.recordedAt, flags: known.flags, show };
    case 'refused':
      if (mode === 'fact' || known.refusal === null) return undefined;
      return { outcome: 'refused', first: false, refusal: known.refusal, show };
    default:
      return known.state satisfies never;
  }
}
