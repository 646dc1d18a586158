import { arki } from '@kaiku/sandbox';
import { describe, expect, it } from 'vitest';
import { createCardList } from '../../packages/client/src/offline/card-list.ts';
import type { CardListTold } from '../../packages/client/src/registry/registry.ts';
import type { RegisterFixture } from './register-fixture.ts';

/** The card list as a device reads it: with the client's own reader and nothing else. */
export function cardListCases(register: RegisterFixture): void {
  const fetchList = async (token: string = arki.tokens.boxOffice): Promise<CardListTold> =>
    (await register.wire.call('GET', '/v1/card-list', { token })).body.list;

  /** A device that has just fetched this list, and trusts lists of that key. */
  async function deviceWith(list: CardListTold, key?: JsonWebKey) {
    const notes = new Map<string, unknown>();
    const publicKey = key ?? (await register.sandbox.store.cardListKey());
    const cardList = createCardList(
      { publicKey },
      {
        now: () => register.nowMs,
        storage: {
          note: async (name) => notes.get(name),
          keepNote: async (name, note) => void notes.set(name, note),
        },
      },
    );
    await cardList.refresh(async () => list);
    return cardList;
  }

  describe('the card list', () => {
    it('tells of each card of the register that it may be known, or that it is stopped', async () => {
      const device = await deviceWith(await fetchList());
      const all = Object.values(arki.cards).filter(({ status }) => status !== null);
      expect(new Set(all.map(({ status }) => status)).size).toBeGreaterThan(1);
      for (const { code, status } of all) {
        expect([code, await device.hint(code)]).toEqual([code, status === 'active' ? 'known' : 'stopped']);
      }
    });

    it('tells hardly anything of a code that no card has: two in a hundred may pass, and none as stopped', async () => {
      // Enough cards that chance evens out.
      await register.freshCards(400);
      const device = await deviceWith(await fetchList());
      const hints: Record<string, number> = {};
      for (let nth = 0; nth < 4_000; nth += 1) {
        const hint = (await device.hint(`B${String(nth).padStart(9, '0')}`)) ?? 'none';
        hints[hint] = (hints[hint] ?? 0) + 1;
      }
      expect(Object.keys(hints).sort()).toEqual(['known', 'not-known']);
      expect(hints.known).toBeGreaterThan(4_000 * 0.005);
      expect(hints.known).toBeLessThan(4_000 * 0.05);
    });

    it('is of no use unless it is just as it was signed, by this register', async () => {
      const list = await fetchList();
      const { code } = arki.cards.single;
      expect(await (await deviceWith(list)).hint(code)).toBe('known');
      const changes = [
        { venueId: 'kaarna' },
        { issuedAt: new Date(register.nowMs + 1_000).toISOString() },
        { denied: '' },
        { filter: list.key },
        { key: list.signature },
      ];
      for (const change of changes) {
        expect([change, await (await deviceWith({ ...list, ...change })).hint(code)]).toEqual([change, undefined]);
      }
      const curve = { name: 'ECDSA', namedCurve: 'P-256' };
      const other = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
      const strange = await crypto.subtle.exportKey('jwk', other.publicKey);
      expect(await (await deviceWith(list, strange)).hint(code)).toBeUndefined();
    });

    it('is keyed by the venue and the day', async () => {
      const [first, again] = [await fetchList(), await fetchList(arki.tokens.door)];
      expect(again.key).toBe(first.key);
      const venues = [{ id: 'kaarna', name: arki.venues.kaarna.name, mayHoldCardList: true }];
      await register.sandbox.store.seed({ venues });
      const elsewhere = await fetchList(arki.tokens.theatre);
      await register.sandbox.store.seed({ venues: [arki.venues.kaarna] });
      register.pass(24 * 3_600_000);
      const tomorrow = await fetchList();
      expect(new Set([first.key, elsewhere.key, tomorrow.key]).size).toBe(3);
      expect(tomorrow.issuedAt).toBe(new Date(register.nowMs).toISOString());
      expect([first.venueId, elsewhere.venueId]).toEqual(['suvanto', 'kaarna']);
    });

    it('is not for a venue that may hold none, nor for a coordinator', async () => {
      for (const token of [arki.tokens.theatre, arki.tokens.coordinator]) {
        const { status, body } = await register.wire.call('GET', '/v1/card-list', { token });
        expect([status, body.code]).toEqual([403, 'registry/forbidden']);
      }
    });

    it('gives the private key to nobody', async () => {
      expect(await register.sandbox.store.cardListKey()).toEqual({
        ...{ kty: 'EC', crv: 'P-256' },
        ...{ x: expect.any(String), y: expect.any(String) },
      });
    });
  });
}
