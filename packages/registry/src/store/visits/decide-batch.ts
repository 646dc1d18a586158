import { type Committed, type CountableVisit, type Recording, ticketsOfAll } from './commit-visits.ts';
import { evaluateVisit } from './evaluate-visit.ts';
import { cardFlagsAt, type Facts, showAfter } from './facts.ts';
import { toEvaluate } from './record-visit.ts';
import type { RecordResult } from './results.ts';

/** The most usages in a batch: as many as a visit may have. The tally is locked while they are written. Guess. */
const maxBatchSize = 50;

/** Options of a batcher of visits. */
export const batched = {
  // Two visits that share a card, an id or a journal: the second depends on the first.
  conflictKeysOf: ({ visit: { id, usages, origin } }: Recording) => [
    ...[id, ...usages.flatMap((usage) => [usage.id, usage.card])],
    ...(origin === undefined ? [] : [origin.journal]),
  ],
  sizeOf: ({ visit }: Recording) => visit.usages.length,
  maxBatchSize,
};

/** Decides about each visit as if those before it were counted. `undefined`: it must be decided individually. */
export function decideBatch(
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
    const evaluations = members.map(({ redeems }, place) => ({ redeems, flags: cardFlagsAt(facts, place) }));
    return { recording, facts, evaluations };
  });
}

/** Returns the result of each visit, with the tally as it was after that visit. */
export function resultsOf(
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
    const usages = recording.visit.usages.map(({ id }, index) => ({ id, flags: cardFlagsAt(facts, index) }));
    const show = showAfter(facts, { taken, leased });
    return { outcome: 'counted', first: true, recordedAt: new Date(recording.atMs), usages, from, show };
  });
}
