import { type Flag, ticketsOf } from '@kaiku/client/admission';
import type { UsageRequest } from '@kaiku/client/contract';
import type { Database, Queries } from './database.ts';
import { type Facts, type KnownUsage, readFacts, showAfter } from './facts.ts';
import { judge } from './judgement.ts';
import { findPlaces } from './places.ts';
import { isRecalled, untilLent } from './recall.ts';
import { type Decided, keepRefused, type Recalled, settle } from './settle.ts';
import type { Device, Recorded } from './store.ts';
import { isLate, judgedAtMs } from './taken-at.ts';
import { untilSettled } from './until-settled.ts';
import { fingerprintOf } from './usages.ts';

export interface Recording {
  readonly device: Device;
  readonly usage: UsageRequest;
  readonly atMs: number;
  /** The device did not know how wrong its clock was. Default false. */
  readonly clockSuspect?: boolean;
  /** The card has a standing reservation or a use: where facts have none, somebody came in between. */
  readonly isReserved?: boolean;
  /** How long an ask waits for places that live devices hold, in milliseconds. Default 0; no fact waits. */
  readonly recallWaitMs?: number;
  /** See `Decided`. Default false. */
  readonly lendsAll?: boolean;
}

/** One attempt at an ask, perhaps together with others (`countTogether`). */
export type Together = (recording: Recording) => Promise<Recorded | Recalled | undefined>;

/**
 * Records a usage. Facts are read, the rules decide, and what they said is written only if the facts still hold: so the
 * cap holds and one id is counted once however many send it at the same time. Row automaton: decision 0006.
 */
export function recordUsage(database: Database, recording: Recording, together?: Together): Promise<Recorded> {
  const { usage, atMs } = recording;
  const { mode, showId } = usage;
  const tally = { showId, judgedAtMs: judgedAtMs(mode, usage, atMs) };
  let isFirst = true;
  return untilLent(recording.recallWaitMs ?? 0, (lendsAll) =>
    untilSettled<Recorded | Recalled>(database, tally, (queries) => {
      const isFirstAsk = isFirst && mode === 'ask';
      isFirst = false;
      const attempt = { ...recording, lendsAll };
      return isFirstAsk && together ? together(attempt) : attemptUsage(queries, attempt);
    }),
  );
}

/** One attempt at it; `undefined` where somebody came in between. */
export async function attemptUsage(queries: Queries, recording: Recording): Promise<Recorded | Recalled | undefined> {
  const { device, usage, atMs } = recording;
  const { showId, origin, leaseId, how, mode } = usage;
  const judgedAt = judgedAtMs(mode, usage, atMs);
  const place = { device, showId, journal: origin?.journal, leaseId };
  const facts = await readFacts(queries, { ...place, visitId: null, asked: [usage], judgedAtMs: judgedAt, atMs });
  const member = facts?.members[0];
  if (facts === undefined || member === undefined) return { outcome: 'unknown-show' };

  const replayed = member.known && replay(member.known, usage, facts.today);
  if (replayed !== undefined) return replayed;

  const { card, earlier } = member;
  if (recording.isReserved && earlier === null) return undefined;
  const { judged, from: wanted } = findPlaces({ mode, tickets: ticketsOf(usage, facts.show) }, facts, {
    judge: (show) => judge({ text: usage.card, card, earlier, show, how, atMs: judgedAt }, usage),
    lacksRoom: ({ against }) => against.includes('cap-reached'),
  });
  const decided = toDecided(recording, facts);
  if (mode === 'ask' && judged.refusal !== undefined) {
    const { refusal } = judged;
    const kept = await keepRefused(queries, decided, refusal);
    return kept ? { outcome: 'refused', first: true, refusal, show: facts.today } : undefined;
  }
  const flags: readonly Flag[] = isLate(judgedAt, atMs) ? [...judged.against, 'late'] : judged.against;
  const settled = await settle(queries, [{ decided, judged: [{ ...judged, flags }] }], wanted);
  if (settled === undefined || isRecalled(settled)) return settled;
  const { from } = settled;
  const show = showAfter(facts, settled);
  return { outcome: 'counted', first: true, recordedAt: new Date(atMs), flags, from, show };
}

export function toDecided(recording: Recording, facts: Facts): Decided {
  const { device, usage, clockSuspect = false, atMs, lendsAll = false } = recording;
  const { mode, origin, leaseId } = usage;
  const usages = [{ ...usage, fingerprint: fingerprintOf(usage) }];
  return { device, mode, visit: null, usages, origin, leaseId, clockSuspect, facts, atMs, lendsAll };
}

/** The answer a known usage already has; `undefined` for a refused one that comes as a fact: that is counted now. */
function replay(known: KnownUsage, usage: UsageRequest, show: Facts['today']): Recorded | undefined {
  if (known.showId !== usage.showId) return { outcome: 'mismatch' };
  if (known.state !== 'void' && known.fingerprint !== fingerprintOf(usage)) return { outcome: 'mismatch' };
  return replayKnown(known, usage.mode, show);
}

/** The same, where the facts are known to be the same. */
export function replayKnown(known: KnownUsage, mode: 'ask' | 'fact', show: Facts['today']): Recorded | undefined {
  const { recordedAt, flags } = known;
  switch (known.state) {
    case 'void':
      return { outcome: 'void', recordedAt: known.annulledAt ?? recordedAt, show };
    case 'counted':
    case 'redeemed':
    case 'lapsed':
      return { outcome: 'counted', first: false, recordedAt, flags, from: known.from ?? 'pool', show };
    case 'refused':
      if (mode === 'fact' || known.refusal === null) return undefined;
      return { outcome: 'refused', first: false, refusal: known.refusal, show };
    default:
      return known.state satisfies never;
  }
}
