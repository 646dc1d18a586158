import { gather } from '../database/batcher.ts';
import { hasChanged, isBusy, type Queries } from '../database/database.ts';
import { isRecalled } from '../leases/recall.ts';
import type { Recorded } from '../store.ts';
import { allTickets, type Counting, type Recalled, type Recording, type Settled, settle } from './commit-visits.ts';
import { judge } from './evaluate-visit.ts';
import { type Facts, readFacts, showAfter } from './facts.ts';
import { attemptVisit, type Together, toJudge } from './record-visit.ts';

/** Usages: as many as a visit may have. The tally is held while they are written. Guess. */
const max = 50;

/**
 * The first attempt at requests. Those that come for a show while it is busy with others are decided and counted together,
 * each by itself and in their order. Where the rules do not plainly say yes to one, or anything that they were decided on
 * has changed meanwhile, it gives `undefined`: then each is decided alone.
 */
export function countTogether(queries: Queries): Together {
  return gather<Recording, Recorded | Recalled>({
    lineOf: ({ device, visit }) => `${device.venueId}/${visit.showId}`,
    // What one of two such leaves behind, the other is decided on.
    apartBy: ({ visit: { id, usages, origin } }) => [
      ...[id, ...usages.flatMap((usage) => [usage.id, usage.card])],
      ...(origin === undefined ? [] : [origin.journal]),
    ],
    sizeOf: ({ visit }) => visit.usages.length,
    max,
    async together(recordings) {
      const [first] = recordings;
      if (first === undefined) return [];
      if (recordings.length === 1) return [await attemptVisit(queries, first)];
      try {
        return await attemptTogether(queries, recordings, first);
      } catch (error) {
        // What is wrong with one is no matter of the others; a busy database is, and each would wait for it again.
        if (isBusy(error) && !hasChanged(error)) throw error;
        return [];
      }
    },
  });
}

/** One attempt at several of the same venue and show, at the moment the last of them came. */
async function attemptTogether(
  queries: Queries,
  recordings: readonly Recording[],
  { device, visit: { showId } }: Recording,
): Promise<readonly (Recorded | undefined)[]> {
  const visits = recordings.map(({ visit }) => visit);
  const atMs = Math.max(...recordings.map((recording) => recording.atMs));
  const facts = await readFacts(queries, { device, showId, visits, judgedAtMs: atMs, atMs });
  if (facts.length === 0) return [];

  const decided = decideAll(recordings, facts, atMs);
  const [first, ...others] = decided.filter((counting) => counting !== undefined);
  const settled = first && (await settle(queries, [first, ...others], 'free'));
  // Where tickets must be asked for, each waits by itself.
  return settled === undefined || isRecalled(settled) ? [] : answersOf(decided, settled);
}

/** Decides about each as if those before it were counted; `undefined` where it is not to be counted just so. */
function decideAll(
  recordings: readonly Recording[],
  all: readonly Facts[],
  atMs: number,
): readonly (Counting | undefined)[] {
  let before = 0;
  return recordings.map((each, place) => {
    const facts = all[place];
    if (facts === undefined || facts.known !== undefined) return undefined;
    if (facts.members.some(({ knownFlags }) => knownFlags !== null)) return undefined;
    const recording = { ...each, atMs };
    const show = { ...facts.show, taken: facts.show.taken + before };
    const { refusal, members } = judge(toJudge({ ...facts, show }, recording));
    if (refusal !== undefined || members.some(({ redeems }) => redeems !== null)) return undefined;
    before += allTickets(recording.visit.usages, show);
    return { recording, facts, judged: members.map(({ redeems }) => ({ redeems, flags: [] })) };
  });
}

/** What each is told: the tally as it was when those up to it were counted. */
function answersOf(countings: readonly (Counting | undefined)[], settled: Settled): readonly (Recorded | undefined)[] {
  const { from, leased } = settled;
  const ticketsTaken = ({ recording, facts }: Counting) => allTickets(recording.visit.usages, facts.show);
  let taken = settled.taken - countings.reduce((sum, counting) => sum + (counting ? ticketsTaken(counting) : 0), 0);
  return countings.map((counting) => {
    if (counting === undefined) return undefined;
    const { recording, facts } = counting;
    taken += ticketsTaken(counting);
    const usages = recording.visit.usages.map(({ id }) => ({ id, flags: [] }));
    const show = showAfter(facts, { taken, leased });
    return { outcome: 'counted', first: true, recordedAt: new Date(recording.atMs), usages, from, show };
  });
}
