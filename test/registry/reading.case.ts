import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Tests what a device may read. */
export function readingCases(registry: RegistryFixture): void {
  const { freshShow, visit } = registry;
  const { family, single, unregistered } = arki.cards;

  describe('shows and cards', () => {
    it('are listed for the own venue only, the shows by start', async () => {
      const { body } = await registry.wire.shows({ token: arki.tokens.theatre });
      expect(body.shows.map(({ id }: { id: string }) => id)).toEqual([
        arki.shows.exhibition.id,
        arki.shows.elsewhere.id,
      ]);
      const starts = (await registry.wire.shows()).body.shows.map(({ startsAt }: { startsAt: string }) => startsAt);
      expect(starts).toEqual([...starts].sort());
    });

    it('do not differ between an unknown show and another venue’s', async () => {
      const answers = await Promise.all([
        registry.wire.show('no-such-show'),
        registry.wire.show(arki.shows.elsewhere.id),
      ]);
      for (const { status, body } of answers) {
        expect(status).toBe(404);
        expect({ ...body, serverTime: '' }).toEqual({ ...answers[0].body, serverTime: '' });
      }
      expect((await registry.wire.lookUp(arki.shows.elsewhere.id, single.code)).status).toBe(404);
      expect((await registry.wire.record(visit(arki.shows.elsewhere.id))).status).toBe(404);
      expect((await registry.wire.void(randomUUID(), arki.shows.elsewhere.id)).status).toBe(404);
    });

    it('are returned with the card’s earlier usage for the show', async () => {
      const showId = await freshShow();
      const before = (await registry.wire.lookUp(showId, family.code)).body;
      expect(before).toMatchObject({ card: { registered: true, status: 'active', minors: 3 }, earlier: null });
      await registry.wire.record(visit(showId, { card: family.code, minors: 2, how: 'reserved' }));
      const after = (await registry.wire.lookUp(showId, family.code)).body;
      expect(after).toMatchObject({ earlier: { how: 'reserved' }, show: { taken: 3 } });
    });

    it('reveal of an unknown code only that it is not registered', async () => {
      const { body } = await registry.wire.lookUp(await freshShow(), unregistered.code);
      expect(body.card).toEqual({ registered: false });
    });

    it('have the data of the scenario for every card', async () => {
      for (const { code, status, minors } of Object.values(arki.cards)) {
        const { card } = (await registry.wire.lookUp(arki.shows.evening.id, code)).body;
        expect(card).toMatchObject(status === null ? { registered: false } : { registered: true, status, minors });
      }
    });
  });

  describe('devices', () => {
    it.each([null, '', 'wrong', arki.tokens.expired, 'x'.repeat(5000)])(
      'are rejected with the token %j',
      async (token) => {
        const { status, body, headers } = await registry.wire.shows({ token });
        expect([status, body.code]).toEqual([401, 'registry/unauthorised']);
        expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
      },
    );

    it('are rejected after their token was revoked', async () => {
      const id = randomUUID();
      await registry.registryServer.store.seed({ devices: [{ id, venueId: 'suvanto', name: 'Koe', token: id }] });
      expect((await registry.wire.shows({ token: id })).status).toBe(200);
      await registry.registryServer.store.revoke(id);
      expect((await registry.wire.shows({ token: id })).status).toBe(401);
    });

    it('of one venue share what they have recorded', async () => {
      const request = visit(await freshShow());
      await registry.wire.record(request);
      expect(
        (
          await registry.wire.record(request, {
            token: arki.tokens.door,
            body: request,
            headers: { 'idempotency-key': request.id },
          })
        ).status,
      ).toBe(200);
    });
  });
}
