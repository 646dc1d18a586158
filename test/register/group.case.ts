import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/sandbox';
import { describe, expect, it } from 'vitest';
import { createJournal } from './offline-fixture.ts';
import type { RegisterFixture } from './register-fixture.ts';

/** Groups that come with a community card, wherever the usage comes from (decision 0016). */
export function groupCases(register: RegisterFixture): void {
  const { freshShow, usage, taken } = register;
  const { community } = arki.cards;
  const seven = { card: community.code, minors: 7 };

  describe('a group with a community card', () => {
    it('of more than five people needs an agreement, also as a single usage', async () => {
      const showId = await freshShow({ cap: null });
      const { status, body } = await register.wire.record(usage(showId, seven));
      expect([status, body.refusal]).toMatchObject([409, { reason: 'group-not-agreed', people: 8, agreedAbove: 5 }]);
      expect((await register.wire.record(usage(showId, { ...seven, agreed: false }))).status).toBe(409);
      expect((await register.wire.record(usage(showId, { ...seven, agreed: true }))).status).toBe(201);
      expect(await taken(showId)).toBe(8);
    });

    it('has no limit once it was agreed on but the form of the number', async () => {
      const showId = await freshShow({ cap: null });
      const many = usage(showId, { card: community.code, minors: 99, agreed: true });
      expect((await register.wire.record(many)).status).toBe(201);
      const { status, body } = await register.wire.record({ ...many, id: randomUUID(), minors: 100 });
      expect([status, body.issues]).toEqual([400, [{ path: 'minors', message: 'too big: at most 99' }]]);
    });

    it('is another usage where it was agreed on and where it was not', async () => {
      const showId = await freshShow({ cap: null });
      const asked = usage(showId, { card: community.code, minors: 2 });
      expect((await register.wire.record(asked)).status).toBe(201);
      const agreed = await register.wire.record({ ...asked, agreed: true });
      expect([agreed.status, agreed.body.code]).toEqual([422, 'idempotency/mismatch']);
      expect((await register.wire.record({ ...asked, agreed: false })).status).toBe(200);
    });

    it('that was delivered is flagged only where nobody agreed', async () => {
      const showId = await freshShow({ cap: null });
      const journal = createJournal(register);
      const units = [
        journal.fact(showId, seven),
        journal.fact(await freshShow({ cap: null }), { ...seven, agreed: true }),
      ];
      const { body } = await journal.deliver(units);
      expect(body.results.map(({ flags }: { flags: string[] }) => flags)).toEqual([['group-not-agreed'], []]);
    });

    it('redeems what it has reserved by the reservation, agreed on again', async () => {
      const showId = await freshShow({ cap: null });
      const reservation = usage(showId, { ...seven, how: 'reserved', agreed: true });
      expect((await register.wire.record(reservation)).status).toBe(201);
      const redeem = (facts: object) => {
        const takenAt = new Date(register.nowMs).toISOString();
        const asked = { mode: 'ask', id: randomUUID(), showId, how: 'door', takenAt, ...facts };
        return register.wire.redeem(reservation.id, asked);
      };
      expect((await redeem({})).body.refusal.reason).toBe('group-not-agreed');
      expect((await redeem({ agreed: true })).status).toBe(201);
      expect(await taken(showId)).toBe(8);
    });
  });
}
