import { createBatcher } from '../database/batcher.ts';
import type { Queries } from '../database/database.ts';
import { isBusy, isConflict } from '../database/errors.ts';
import { isRecalled, type Recalled } from '../leases/recall.ts';
import { commitVisits, type Recording } from './commit-visits.ts';
import { batched, decideBatch, resultsOf } from './decide-batch.ts';
import { readFacts } from './facts.ts';
import { createShowsBatcher } from './record-across-shows.ts';
import { type AttemptInBatch, attemptVisit } from './record-visit.ts';
import type { RecordResult } from './results.ts';

/**
 * Returns a function for the first attempt at a request. Requests that arrive for a show while it is busy with others are
 * decided and counted as one batch, in their order (decision 0015). A request that is alone at its show is counted
 * together with those of other shows. One that the rules do not plainly admit, or whose facts have changed, gets
 * `undefined`: it is then decided individually. `onBatch` gets the number of visits of each attempt.
 */
export function createVisitBatcher(queries: Queries, onBatch?: (visits: number) => void): AttemptInBatch {
  const attemptAcrossShows = createShowsBatcher(queries, onBatch);
  return createBatcher<Recording, RecordResult | Recalled>({
    ...batched,
    queueOf: ({ device, visit }) => `${device.venueId}/${visit.showId}`,
    async runBatch(recordings) {
      const [first] = recordings;
      if (first === undefined) return [];
      if (recordings.length === 1) {
        const { result, facts } = (await attemptAcrossShows(first)) ?? {};
        return [result ?? (await attemptVisit(queries, first, facts))];
      }
      onBatch?.(recordings.length);
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
