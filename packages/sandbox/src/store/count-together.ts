import { ticketsOf } from '@kaiku/client/admission';
import { hasChanged, isBusy, type Queries } from './database.ts';
import { type Facts, readFacts, showAfter } from './facts.ts';
import { gather } from './gather.ts';
import { judge } from './judgement.ts';
import { isRecalled } from './recall.ts';
import { attemptUsage, type Recording, type Together, toDecided } from './record-usage.ts';
import { allTickets, type Counting, type Recalled, type Settled, settle } from './settle.ts';
import type { Recorded } from './store.ts';

/** As many as a visit may have: the tally is held while they are written. Guess. */
const most = 50;

/**
 * The first attempt at asks. Those that come for a show while it is busy with others are decided and counted together,
 * each by itself and in their order. Where the rules do not plainly say yes to one, or anything that they were decided on
 * has changed meanwhile, it gives `undefined`: then each is decided alone.
 */
export function countTogether(queries: Queries): Together {
  return gather<Recording, Recorded | Recalled>({
    lineOf: ({ device, usage }) => `${device.venueId}/${usage.showId}`,
    // What one of two such leaves behind, the other is decided on.
    apartBy: ({ usage: { id, card, origin } }) => (origin === undefined ? [id, card] : [id, card, origin.journal]),
    most,
    async together(recordings) {
      const [first] = recordings;
      if (first === undefined) return [];
      if (recordings.length === 1) return [await attemptUsage(queries, first)];
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
  { device, usage: { showId } }: Recording,
): Promise<readonly (Recorded | undefined)[]> {
  const asked = recordings.map(({ usage }) => usage);
  const atMs = Math.max(...recordings.map((recording) => recording.atMs));
  const facts = await readFacts(queries, { device, showId, visitId: null, asked, judgedAtMs: atMs, atMs });
  if (facts === undefined) return [];

  const decided = decideAll(recordings, facts, atMs);
  const [first, ...others] = decided.filter((counting) => counting !== undefined);
  const settled = first && (await settle(queries, [first, ...others], 'pool'));
  // Where places must be asked for, each waits by itself.
  return settled === undefined || isRecalled(settled) ? [] : answersOf(decided, settled);
}

/** Decides about each as if those before it were counted; `undefined` where it is not to be counted just so. */
function decideAll(recordings: readonly Recording[], facts: Facts, atMs: number): readonly (Counting | undefined)[] {
  let { show } = facts;
  return recordings.map((recording, place) => {
    const { usage } = recording;
    const member = facts.members[place];
    if (member === undefined || member.known !== undefined) return undefined;
    const { card, earlier } = member;
    const judged = judge({ text: usage.card, card, earlier, show, how: usage.how, atMs }, usage);
    if (judged.against.length > 0 || judged.redeems !== null) return undefined;
    show = { ...show, taken: show.taken + ticketsOf(usage, show) };
    return {
      decided: toDecided({ ...recording, atMs }, { ...facts, members: [member] }),
      judged: [{ ...judged, flags: [] }],
    };
  });
}

/** What each is told: the tally as it was when those up to it were counted. */
function answersOf(countings: readonly (Counting | undefined)[], settled: Settled): readonly (Recorded | undefined)[] {
  const { from, held } = settled;
  const ticketsTaken = ({ decided }: Counting) => allTickets(decided.usages, decided.facts.show);
  let taken = settled.taken - countings.reduce((sum, counting) => sum + (counting ? ticketsTaken(counting) : 0), 0);
  return countings.map((counting) => {
    if (counting === undefined) return undefined;
    const { facts, atMs } = counting.decided;
    taken += ticketsTaken(counting);
    const show = showAfter(facts, { taken, held });
    return { outcome: 'counted', first: true, recordedAt: new Date(atMs), flags: [], from, show };
  });
}
