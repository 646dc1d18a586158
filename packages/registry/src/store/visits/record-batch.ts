import { createBatcher } from '../database/batcher.ts';
import type { Queries } from '../database/database.ts';
import { isBusy, isConflict } from '../database/errors.ts';
import { isRecalled, type Recalled } from '../leases/recall.ts';
import { type Committed, type CountableVisit, commitVisits, type Recording, ticketsOfAll } from './commit-visits.ts';
import { evaluateVisit } from './evaluate-visit.ts';
import { type Facts, readFacts, showAfter } from './facts.ts';
import { type AttemptInBatch, attemptVisit, toEvaluate } from './record-visit.ts';
import type { RecordResult } from './results.ts';

/** The most usages in a batch: as many as a visit may have. The tally is locked while they are written. Guess. */
const maxBatchSize = 50;

/**
 * Returns a function for the first attempt at a request. Requests that arrive for a show while it is busy with others are
 * decided and counted as one batch, in their order (decision 0015). A request that the rules do not plainly admit, or
 * whose facts have changed, gets `undefined`: it is then decided individually.
 */
export function createVisitBatcher(queries: Queries): AttemptInBatch {
  return createBatcher<Recording, RecordResult | Recalled>({
    queueOf: ({ device, visit }) => `${device.venueId}/${visit.showId}`,
    // Two visits that share a card, an id or a journal: the second depends on the first.
    conflictKeysOf: ({ visit: { id, usages, origin } }) => [
      ...[id, ...usages.flatMap((usage) => [usage.id, usage.card])],
      ...(origin === undefined ? [] : [origin.journal]),
    ],
    sizeOf: ({ visit }) => visit.usages.length,
    maxBatchSize,
    async runBatch(recordings) {
      const [first] = recordings;
      if (first === undefined) return [];
      if (recordings.length === 1) return [await attemptVisit(queries, first)];
      try {
        return await attemptBatch(queries, recordings, first);
      } catch (error) {
        // A busy database would make each of them wait again. Any other error concerns one of them: decide individually.
        if (isBusy(error) && !isConflict(error)) throw error;
        return [];
      }
    },
  });
}

/** Attempts several visits of the same venue and show, as of the moment the last of them arrived. */
async function attemptBatch(
  queries: Queries,
  recordings: readonly Recording[],
  { device, visit: { showId } }: Recording,
): Promise<readonly (RecordResult | undefined)[]> {
  const visits = recordings.map(({ visit }) => visit);
  const atMs = Math.max(...recordings.map((recording) => recording.atMs));
  const facts = await readFacts(queries, { device, showId, visits, evaluatedAtMs: atMs, atMs });
  if (facts.length === 0) return [];

  const decided = decideBatch(recordings, facts, atMs);
  const [first, ...others] = decided.filter((visit) => visit !== undefined);
  const committed = first && (await commitVisits(queries, [first, ...others], 'free'));
  // If leases were recalled, each request waits individually.
  return committed === undefined || isRecalled(committed) ? [] : resultsOf(decided, committed);
}

/** Decides about each visit as if those before it were counted. `undefined`: it must be decided individually. */
function decideBatch(
  recordings: readonly Recording[],
  allFacts: readonly Facts[],
  atMs: number,
): readonly (CountableVisit | undefined)[] {
  let takenBefore = 0;
  return recordings.map((each, index) => {
    const facts = allFacts[index];
    if (facts === undefined || facts.known !== undefined) return undefined;
    if (facts.members.some(({ knownFlags }) => knownFlags !== null)) return undefined;
    const recording = { ...each, atMs };
    const show = { ...facts.show, taken: facts.show.taken + takenBefore };
    const { refusal, members } = evaluateVisit(toEvaluate({ ...facts, show }, recording));
    if (refusal !== undefined || members.some(({ redeems }) => redeems !== null)) return undefined;
    takenBefore += ticketsOfAll(recording.visit.usages, show);
    return { recording, facts, evaluations: members.map(({ redeems }) => ({ redeems, flags: [] })) };
  });
}

/** Returns the result of each visit, with the tally as it was after that visit. */
function resultsOf(
  visits: readonly (CountableVisit | undefined)[],
  committed: Committed,
): readonly (RecordResult | undefined)[] {
  const { from, leased } = committed;
  const ticketsTaken = ({ recording, facts }: CountableVisit) => ticketsOfAll(recording.visit.usages, facts.show);
  let taken = committed.taken - visits.reduce((sum, visit) => sum + (visit ? ticketsTaken(visit) : 0), 0);
  return visits.map((visit) => {
    if (visit === undefined) return undefined;
    const { recording, facts } = visit;
    taken += ticketsTaken(visit);
    const usages = recording.visit.usages.map(({ id }) => ({ id, flags: [] }));
    const show = showAfter(facts, { taken, leased });
    return { outcome: 'counted', first: true, recordedAt: new Date(recording.atMs), usages, from, show };
  });
}
