import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Finding a visit by its id, with the reference and the metadata of the ticketing system that sent it. */
export function foundVisitCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const said = { reference: 'netticket:4711-2', metadata: { line: '2', channel: 'web' } };
  const find = (id: string, token?: string) =>
    registry.wire.call('GET', `/v1/visits/${id}`, token === undefined ? {} : { token });

  describe('a found visit', () => {
    it('has its present state, masked codes, its reference and its metadata', async () => {
      const showId = await freshShow();
      const [first = '', second = ''] = await freshCards(2, 2);
      const request = visit(showId, {
        cards: [
          [first, 2],
          [second, 0],
        ],
        ...said,
      });
      expect((await registry.wire.record(request)).status).toBe(201);
      const { status, body } = await find(request.id);
      expect(status).toBe(200);
      expect(body.visit).toMatchObject({ id: request.id, outcome: 'counted', ...said });
      const usages = request.usages.map(({ id, minors }) => ({ id, minors }));
      expect(body.visit.usages).toHaveLength(2);
      for (const usage of usages) expect(body.visit.usages).toContainEqual(expect.objectContaining(usage));
      expect(JSON.stringify(body)).not.toContain(first);
      expect(body.show.id).toBe(showId);
    });

    it('is listed with the others of its show, to those who may see it', async () => {
      const showId = await freshShow();
      const [first, second] = await freshCards(2);
      const ours = visit(showId, { card: first, ...said });
      const theirs = visit(showId, { card: second });
      await registry.wire.record(ours);
      registry.pass(1000);
      await registry.wire.record(theirs, { token: arki.tokens.broker });
      const list = async (query: string, token?: string) => {
        const { status, body } = await registry.wire.call('GET', `/v1/visits${query}`, token ? { token } : {});
        return status === 200
          ? body.visits.map(({ id, seller }: { id: string; seller: string }) => [id, seller])
          : status;
      };
      const both = [
        [ours.id, 'suvanto'],
        [theirs.id, 'lippuluukku'],
      ];
      expect(await list(`?show=${showId}`)).toEqual(both);
      expect(await list(`?show=${showId}&seller=lippuluukku`)).toEqual([both[1]]);
      expect(await list(`?show=${showId}`, arki.tokens.broker)).toEqual([both[1]]);
      expect(await list(`?show=${showId}`, arki.tokens.theatre)).toBe(404);
      expect(await list('')).toBe(400);
      expect(await list(`?show=${showId}&seller=A%20B`)).toBe(400);
    });

    it('keeps its first metadata, which are not part of its fingerprint', async () => {
      const request = visit(await freshShow(), said);
      await registry.wire.record(request);
      expect((await registry.wire.record({ ...request, metadata: { line: '3' } })).status).toBe(200);
      expect((await find(request.id)).body.visit.metadata).toEqual(said.metadata);
    });

    it('has no card data after it was voided, and keeps its reference', async () => {
      const request = visit(await freshShow(), said);
      await registry.wire.record(request);
      await registry.wire.void(request.id, request.showId);
      const { visit: found } = (await find(request.id)).body;
      expect(found).toMatchObject({ outcome: 'voided', ...said, usages: [{ outcome: 'voided', maskedCard: '…' }] });
    });

    it('has no usages if it was refused', async () => {
      const request = visit(await freshShow({ cap: 0 }), said);
      expect((await registry.wire.record(request)).status).toBe(409);
      expect((await find(request.id)).body.visit).toMatchObject({ outcome: 'refused', ...said, usages: [] });
    });

    it('does not exist for an unknown id, or for another venue', async () => {
      expect((await find(randomUUID())).status).toBe(404);
      expect((await find('nonsense')).status).toBe(400);
      const request = visit(await freshShow());
      await registry.wire.record(request);
      expect((await find(request.id, arki.tokens.theatre)).status).toBe(404);
    });

    it.each([
      ['reference', ''],
      ['reference', 'a'.repeat(101)],
      ['reference', 'a\u0000'],
      ['metadata', { Line: '2' }],
      ['metadata', { line: 'a'.repeat(101) }],
      ['metadata', Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`key${index}`, '']))],
    ])('was not recorded with a %s that is none: %#', async (field, value) => {
      const request = { ...visit(await freshShow()), [field]: value };
      expect((await registry.wire.record(request)).status).toBe(400);
    });
  });
}
