import { arki } from '@kaiku/sandbox';
import { describe, expect, it } from 'vitest';
import type { RegisterFixture } from './register-fixture.ts';

/** How a usage is taken back. */
export function annullingCases(register: RegisterFixture): void {
  const { freshShow, usage, taken } = register;
  const { family, expired } = arki.cards;

  describe('annulling', () => {
    it('gives the tickets back, and the card may be used again', async () => {
      const asked = usage(await freshShow(), { card: family.code, minors: 3 });
      await register.wire.record(asked);
      const first = await register.wire.annul(asked.id, asked.showId);
      const second = await register.wire.annul(asked.id, asked.showId);
      expect([first.body.usage.outcome, first.body.show.taken]).toEqual(['void', 0]);
      expect(second.body.usage).toEqual(first.body.usage);
      expect((await register.wire.record(usage(asked.showId, { card: family.code }))).status).toBe(201);
      expect(await taken(asked.showId)).toBe(1);
    });

    it('gives the tickets back once when twenty annulments come at the same time', async () => {
      const showId = await freshShow();
      const asked = usage(showId, { card: family.code, minors: 3 });
      await register.wire.record(usage(showId));
      await register.wire.record(asked);
      await Promise.all(Array.from({ length: 20 }, () => register.wire.annul(asked.id, showId)));
      expect(await taken(showId)).toBe(1);
    });

    it('keeps an id it has never seen: its late delivery stays out', async () => {
      const asked = usage(await freshShow());
      expect((await register.wire.annul(asked.id, asked.showId)).body.usage.outcome).toBe('void');
      for (const mode of ['ask', 'fact']) {
        const late = await register.wire.record({ ...asked, mode });
        expect([late.status, late.body.usage.outcome]).toEqual([200, 'void']);
      }
      expect(await taken(asked.showId)).toBe(0);
    });

    it('says that nothing has ever been recorded under an id, at every repetition, and only then', async () => {
      const showId = await freshShow();
      const [counted, refused] = [usage(showId), usage(showId, { card: expired.code })];
      await register.wire.record(counted);
      await register.wire.record(refused);
      const unknown = usage(showId);
      const unseen = async ({ id }: { id: string }) => (await register.wire.annul(id, showId)).body.usage.unseen;
      for (const _ of [1, 2])
        expect([await unseen(unknown), await unseen(counted), await unseen(refused)]).toEqual([
          true,
          undefined,
          undefined,
        ]);
    });

    it('wins over a fact of a refused ask', async () => {
      const asked = usage(await freshShow(), { card: expired.code });
      await register.wire.record(asked);
      await register.wire.annul(asked.id, asked.showId);
      expect((await register.wire.record({ ...asked, mode: 'fact' })).body.usage.outcome).toBe('void');
      expect(await taken(asked.showId)).toBe(0);
    });

    it('keeps nothing of the card', async () => {
      const asked = usage(await freshShow());
      await register.wire.record(asked);
      await register.wire.annul(asked.id, asked.showId);
      expect(await register.sandbox.store.usages(asked.showId)).toMatchObject([
        { id: asked.id, state: 'void', card: null },
      ]);
    });

    it('gives a fact beyond the cap back to where it was counted', async () => {
      const showId = await freshShow({ cap: 1 });
      await register.wire.record(usage(showId));
      const fact = usage(showId, { mode: 'fact', card: family.code, minors: 3 });
      await register.wire.record(fact);
      await register.wire.annul(fact.id, showId);
      expect(await taken(showId)).toBe(1);
    });

    it('settles one id that is recorded for one show and annulled for another at the same time', async () => {
      const shows = await Promise.all([freshShow(), freshShow()]);
      const asked = usage(shows[0]);
      const [recorded, annulled] = await Promise.all([
        register.wire.record(asked),
        register.wire.annul(asked.id, shows[1]),
      ]);
      expect([recorded.status, annulled.status]).toEqual(recorded.status === 201 ? [201, 422] : [422, 200]);
      expect(await taken(shows[0])).toBe(recorded.status === 201 ? 1 : 0);
    });

    it('does not take an id of another show', async () => {
      const asked = usage(await freshShow());
      await register.wire.record(asked);
      expect((await register.wire.annul(asked.id, await freshShow())).status).toBe(422);
      expect(await taken(asked.showId)).toBe(1);
    });
  });
}
