import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';
import { type Answer, flagsOf } from './wire.ts';

/** Recording a visit, by request or by report. */
export function recordingCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;
  const { family, single, expired, barred, community, unregistered } = arki.cards;
  const group = [
    [community.code, 1],
    [single.code, 0],
    [family.code, 1],
  ] as const;
  const reasonOf = ({ body }: Answer): string => body.refusal.reason;

  describe('a show that ended more than fourteen days ago', () => {
    const dayMs = 86_400_000;
    const daysAgo = (days: number) => new Date(registry.nowMs - days * dayMs).toISOString();

    it('counts no request: missing visits are imported', async () => {
      const showId = await freshShow({ startsAt: daysAgo(15) });
      const { status, body } = await registry.wire.record(visit(showId));
      expect([status, body.refusal]).toMatchObject([
        409,
        { reason: 'show-too-long-over', on: daysAgo(15).slice(0, 10) },
      ]);
      expect(await taken(showId)).toBe(0);
    });

    it('counts a report of its time however late it arrives, and flags one of a later time', async () => {
      const showId = await freshShow({ startsAt: daysAgo(30) });
      const [first, second] = await freshCards(2);
      const during = visit(showId, { mode: 'report', card: first, takenAt: daysAgo(30) });
      expect((await registry.wire.record(during)).body.visit).toMatchObject({
        outcome: 'counted',
        usages: [{ flags: ['late', 'date-unsure'] }],
      });
      const after = visit(showId, { mode: 'report', card: second });
      expect(flagsOf(await registry.wire.record(after))).toEqual(['show-too-long-over']);
      expect(await taken(showId)).toBe(2);
    });
  });

  describe('recording a request', () => {
    it('counts a party once: 201, then 200 with the same response', async () => {
      const asked = visit(await freshShow(), { card: family.code, minors: 2 });
      const first = await registry.wire.record(asked);
      registry.pass(60_000);
      const second = await registry.wire.record({
        ...asked,
        mode: 'report',
        takenAt: new Date(registry.nowMs).toISOString(),
      });
      expect([first.status, second.status]).toEqual([201, 200]);
      expect(second.body.visit).toEqual(first.body.visit);
      expect(await taken(asked.showId)).toBe(3);
    });

    it('counts once if twenty identical requests arrive at the same time', async () => {
      const asked = visit(await freshShow(), { cards: group });
      const answers = await Promise.all(Array.from({ length: 20 }, () => registry.wire.record(asked)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
      expect(new Set(answers.map(({ body }) => JSON.stringify(body.visit))).size).toBe(1);
      expect(await taken(asked.showId)).toBe(5);
    });

    it('rejects a known id with different data, and the id of another visit’s usage', async () => {
      const showId = await freshShow();
      const asked = visit(showId, { cards: group });
      await registry.wire.record(asked);
      const [first, ...others] = asked.usages;
      const [card = ''] = await freshCards(1);
      const changes = [
        { usages: [{ ...first, minors: 2 }, ...others] },
        { usages: [{ ...first, card }, ...others] },
        { usages: [{ ...first, id: randomUUID() }, ...others] },
        { usages: others },
        { how: 'reserved' },
        { agreed: true },
        { showId: await freshShow() },
        { id: randomUUID(), usages: [{ ...first, card }] },
      ];
      for (const change of changes) {
        const { status, body } = await registry.wire.record({ ...asked, ...change });
        expect([status, body.code]).toEqual([422, 'idempotency/mismatch']);
      }
      expect(await taken(showId)).toBe(5);
    });

    it('counts one id for one show only if it arrives for two at the same time', async () => {
      const shows = await Promise.all([freshShow(), freshShow()]);
      const id = randomUUID();
      const answers = await Promise.all(shows.map((showId) => registry.wire.record(visit(showId, { id }))));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
      expect((await taken(shows[0])) + (await taken(shows[1]))).toBe(1);
    });

    it('gives the last ticket to exactly one of twenty', async () => {
      const showId = await freshShow({ cap: 3 });
      const [first, second, ...rest] = await freshCards(22);
      for (const card of [first, second]) await registry.wire.record(visit(showId, { card }));
      const answers = await Promise.all(rest.map((card) => registry.wire.record(visit(showId, { card }))));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      const refused = answers.filter(({ status }) => status === 409);
      expect(refused).toHaveLength(19);
      expect(refused[0]?.body.refusal).toMatchObject({ reason: 'cap-reached', cap: 3, remaining: 0 });
      expect(await taken(showId)).toBe(3);
    });

    it('counts a card once for a show if twenty desks send it at the same time', async () => {
      const showId = await freshShow();
      const answers = await Promise.all(Array.from({ length: 20 }, () => registry.wire.record(visit(showId))));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409).map(reasonOf)).toEqual(Array(19).fill('already-recorded'));
      expect(await taken(showId)).toBe(1);
    });

    it('refuses by the rules, and returns the rule and the show as it is now', async () => {
      const showId = await freshShow();
      const course = await freshShow({ kind: 'course', cap: 2 });
      const cases = [
        [{ card: unregistered.code }, 'card-unregistered'],
        [{ card: 'Q123456789' }, 'not-a-card'],
        [{ card: barred.code }, 'card-barred'],
        [{ card: expired.code }, 'card-expired'],
        [{ card: community.code }, 'community-card-alone'],
        [{ card: community.code, minors: 2, showId: course }, 'community-card-course'],
        [{ card: family.code, minors: 1, showId: course }, 'course-without-children'],
        [{ card: family.code, minors: 4 }, 'too-many-minors'],
      ] as const;
      for (const [facts, reason] of cases) {
        const { status, body } = await registry.wire.record(visit(showId, facts));
        expect([status, body.code, body.refusal.reason]).toEqual([409, 'registry/refused', reason]);
        expect(body.show.taken).toBe(0);
        expect(body.refusal.rule.source).not.toBe('');
      }
    });
  });

  describe('reports', () => {
    it('are counted over the cap, and flagged', async () => {
      const showId = await freshShow({ cap: 1 });
      await registry.wire.record(visit(showId));
      const { status, body } = await registry.wire.record(
        visit(showId, { mode: 'report', card: family.code, minors: 2 }),
      );
      expect([status, flagsOf({ body }), body.show.taken]).toEqual([201, ['cap-reached'], 4]);
      expect(reasonOf(await registry.wire.record(visit(showId, { card: (await freshCards(1))[0] })))).toBe(
        'cap-reached',
      );
    });

    it('are flagged with every reason to refuse a request', async () => {
      const showId = await freshShow({ kind: 'course', cap: 1 });
      await registry.wire.record(visit(showId));
      const flags = async (facts: object) =>
        flagsOf(await registry.wire.record(visit(showId, { mode: 'report', ...facts })));
      expect(await flags({})).toEqual(['already-recorded', 'cap-reached']);
      expect(await flags({ card: unregistered.code, minors: 1 })).toEqual([
        'card-unregistered',
        'course-without-children',
        'cap-reached',
      ]);
      expect(await flags({ card: community.code })).toEqual([
        'community-card-course',
        'community-card-alone',
        'cap-reached',
      ]);
      expect(await flags({ card: expired.code })).toEqual(['cap-reached', 'card-expired'].reverse());
      expect(await taken(showId)).toBe(1 + 1 + 2 + 1 + 1);
    });

    it('are evaluated by the day they happened', async () => {
      const showId = await freshShow();
      const takenAt = '2026-11-19T12:00:00Z';
      const report = visit(showId, { mode: 'report', card: expired.code, takenAt });
      expect(flagsOf(await registry.wire.record(report))).toEqual(['late']);
    });

    it('may have any time of the device’s clock', async () => {
      const showId = await freshShow();
      for (const takenAt of ['0000-01-01T00:00:00Z', '1969-12-31T23:59:59+23:59', '9999-12-31T23:59:59-23:59']) {
        const [card] = await freshCards(1);
        expect((await registry.wire.record(visit(showId, { mode: 'report', card, takenAt }))).status).toBe(201);
      }
    });
  });
}
