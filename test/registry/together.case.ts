import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal, showTonight } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** Simultaneous requests for one show. A registry may decide about them in a batch. */
export function togetherCases(registry: RegistryFixture): void {
  const { freshCards, visit, taken } = registry;
  const freshShow = showTonight(registry);
  const { boxOffice, door } = arki.tokens;

  describe('simultaneous requests', () => {
    it('get the tally as it was after each of them', async () => {
      const showId = await freshShow({ cap: 40 });
      const asks = (await freshCards(20, 2)).map((card, place) => visit(showId, { card, minors: place % 3 }));
      const answers = await Promise.all(asks.map((ask) => registry.wire.record(ask)));
      const told = answers
        .map(({ body }, place) => ({ taken: body.show.taken as number, tickets: 1 + (place % 3) }))
        .sort((one, other) => one.taken - other.taken);
      expect(told.map(({ taken, tickets }, place) => taken - tickets - (told[place - 1]?.taken ?? 0))).toEqual(
        Array(20).fill(0),
      );
      expect(await taken(showId)).toBe(told.at(-1)?.taken);
    });

    it('each have their number stored, and reveal a cloned journal among them', async () => {
      const showId = await freshShow();
      const journals = Array.from({ length: 6 }, () => createJournal(registry));
      const copied = journals[4]?.origin();
      const asks = (await freshCards(7)).map((card, place) =>
        visit(showId, { card, origin: [4, 6].includes(place) ? copied : journals[place]?.origin() }),
      );
      const answers = await Promise.all(asks.map((ask) => registry.wire.record(ask)));
      expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(201));
      for (const [place, journal] of journals.entries()) {
        const { numbers, cloned } = (await journal.read()).body;
        const ids = [asks[place]?.id, ...(place === 4 ? [asks[6]?.id] : [])];
        expect(numbers).toEqual([{ seq: 1, id: expect.toBeOneOf(ids), outcome: 'counted' }]);
        expect(cloned).toBe(place === 4);
      }
    });

    it('do not affect each other if one of them names another device’s journal', async () => {
      const showId = await freshShow();
      const journals = Array.from({ length: 5 }, (_, place) => createJournal(registry, place === 2 ? door : boxOffice));
      await journals[2]?.deliver([]);
      const asks = (await freshCards(5)).map((card, place) =>
        visit(showId, { card, origin: journals[place]?.origin() }),
      );
      const answers = await Promise.all(asks.map((ask) => registry.wire.record(ask)));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 409, 201, 201]);
      expect(await taken(showId)).toBe(4);
    });
  });
}
