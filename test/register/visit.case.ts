import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/sandbox';
import { describe, expect, it } from 'vitest';
import type { RegisterFixture } from './register-fixture.ts';

/** How people who come together are recorded: all or none. */
export function visitCases(register: RegisterFixture): void {
  const { freshShow, freshCards, usage, visit, taken } = register;
  const { community, family, single, expired, unregistered } = arki.cards;
  const group = [
    [community.code, 1],
    [single.code, 0],
    [family.code, 1],
  ] as const;
  const rows = (showId: string) => register.sandbox.store.usages(showId);

  describe('a visit', () => {
    it('is counted whole and once, every code under its id', async () => {
      const asked = visit(await freshShow(), group);
      const first = await register.wire.recordVisit(asked);
      register.pass(60_000);
      const second = await register.wire.recordVisit({ ...asked, mode: 'fact' });
      expect([first.status, second.status]).toEqual([201, 200]);
      expect([second.body.visit, second.body.usages]).toEqual([first.body.visit, first.body.usages]);
      expect(first.body.usages).toEqual(asked.usages.map(({ id }) => ({ id, flags: [] })));
      expect(await taken(asked.showId)).toBe(5);
      for (const row of await rows(asked.showId)) expect(row).toMatchObject({ visitId: asked.id, state: 'counted' });
    });

    it('is counted once when twenty identical requests come at the same time', async () => {
      const asked = visit(await freshShow(), group);
      const answers = await Promise.all(Array.from({ length: 20 }, () => register.wire.recordVisit(asked)));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
      expect(await taken(asked.showId)).toBe(5);
    });

    it('is refused whole, and refused again although there is room now', async () => {
      const showId = await freshShow({ cap: 5 });
      const holder = usage(showId, { card: (await freshCards(1))[0] });
      await register.wire.record(holder);
      const asked = visit(showId, group);
      const first = await register.wire.recordVisit(asked);
      expect([first.status, first.body.refusal]).toEqual([409, expect.objectContaining({ remaining: 4 })]);
      expect(first.body.refusal.reason).toBe('cap-reached');
      await register.wire.annul(holder.id, showId);
      const second = await register.wire.recordVisit(asked);
      expect([second.status, second.body.refusal]).toEqual([409, first.body.refusal]);
      expect(await taken(showId)).toBe(0);
    });

    it('is refused for one of its cards, for a card shown twice and for a group nobody agreed to', async () => {
      const showId = await freshShow({ cap: 20 });
      const six = [[community.code, 5] as const, [single.code, 0] as const];
      const cases = [
        [visit(showId, [...group, [expired.code, 0]]), 'card-expired'],
        [visit(showId, [...group, [single.code, 0]]), 'card-twice-in-visit'],
        [visit(showId, [[community.code, 0]]), 'community-card-alone'],
        [visit(showId, six), 'group-not-agreed'],
      ] as const;
      for (const [asked, reason] of cases) {
        expect((await register.wire.recordVisit(asked)).body.refusal.reason).toBe(reason);
      }
      expect(await rows(showId)).toEqual([]);
      expect((await register.wire.recordVisit(visit(showId, six, { agreed: true }))).status).toBe(201);
    });

    it('told as a fact is counted whole, each usage with its flags, also after it was refused', async () => {
      const showId = await freshShow({ cap: 20 });
      await register.wire.record(usage(showId));
      const asked = visit(showId, [...group, [unregistered.code, 0], [family.code, 0]]);
      expect((await register.wire.recordVisit(asked)).body.refusal.reason).toBe('card-unregistered');
      const { status, body } = await register.wire.recordVisit({ ...asked, mode: 'fact' });
      const flags = body.usages.map((told: { flags: string[] }) => told.flags.filter((f) => f !== 'group-not-agreed'));
      expect([status, flags]).toEqual([
        201,
        [[], ['already-recorded'], [], ['card-unregistered'], ['card-twice-in-visit']],
      ]);
      expect(await taken(showId)).toBe(8);
      expect((await register.wire.recordVisit(asked)).status).toBe(200);
    });

    it('redeems the reservations of its cards', async () => {
      const showId = await freshShow({ cap: 5 });
      await register.wire.record(usage(showId, { card: family.code, minors: 3, how: 'reserved' }));
      const asked = visit(showId, group);
      expect((await register.wire.recordVisit(asked)).status).toBe(201);
      expect(await taken(showId)).toBe(5);
      const { body } = await register.wire.annulVisit(asked.id, showId);
      expect(body.show.taken).toBe(2);
      expect((await register.wire.lookUp(showId, family.code)).body.earlier).toMatchObject({ minors: 1 });
    });

    it('does not take an id again for other facts, nor an id of another usage', async () => {
      const showId = await freshShow();
      const asked = visit(showId, group);
      await register.wire.recordVisit(asked);
      const [first] = asked.usages;
      const others = [
        { ...asked, agreed: true },
        { ...asked, usages: asked.usages.slice(1) },
        { ...asked, showId: await freshShow() },
        { ...visit(showId, []), usages: [{ ...first, card: (await freshCards(1))[0] }] },
      ];
      for (const other of others) expect((await register.wire.recordVisit(other)).status).toBe(422);
      expect((await register.wire.record({ mode: 'ask', showId, ...(first ?? { id: '' }) })).status).toBe(422);
      expect(await taken(showId)).toBe(5);
    });

    it('names no id twice, and one way of recording', async () => {
      const asked = visit(await freshShow(), group);
      const [first, second] = asked.usages;
      const id = first?.id;
      const [same, mixed] = [
        { ...asked, usages: [first, { ...second, id }] },
        { ...asked, usages: [first, { ...second, how: 'reserved' }] },
      ];
      for (const other of [same, mixed, { ...asked, usages: [] }]) {
        expect((await register.wire.recordVisit(other)).status).toBe(400);
      }
      expect((await register.wire.recordVisit(asked, { headers: {} })).status).toBe(400);
      expect(await taken(asked.showId)).toBe(0);
    });

    it('and single uses of its cards at the same time settle without counting anybody twice', async () => {
      const showId = await freshShow({ cap: 5 });
      const answers = await Promise.all([
        ...Array.from({ length: 5 }, () => register.wire.recordVisit(visit(showId, group))),
        ...Array.from({ length: 5 }, () => register.wire.record(usage(showId))),
      ]);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
      expect([1, 5]).toContain(await taken(showId));
    });
  });

  describe('annulling a visit', () => {
    it('gives all tickets back, once', async () => {
      const asked = visit(await freshShow(), group);
      await register.wire.recordVisit(asked);
      const [some] = asked.usages;
      await register.wire.annul(some?.id ?? '', asked.showId);
      expect(await taken(asked.showId)).toBe(3);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => register.wire.annulVisit(asked.id, asked.showId)),
      );
      for (const { status, body } of answers) {
        expect([status, body.visit.outcome, body.usages.length]).toEqual([200, 'void', 3]);
        expect(body.visit.unseen).toBeUndefined();
      }
      expect(await taken(asked.showId)).toBe(0);
      expect((await register.wire.recordVisit(asked)).body.visit.outcome).toBe('void');
    });

    it('keeps an id it has never seen: its late delivery stays out', async () => {
      const asked = visit(await freshShow(), group);
      for (const _ of [1, 2]) {
        const { visit: annulled } = (await register.wire.annulVisit(asked.id, asked.showId)).body;
        expect([annulled.outcome, annulled.unseen]).toEqual(['void', true]);
      }
      for (const mode of ['ask', 'fact']) {
        expect((await register.wire.recordVisit({ ...asked, mode })).body.visit.outcome).toBe('void');
      }
      expect(await taken(asked.showId)).toBe(0);
    });

    it('wins over a fact of a refused visit, and does not take another show’s', async () => {
      const asked = visit(await freshShow({ cap: 2 }), group);
      await register.wire.recordVisit(asked);
      expect((await register.wire.annulVisit(asked.id, await freshShow())).status).toBe(422);
      expect((await register.wire.annulVisit(asked.id, arki.shows.elsewhere.id)).status).toBe(404);
      await register.wire.annulVisit(asked.id, asked.showId);
      expect((await register.wire.recordVisit({ ...asked, mode: 'fact' })).body.visit.outcome).toBe('void');
      expect((await register.wire.annulVisit('no-id', asked.showId)).status).toBe(400);
    });

    it('at the same moment as its recording: in the end it is void', async () => {
      for (let round = 0; round < 5; round += 1) {
        const asked = visit(await freshShow(), group);
        await Promise.all([register.wire.recordVisit(asked), register.wire.annulVisit(asked.id, asked.showId)]);
        expect(await taken(asked.showId)).toBe(0);
        expect((await register.wire.annulVisit(randomUUID(), asked.showId)).status).toBe(200);
      }
    });
  });
}
