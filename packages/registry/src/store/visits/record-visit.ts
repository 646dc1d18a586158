import { type Flag, isDateUnsure, ticketsOf } from '@kaiku/client/admission';
import { call, type Database, type Queries } from '../database/database.ts';
import { mayUseJournal } from '../devices/may-use-journal.ts';
import { isRecalled, type Recalled, retryUntilReturned } from '../leases/recall.ts';
import { retryOnConflict } from '../shows/retry-on-conflict.ts';
import { commitVisits, type Recording, storeRefusal } from './commit-visits.ts';
import { evaluateVisit, type VisitToEvaluate } from './evaluate-visit.ts';
import { cardFlagsAt, type Facts, type FactsQuestion, readFacts, showAfter } from './facts.ts';
import { fingerprintOf, isSameButForMinors, isSameFingerprint } from './fingerprint.ts';
import type { RecordResult } from './results.ts';
import { evaluatedAtMs, isLate, takenAtMs } from './taken-at.ts';
import { chooseTicketSource } from './ticket-source.ts';

/** One attempt to record a request, perhaps in a batch (`createVisitBatcher`). */
export type AttemptInBatch = (recording: Recording) => Promise<RecordResult | Recalled | undefined>;

/**
 * Records a visit, all or nothing. A request may be refused by the rules; a report is always counted. It reads the facts,
 * evaluates the rules, and commits the result only if the facts have not changed. So the cap holds, and an id is counted
 * once however many messages carry it at the same time. The states of the row: decision 0006.
 * @param recallWaitMs how long a request waits for tickets that responding devices hold, in milliseconds. A report never
 *   waits.
 */
export function recordVisit(
  database: Database,
  recording: Recording,
  {
    recallWaitMs = 0,
    attemptInBatch,
  }: { readonly recallWaitMs?: number; readonly attemptInBatch?: AttemptInBatch } = {},
): Promise<RecordResult> {
  const { visit, atMs } = recording;
  const { mode, showId } = visit;
  const tally = { showId, evaluatedAtMs: evaluatedAtMs(mode, visit, atMs) };
  let mayUseBatch = mode === 'request';
  return retryUntilReturned(recallWaitMs, (reassignsAll) =>
    retryOnConflict<RecordResult | Recalled>(database, tally, (queries) => {
      const attempt = { ...recording, reassignsAll };
      const useBatch = mayUseBatch ? attemptInBatch : undefined;
      mayUseBatch = false;
      return useBatch === undefined ? attemptVisit(queries, attempt) : useBatch(attempt);
    }),
  );
}

/**
 * Attempts to record a visit. Returns `undefined` if its facts have changed before the commit.
 * @param read the facts, if they have just been read
 */
export async function attemptVisit(
  queries: Queries,
  recording: Recording,
  read?: readonly Facts[],
): Promise<RecordResult | Recalled | undefined> {
  const [facts] = read ?? (await readFacts(queries, factsQuestionOf(recording)));
  if (facts === undefined) {
    const { device, visit } = recording;
    const isOwn = visit.origin === undefined || (await mayUseJournal(queries, device, visit.origin.journal));
    return { outcome: isOwn ? 'unknown-show' : 'foreign-journal' };
  }

  const replayed = replay(facts, recording);
  if (replayed !== undefined) return replayed;
  // A visit is stored with all its usages, so an existing usage belongs to another visit.
  if (facts.members.some(({ knownFlags }) => knownFlags !== null)) {
    if (facts.known !== undefined) return { outcome: 'mismatch' };
    const args = { venue: facts.venueId, visit: recording.visit.id };
    const [row] = await queries.query<{ unused: boolean }>(...call('is_unused', args, 'unused'));
    return row?.unused ? { outcome: 'mismatch' } : undefined;
  }
  if (recording.isReserved && facts.members.some(({ earlier }) => earlier === null)) return undefined;
  return decideAndCommit(queries, recording, facts);
}

async function decideAndCommit(
  queries: Queries,
  recording: Recording,
  facts: Facts,
): Promise<RecordResult | Recalled | undefined> {
  const { visit, atMs } = recording;
  const { mode, usages } = visit;
  const evaluatedAt = evaluatedAtMs(mode, visit, atMs);
  const tickets = usages.reduce((sum, usage) => sum + ticketsOf(usage, facts.show), 0);
  const { evaluation, source } = chooseTicketSource({ mode, tickets }, facts, {
    evaluate: (show) => evaluateVisit({ ...toEvaluate(facts, recording), show, atMs: evaluatedAt }),
    // The cap is a reason of the whole visit, so of each member.
    isOverCap: ({ members }) => members.some(({ reasons }) => reasons.includes('cap-reached')),
  });
  const { refusal, members } = evaluation;
  if (mode === 'request' && refusal !== undefined) {
    const stored = await storeRefusal(queries, { recording, facts }, refusal);
    return stored ? { outcome: 'refused', first: true, refusal, show: facts.today } : undefined;
  }
  const dateFlags = mode === 'report' ? dateFlagsOf(recording, evaluatedAt) : [];
  const evaluations = members.map(({ reasons, redeems }, index) => ({
    redeems,
    flags: [...reasons, ...dateFlags, ...cardFlagsAt(facts, index)],
  }));
  const committed = await commitVisits(queries, [{ recording, facts, evaluations }], source);
  if (committed === undefined || isRecalled(committed)) return committed;
  return {
    outcome: 'counted',
    first: true,
    recordedAt: new Date(atMs),
    usages: usages.map(({ id }, index) => ({ id, flags: evaluations[index]?.flags ?? [] })),
    from: committed.from,
    show: showAfter(facts, committed),
  };
}

/** Returns the flags of a report's date. */
export function dateFlagsOf({ visit, clockSuspect = false, atMs }: Recording, evaluatedMs: number): readonly Flag[] {
  const isUnsure = isDateUnsure({ takenAtMs: takenAtMs(visit), clockSuspect }, atMs);
  return [...(isLate(evaluatedMs, atMs) ? (['late'] as const) : []), ...(isUnsure ? (['date-unsure'] as const) : [])];
}

/** Returns the question whose answer are the facts of a visit. */
export function factsQuestionOf({ device, visit, atMs }: Recording): FactsQuestion {
  const { showId, origin, leaseId, mode } = visit;
  const evaluated = { evaluatedAtMs: evaluatedAtMs(mode, visit, atMs), atMs };
  return { device, showId, journal: origin?.journal, leaseId, visits: [visit], ...evaluated };
}

/** Returns a visit with its facts, for the rules. */
export function toEvaluate({ show, members }: Facts, { visit, atMs }: Recording): VisitToEvaluate {
  const { how, agreed = false, company, usages } = visit;
  return {
    members: usages.flatMap(({ card: text, minors }, index) => {
      const facts = members[index];
      return facts === undefined ? [] : [{ text, minors, card: facts.card, earlier: facts.earlier }];
    }),
    ...{ show, how, agreed, company, atMs },
  };
}

/** Returns the stored result of a known visit; `undefined` if it is new, or was refused and is now a report. */
export function replay({ known, members, today: show }: Facts, recording: Recording): RecordResult | undefined {
  const { visit, sentAs = visit, isForAnyMinors = false } = recording;
  if (known === undefined) return undefined;
  if (known.showId !== visit.showId) return { outcome: 'mismatch' };
  const { state, recordedAt, voidedAt, from, refusal } = known;
  if (state === 'voided') return { outcome: 'voided', recordedAt: voidedAt ?? recordedAt, show };
  const fingerprint = fingerprintOf(sentAs, recording.fingerprintKey);
  const isSame = isForAnyMinors ? isSameButForMinors : isSameFingerprint;
  if (!isSame(known.fingerprint, fingerprint)) return { outcome: 'mismatch' };
  if (state === 'counted') {
    const usages = visit.usages.map(({ id }, index) => ({ id, flags: members[index]?.knownFlags ?? [] }));
    return { outcome: 'counted', first: false, recordedAt, usages, from: from ?? 'free', show };
  }
  if (visit.mode === 'report' || refusal === null) return undefined;
  return { outcome: 'refused', first: false, refusal, show };
}
