/** The conformance suite of the port `Registry`. Each check uses the data that the ones before have left. */
import { deepStrictEqual, ok, partialDeepStrictEqual, rejects } from 'node:assert/strict';
import { isKaikuError, type Registry, type Usage, type Visit } from '@kaiku/client';
import type { Check } from './check.ts';

/** A registry to test, and its data. No one else uses its shows and cards. */
export interface RegistryUnderTest {
  readonly registry: Registry;
  /** Far below its cap. None of the cards below is recorded. */
  readonly show: string;
  /** Has one Kaikukortti ticket left. */
  readonly lastPlace: string;
  /** Has none left. */
  readonly soldOut: string;
  readonly course: string;
  readonly cards: {
    /** Valid, with at least two children. */
    readonly family: string;
    /** Valid, different from each other. */
    readonly others: readonly [string, string, string, string];
    readonly community: string;
    readonly expired: string;
    readonly unregistered: string;
  };
  /** An instant at which the shows can be recorded. */
  readonly takenAt: string;
  /** Creates an id that matches the contract: a UUID. */
  newId(): string;
}

type Draft = Partial<Visit> & { readonly minors?: number };

/** The words of the checks for one registry. */
function wordsOf({ registry, show, cards, takenAt, newId }: RegistryUnderTest) {
  const use = (card: string, minors = 0): Usage => ({ id: newId(), card, minors });
  const visit = (card: string, { minors = 0, ...more }: Draft = {}): Visit => ({
    ...{ id: newId(), showId: show, how: 'sold', takenAt, usages: [use(card, minors)] },
    ...more,
  });
  /** The worker's card with a client, and one customer's. */
  const group = (card: string) => visit(card, { usages: [use(cards.community, 1), use(card)] });
  const taken = async (showId: string) => (await registry.show(showId)).taken;
  const undo = ({ id, showId }: Visit) => registry.void({ visitId: id, showId, reason: 'undone-by-clerk' });
  return { use, visit, group, taken, undo };
}

type Words = ReturnType<typeof wordsOf>;

const check = (
  name: string,
  run: (subject: RegistryUnderTest, words: Words) => Promise<void>,
): Check<RegistryUnderTest> => ({ name, run: (subject) => run(subject, wordsOf(subject)) });

/** The checks of a registry, in order. */
export const registryChecks: readonly Check<RegistryUnderTest>[] = [
  check('lists the venue’s shows by start, and returns each the same on its own', async ({ registry }) => {
    const shows = await registry.shows();
    const starts = shows.map(({ startsAt }) => Date.parse(startsAt));
    deepStrictEqual(
      starts,
      starts.toSorted((a, b) => a - b),
    );
    for (const show of shows) deepStrictEqual(await registry.show(show.id), show);
  }),

  check('rejects a show of another venue as not found', async ({ registry, cards }) => {
    for (const call of [() => registry.show('no-such-show'), () => registry.lookUp('no-such-show', cards.family)])
      await rejects(call, { code: 'registry/not-found', retryable: false });
  }),

  check('returns only what a venue needs about a card', async ({ registry, show, cards }) => {
    const { card, earlier } = await registry.lookUp(show, cards.family);
    partialDeepStrictEqual(card, { registered: true, status: 'active' });
    deepStrictEqual(Object.keys(card).sort(), ['minors', 'registered', 'status', 'validUntilOn']);
    deepStrictEqual(earlier, null);
  }),

  check('returns an unknown card as unregistered', async ({ registry, show, cards }) => {
    deepStrictEqual((await registry.lookUp(show, cards.unregistered)).card, { registered: false });
  }),

  check('counts a repeated request once, with the same answer', async ({ registry, show, cards }, { visit, taken }) => {
    const before = await taken(show);
    const asked = visit(cards.family, { minors: 2 });
    const first = await registry.record(asked, 'request');
    partialDeepStrictEqual(first, { outcome: 'counted', flags: [], show: { taken: before + 3 } });
    const recordedAt = first.outcome === 'counted' ? first.recordedAt : '';
    for (const mode of ['request', 'report'] as const)
      partialDeepStrictEqual(await registry.record(asked, mode), { outcome: 'counted', recordedAt });
    deepStrictEqual(await taken(show), before + 3);
  }),

  check(
    'returns the earlier usage, and refuses a request for the same card and show',
    async ({ registry, show, cards }, { visit }) => {
      const { earlier } = await registry.lookUp(show, cards.family);
      partialDeepStrictEqual(earlier, { how: 'sold' });
      const refusal = { reason: 'already-recorded', recordedAt: earlier?.recordedAt };
      const answer = await registry.record(visit(cards.family), 'request');
      partialDeepStrictEqual(answer, { outcome: 'refused', refusal });
    },
  ),

  check('rejects an id that is used again for different data', async ({ registry, cards }, { visit }) => {
    const asked = visit(cards.others[0]);
    await registry.record(asked, 'request');
    const again = () => registry.record({ ...asked, how: 'door' }, 'request');
    await rejects(again, { code: 'idempotency/mismatch', retryable: false });
  }),

  ...(['expired', 'unregistered'] as const).map((state) =>
    check(
      `refuses a request for a card that is ${state}, and counts nothing`,
      async ({ registry, show, cards }, { visit, taken }) => {
        const before = await taken(show);
        const answer = await registry.record(visit(cards[state]), 'request');
        partialDeepStrictEqual(answer, { outcome: 'refused', refusal: { reason: `card-${state}` } });
        deepStrictEqual(await taken(show), before);
      },
    ),
  ),

  check('refuses a community card alone, and on courses', async ({ registry, course, cards }, { visit }) => {
    const alone = await registry.record(visit(cards.community), 'request');
    partialDeepStrictEqual(alone, { refusal: { reason: 'community-card-alone' } });
    const onCourse = await registry.record(visit(cards.community, { showId: course, minors: 1 }), 'request');
    partialDeepStrictEqual(onCourse, { refusal: { reason: 'community-card-course' } });
  }),

  check('gives the last ticket once', async ({ registry, lastPlace: showId, cards }, { visit }) => {
    const two = [visit(cards.others[0], { showId }), visit(cards.others[1], { showId })];
    const answers = await Promise.all(two.map((asked) => registry.record(asked, 'request')));
    deepStrictEqual(answers.map(({ outcome }) => outcome).sort(), ['counted', 'refused']);
  }),

  check(
    'refuses every later request with the id of a refused one, but records its report',
    async ({ registry, soldOut: showId, cards }, { visit, taken }) => {
      const asked = visit(cards.others[2], { showId });
      const before = await taken(showId);
      for (const _ of [1, 2]) {
        const answer = await registry.record(asked, 'request');
        partialDeepStrictEqual(answer, { refusal: { reason: 'cap-reached', remaining: 0 } });
      }
      const reported = await registry.record(asked, 'report');
      partialDeepStrictEqual(reported, { outcome: 'counted', flags: ['cap-reached'] });
      deepStrictEqual(await taken(showId), before + 1);
    },
  ),

  check(
    'records a report that breaks every rule, and flags it',
    async ({ registry, show, cards }, { visit, taken }) => {
      const answer = await registry.record(visit(cards.expired), 'report');
      partialDeepStrictEqual(answer, { outcome: 'counted', flags: ['card-expired'] });
      ok((await taken(show)) > 0);
    },
  ),

  check(
    'voids a visit once if repeated, and frees its tickets',
    async ({ registry, show, cards }, { visit, taken, undo }) => {
      const asked = visit(cards.others[3]);
      const before = await taken(show);
      await registry.record(asked, 'request');
      for (const _ of [1, 2]) deepStrictEqual((await undo(asked)).show.taken, before);
      // The card can be used again for this show.
      partialDeepStrictEqual(await registry.record(visit(cards.others[3]), 'request'), { outcome: 'counted' });
    },
  ),

  check(
    'keeps a void against everything that arrives later',
    async ({ registry, show, cards }, { visit, group, taken }) => {
      const before = await taken(show);
      for (const asked of [visit(cards.others[1]), group(cards.others[1])]) {
        await registry.void({ visitId: asked.id, showId: show, reason: 'never-answered' });
        for (const mode of ['request', 'report'] as const)
          deepStrictEqual((await registry.record(asked, mode)).outcome, 'voided');
      }
      deepStrictEqual(await taken(show), before);
    },
  ),

  check(
    'counts a repeated visit of a group once, and voids it as a whole',
    async ({ registry, show, cards }, { group, taken, undo }) => {
      const before = await taken(show);
      const together = group(cards.others[1]);
      for (const mode of ['request', 'request', 'report'] as const)
        partialDeepStrictEqual(await registry.record(together, mode), { outcome: 'counted', flags: [] });
      deepStrictEqual(await taken(show), before + 3);
      for (const { card } of together.usages)
        partialDeepStrictEqual((await registry.lookUp(show, card)).earlier, { how: 'sold' });
      for (const _ of [1, 2]) deepStrictEqual((await undo(together)).show.taken, before);
      partialDeepStrictEqual(await registry.record(together, 'report'), { outcome: 'voided' });
    },
  ),

  check(
    'refuses a visit if one card may not be used, and flags its report',
    async ({ registry, show, cards }, { group, taken, undo }) => {
      const before = await taken(show);
      const together = group(cards.unregistered);
      const answer = await registry.record(together, 'request');
      partialDeepStrictEqual(answer, { refusal: { reason: 'card-unregistered' } });
      deepStrictEqual(await taken(show), before);
      deepStrictEqual((await registry.lookUp(show, cards.community)).earlier, null);
      const reported = await registry.record(together, 'report');
      partialDeepStrictEqual(reported, { outcome: 'counted', flags: ['card-unregistered'] });
      deepStrictEqual(await taken(show), before + 3);
      await undo(together);
    },
  ),

  check(
    'refuses a visit beyond the cap as a whole, with the tickets that would fit',
    async ({ registry, soldOut: showId, cards }, { use, visit, taken }) => {
      const before = await taken(showId);
      const usages = [use(cards.others[0]), use(cards.others[1])];
      const answer = await registry.record(visit(cards.others[0], { showId, usages }), 'request');
      partialDeepStrictEqual(answer, { refusal: { reason: 'cap-reached', remaining: 0 } });
      deepStrictEqual(await taken(showId), before);
    },
  ),

  check('stops with a KaikuError when its signal aborts', async ({ registry, cards }, { visit }) => {
    const calledOff = new AbortController();
    const call = registry.record(visit(cards.others[2]), 'request', calledOff.signal);
    calledOff.abort();
    const code = await call.catch((error: unknown) => isKaikuError(error) && error.code);
    deepStrictEqual(code, 'registry/unreachable');
  }),

  check(
    'lists reservations without codes, redeems one once, and releases another',
    async ({ registry, course: showId, cards, takenAt, newId }, { visit, taken }) => {
      const { reservations } = registry;
      if (reservations === undefined) return;
      const made = [cards.others[2], cards.others[3]].map((card) => visit(card, { showId, how: 'reserved' }));
      for (const reservation of made) await registry.record(reservation, 'request');
      const [first, second] = made.flatMap(({ usages }) => usages);
      if (first === undefined || second === undefined) throw new Error('Two were made.');
      const listed = await reservations.list(showId);
      const ids = listed.reservations.map(({ id }) => id);
      deepStrictEqual([ids.includes(first.id), ids.includes(second.id)], [true, true]);
      ok(!JSON.stringify(listed).includes(first.card), 'The list has a card code.');

      const redemption = { id: newId(), usageId: newId(), showId, minors: 0, how: 'door', takenAt } as const;
      const redeemed = await reservations.redeem(first.id, redemption);
      deepStrictEqual(await reservations.redeem(first.id, redemption), redeemed);
      partialDeepStrictEqual(redeemed, { outcome: 'counted', flags: [] });
      const late = await reservations.release(first.id, showId);
      partialDeepStrictEqual(late, { outcome: 'refused', refusal: { reason: 'already-recorded' } });

      const before = await taken(showId);
      for (const _ of [1, 2]) deepStrictEqual((await reservations.release(second.id, showId)).outcome, 'released');
      deepStrictEqual(await taken(showId), before - 1);
      const after = (await reservations.list(showId)).reservations.map(({ id }) => id);
      deepStrictEqual([after.includes(first.id), after.includes(second.id)], [false, false]);
      await rejects(() => reservations.redeem(newId(), redemption), { code: 'registry/not-found' });
    },
  ),
];
