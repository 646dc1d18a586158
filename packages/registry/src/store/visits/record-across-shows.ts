import { createBatcher } from '../database/batcher.ts';
import type { Queries } from '../database/database.ts';
import { isUnavailable } from '../database/errors.ts';
import { isRecalled } from '../leases/recall.ts';
import { commitShows, type Recording } from './commit-visits.ts';
import { batched, decideBatch, resultsOf } from './decide-batch.ts';
import { evaluateVisit } from './evaluate-visit.ts';
import { type Facts, readAllFacts } from './facts.ts';
import { factsQuestionOf, toEvaluate } from './record-visit.ts';
import type { RecordResult } from './results.ts';

/** The result of a visit; or its facts, if it must be decided individually, by them or by new ones. */
export interface AcrossShows {
  readonly result?: RecordResult;
  readonly facts?: readonly Facts[];
}

/** Batches at once. With more, each is smaller; with one, the database waits for this process between its statements. */
const lanes = 2;

/** Returns a function that attempts a visit together with visits of other shows. It never waits for a locked show. */
export function createShowsBatcher(
  queries: Queries,
  onBatch?: (visits: number) => void,
): (recording: Recording) => Promise<AcrossShows | undefined> {
  return createBatcher<Recording, AcrossShows>({
    ...batched,
    // Requests of different venues for one show are in the same lane, and never in the same batch.
    queueOf: ({ visit: { showId } }) => String(hashOf(showId) % lanes),
    conflictKeysOf: (recording) => [...batched.conflictKeysOf(recording), recording.visit.showId],
    async runBatch(recordings) {
      onBatch?.(recordings.length);
      try {
        return await attemptShows(queries, recordings);
      } catch (error) {
        if (isUnavailable(error)) throw error;
        return [];
      }
    },
  });
}

async function attemptShows(queries: Queries, recordings: readonly Recording[]): Promise<readonly AcrossShows[]> {
  const allFacts = await readAllFacts(queries, recordings.map(factsQuestionOf));
  const decided = recordings.map((recording, index) => {
    const facts = allFacts[index] ?? [];
    return facts.some((each) => isFree(recording, each))
      ? decideBatch([recording], facts, recording.atMs)[0]
      : undefined;
  });
  const counted = decided.filter((visit) => visit !== undefined);
  const committed = counted.length === 0 ? [] : await commitShows(queries, counted);
  return decided.map((visit, index) => {
    if (visit === undefined) return { facts: allFacts[index] ?? [] };
    const its = committed[counted.indexOf(visit)];
    const [result] = its === undefined || isRecalled(its) ? [] : resultsOf([visit], its);
    return result === undefined ? {} : { result };
  });
}

/** True if there are tickets that no device has leased. Leased ones may be the device's own, or have to be recalled. */
function isFree(recording: Recording, facts: Facts): boolean {
  const show = { ...facts.show, capIsHard: true };
  return evaluateVisit(toEvaluate({ ...facts, show }, recording)).refusal === undefined;
}

function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return hash;
}
