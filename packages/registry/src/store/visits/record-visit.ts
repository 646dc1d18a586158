import { type Flag, ticketsOf } from '@kaiku/client/admission';
import type { Database, Queries } from '../database/database.ts';
import { isRecalled, untilReassigned } from '../leases/recall.ts';
import { untilSettled } from '../shows/retry-on-conflict.ts';
import type { Recorded } from '../store.ts';
import { keepRefused, type Recalled, type Recording, settle } from './commit-visits.ts';
import { judge, type VisitToJudge } from './evaluate-visit.ts';
import { type Facts, type Question, readFacts, showAfter } from './facts.ts';
import { fingerprintOf, isSameButForMinors } from './fingerprint.ts';
import { isLate, judgedAtMs } from './taken-at.ts';
import { findTickets } from './ticket-source.ts';

/** One attempt at a request, perhaps together with others (`countTogether`). */
export type Together = (recording: Recording) => Promise<Recorded | Recalled | undefined>;

/**
 * Records a visit, whole: a request is counted with all its usages or not at all, a report always. Facts are read, the rules
 * decide, and what they said is written only if the facts still hold: so the cap holds and one id is counted once however
 * many send it at the same time. Row automaton: decision 0006.
 * @param recallWaitMs how long a request waits for tickets that live devices hold, in milliseconds; no report waits
 */
export function recordVisit(
  database: Database,
  recording: Recording,
  { recallWaitMs = 0, together }: { readonly recallWaitMs?: number; readonly together?: Together } = {},
): Promise<Recorded> {
  const { visit, atMs } = recording;
  const { mode, showId } = visit;
  const tally = { showId, judgedAtMs: judgedAtMs(mode, visit, atMs) };
  let isFirst = true;
  return untilReassigned(recallWaitMs, (reassignsAll) =>
    untilSettled<Recorded | Recalled>(database, tally, (queries) => {
      const isFirstRequest = isFirst && mode === 'request';
      isFirst = false;
      const attempt = { ...recording, reassignsAll };
      return isFirstRequest && together ? together(attempt) : attemptVisit(queries, attempt);
    }),
  );
}

/** One attempt at it; `undefined` where somebody came in between. */
export async function attemptVisit(queries: Queries, recording: Recording): Promise<Recorded | Recalled | undefined> {
  const { visit, atMs } = recording;
  const { mode, usages: asked } = visit;
  const judgedAt = judgedAtMs(mode, visit, atMs);
  const [facts] = await readFacts(queries, questionOf(recording));
  if (facts === undefined) return { outcome: 'unknown-show' };

  const replayed = replay(facts, recording);
  if (replayed !== undefined) return replayed;
  // Its usages come with it or not at all: an id that is there already is of another visit.
  if (facts.members.some(({ knownFlags }) => knownFlags !== null)) {
    if (facts.known !== undefined) return { outcome: 'mismatch' };
    const [row] = await queries.query<{ unknown: boolean }>('select nobody_has($1) as unknown', [visit.id]);
    return row?.unknown ? { outcome: 'mismatch' } : undefined;
  }
  if (recording.isReserved && facts.members.some(({ earlier }) => earlier === null)) return undefined;

  const tickets = asked.reduce((sum, usage) => sum + ticketsOf(usage, facts.show), 0);
  const { judged, from: wanted } = findTickets({ mode, tickets }, facts, {
    judge: (show) => judge({ ...toJudge(facts, recording), show, atMs: judgedAt }),
    // It is against the whole, so against each.
    lacksRoom: ({ members }) => members.some(({ against }) => against.includes('cap-reached')),
  });
  const { refusal, members } = judged;
  if (mode === 'request' && refusal !== undefined) {
    const kept = await keepRefused(queries, { recording, facts }, refusal);
    return kept ? { outcome: 'refused', first: true, refusal, show: facts.today } : undefined;
  }
  const late: readonly Flag[] = isLate(judgedAt, atMs) ? ['late'] : [];
  const flagged = members.map(({ against, redeems }) => ({ redeems, flags: [...against, ...late] }));
  const settled = await settle(queries, [{ recording, facts, judged: flagged }], wanted);
  if (settled === undefined || isRecalled(settled)) return settled;
  const { from } = settled;
  const usages = asked.map(({ id }, place) => ({ id, flags: flagged[place]?.flags ?? [] }));
  return { outcome: 'counted', first: true, recordedAt: new Date(atMs), usages, from, show: showAfter(facts, settled) };
}

export function questionOf({ device, visit, atMs }: Recording): Question {
  const { showId, origin, leaseId, mode } = visit;
  const judged = { judgedAtMs: judgedAtMs(mode, visit, atMs), atMs };
  return { device, showId, journal: origin?.journal, leaseId, visits: [visit], ...judged };
}

/** The visit as it stands before the rules. */
export function toJudge({ show, members }: Facts, { visit, atMs }: Recording): VisitToJudge {
  const { how, agreed = false, company, usages } = visit;
  return {
    members: usages.flatMap(({ card: text, minors }, place) => {
      const facts = members[place];
      return facts === undefined ? [] : [{ text, minors, card: facts.card, earlier: facts.earlier }];
    }),
    ...{ show, how, agreed, company, atMs },
  };
}

/** The answer a known visit already has; `undefined` for one to be decided: new, or refused and now told as a report. */
export function replay({ known, members, today: show }: Facts, recording: Recording): Recorded | undefined {
  const { visit, sentAs = visit, isForAnyMinors = false } = recording;
  if (known === undefined) return undefined;
  if (known.showId !== visit.showId) return { outcome: 'mismatch' };
  const { state, recordedAt, voidedAt, from, refusal } = known;
  if (state === 'voided') return { outcome: 'voided', recordedAt: voidedAt ?? recordedAt, show };
  const fingerprint = fingerprintOf(sentAs);
  const { fingerprint: before } = known;
  const isSame = isForAnyMinors ? isSameButForMinors(before, fingerprint) : before === fingerprint;
  if (!isSame) return { outcome: 'mismatch' };
  if (state === 'counted') {
    const usages = visit.usages.map(({ id }, place) => ({ id, flags: members[place]?.knownFlags ?? [] }));
    return { outcome: 'counted', first: false, recordedAt, usages, from: from ?? 'free', show };
  }
  if (visit.mode === 'report' || refusal === null) return undefined;
  return { outcome: 'refused', first: false, refusal, show };
}
