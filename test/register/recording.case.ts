import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/sandbox';
import { describe, expect, it } from 'vitest';
import type { RegisterFixture } from './register-fixture.ts';
import type { Answer } from './wire.ts';

/** How a usage is recorded: asked for, or told as a fact. */
export function recordingCases(register: RegisterFixture): void {
  const { freshShow, freshCards, usage, taken } = register;
  const { family, single, expired, barred, community, unregistered } = arki.cards;
  const reasonOf = ({ body }: Answer): string => body.refusal.reason;

  describe('a show that is over for more than fourteen days', () => {
    const dayMs = 86_400_000;
    const daysAgo = (days: number) => new Date(register.nowMs - days * dayMs).toISOString();

    it('takes no ask: what is missing is imported', async () => {
      const showId = await freshShow({ startsAt: daysAgo(15) });
      const { status, body } = await register.wire.record(usage(showId));
      expect([status, body.refusal]).toMatchObject([
        409,
        { reason: 'show-too-long-over', on: daysAgo(15).slice(0, 10) },
      ]);
      expect(await taken(showId)).toBe(0);
    });

    it('counts what happened while it was on however late it comes, and flags what happened afterwards', async () => {
      const showId = await freshShow({ startsAt: daysAgo(30) });
      const [first, second] = await freshCards(2);
      const during = usage(showId, { mode: 'fact', card: first, takenAt: daysAgo(30) });
      expect((await register.wire.record(during)).body.usage).toMatchObject({ outcome: 'counted', flags: ['late'] });
      const after = usage(showId, { mode: 'fact', card: second });
      expect((await register.wire.record(after)).body.usage.flags).toEqual(['show-too-long-over']);
      expect(await taken(showId)).toBe(2);
    });
  });

  describe('recording', () => {
    it('counts a party once: 201, then 200 with the same answer', async () => {
      const asked = usage(await freshShow(), { card: family.code, minors: 2 });
      const first = await register.wire.record(asked);
      register.pass(60_000);
      const second = await register.wire.record({
        ...asked,
        mode: 'fact',
        takenAt: new Date(register.nowMs).toISOString(),
      });
      expect([first.status, second.status]).toEqual([201, 200]);
      expect(second.body.usage).toEqual(first.body.usage);
      expect(await taken(asked.showId)).toBe(3);
    });

    it('counts once when twenty identical requests come at the same time', async () => {
      const asked = usage(await freshShow());
      const answers = await Promise.all(Array.from({ length: 20 }, () => register.wire.record(asked)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
      expect(new Set(answers.map(({ body }) => JSON.stringify(body.usage))).size).toBe(1);
      expect(await taken(asked.showId)).toBe(1);
    });

    it('does not take an id again for other facts', async () => {
      const asked = usage(await freshShow(), { card: family.code, minors: 1 });
      await register.wire.record(asked);
      const others = [{ minors: 2 }, { card: single.code }, { how: 'reserved' }, { showId: await freshShow() }];
      for (const other of others) {
        const { status, body } = await register.wire.record({ ...asked, ...other });
        expect([status, body.code]).toEqual([422, 'idempotency/mismatch']);
      }
      expect(await taken(asked.showId)).toBe(2);
    });

    it('settles one id that comes for two shows at the same time', async () => {
      const shows = await Promise.all([freshShow(), freshShow()]);
      const id = randomUUID();
      const answers = await Promise.all(shows.map((showId) => register.wire.record(usage(showId, { id }))));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
      expect((await taken(shows[0])) + (await taken(shows[1]))).toBe(1);
    });

    it('gives the last place to exactly one of twenty', async () => {
      const showId = await freshShow({ cap: 3 });
      const [first, second, ...rest] = await freshCards(22);
      for (const card of [first, second]) await register.wire.record(usage(showId, { card }));
      const answers = await Promise.all(rest.map((card) => register.wire.record(usage(showId, { card }))));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      const refused = answers.filter(({ status }) => status === 409);
      expect(refused).toHaveLength(19);
      expect(refused[0]?.body.refusal).toMatchObject({ reason: 'cap-reached', cap: 3, remaining: 0 });
      expect(await taken(showId)).toBe(3);
    });

    it('counts one card once for a show when twenty desks send it at the same time', async () => {
      const showId = await freshShow();
      const answers = await Promise.all(Array.from({ length: 20 }, () => register.wire.record(usage(showId))));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409).map(reasonOf)).toEqual(Array(19).fill('already-recorded'));
      expect(await taken(showId)).toBe(1);
    });

    it('refuses by the rules, and tells the rule and the show as it stands', async () => {
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
        const { status, body } = await register.wire.record(usage(showId, facts));
        expect([status, body.code, body.refusal.reason]).toEqual([409, 'registry/refused', reason]);
        expect(body.show.taken).toBe(0);
        expect(body.refusal.rule.source).not.toBe('');
      }
    });

    it('keeps a refusal: the same ask is refused again although there is room now', async () => {
      const showId = await freshShow({ cap: 1 });
      const holder = usage(showId);
      await register.wire.record(holder);
      const late = usage(showId, { card: family.code });
      const first = await register.wire.record(late);
      await register.wire.annul(holder.id, showId);
      const second = await register.wire.record(late);
      expect([first.status, second.status]).toEqual([409, 409]);
      expect(second.body.refusal).toEqual(first.body.refusal);
      expect(await taken(showId)).toBe(0);
    });
  });

  describe('facts', () => {
    it('are counted beyond the cap, and flagged', async () => {
      const showId = await freshShow({ cap: 1 });
      await register.wire.record(usage(showId));
      const { status, body } = await register.wire.record(
        usage(showId, { mode: 'fact', card: family.code, minors: 2 }),
      );
      expect([status, body.usage.flags, body.show.taken]).toEqual([201, ['cap-reached'], 4]);
      expect(reasonOf(await register.wire.record(usage(showId, { card: (await freshCards(1))[0] })))).toBe(
        'cap-reached',
      );
    });

    it('are flagged with every reason an ask would have been refused for', async () => {
      const showId = await freshShow({ kind: 'course', cap: 1 });
      await register.wire.record(usage(showId));
      const flagsOf = async (facts: Record<string, unknown>) =>
        (await register.wire.record(usage(showId, { mode: 'fact', ...facts }))).body.usage.flags;
      expect(await flagsOf({})).toEqual(['already-recorded', 'cap-reached']);
      expect(await flagsOf({ card: unregistered.code, minors: 1 })).toEqual([
        'card-unregistered',
        'course-without-children',
        'cap-reached',
      ]);
      expect(await flagsOf({ card: community.code })).toEqual([
        'community-card-course',
        'community-card-alone',
        'cap-reached',
      ]);
      expect(await flagsOf({ card: expired.code })).toEqual(['cap-reached', 'card-expired'].reverse());
      expect(await taken(showId)).toBe(1 + 1 + 2 + 1 + 1);
    });

    it('are judged by the day they happened', async () => {
      const showId = await freshShow();
      const takenAt = '2026-11-19T12:00:00Z';
      const fact = usage(showId, { mode: 'fact', card: expired.code, takenAt });
      expect((await register.wire.record(fact)).body.usage.flags).toEqual(['late']);
    });

    it('turn a refused ask with the same id into a counted one', async () => {
      const asked = usage(await freshShow(), { card: expired.code });
      expect((await register.wire.record(asked)).status).toBe(409);
      const fact = await register.wire.record({ ...asked, mode: 'fact' });
      expect([fact.status, fact.body.usage.flags]).toEqual([201, ['card-expired']]);
      expect((await register.wire.record(asked)).status).toBe(200);
      expect(await taken(asked.showId)).toBe(1);
    });

    it('may come from a device whose clock stands anywhere', async () => {
      const showId = await freshShow();
      for (const takenAt of ['0000-01-01T00:00:00Z', '1969-12-31T23:59:59+23:59', '9999-12-31T23:59:59-23:59']) {
        const [card] = await freshCards(1);
        expect((await register.wire.record(usage(showId, { mode: 'fact', card, takenAt }))).status).toBe(201);
      }
    });
  });
}
