import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf } from '../../../test/client/desk-fixture.ts';
import { error, hamlet, settled } from '../../../test/client/world.ts';
import type { FoundVisit, Registry } from './registry/registry.ts';
import { usageIdOf, visitIdOf } from './usage/reference.ts';

const reference = 'netticket:4711-2';
let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('`find`', () => {
  const found: FoundVisit = {
    outcome: 'counted',
    recordedAt: '2026-05-15T16:00:00Z',
    reference,
    metadata: { line: '2' },
    usages: [
      { id: 'u1', outcome: 'counted', maskedCard: 'A0…723', minors: 1, flags: ['late'] },
      { id: 'u2', outcome: 'voided', maskedCard: '…', minors: 0, flags: [] },
    ],
    show: hamlet,
  };
  let asked: string[];
  async function begin(answer: () => Promise<FoundVisit | undefined>): Promise<void> {
    asked = [];
    const registry: Registry = {
      ...fixture.registry(),
      find(visitId) {
        asked.push(visitId);
        return answer();
      },
    };
    await fixture.reopen({ registry });
  }

  it('returns a visit of the device without a request', async () => {
    await begin(async () => found);
    fixture.start();
    await settled();
    void fixture.desk.admit([partOf(await fixture.desk.check(card), 1)], { reference });
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    await settled();
    expect(await fixture.desk.find({ reference })).toMatchObject({
      ...{ visitId: visitIdOf(hamlet.id, reference), standing: 'pending', reference },
      usages: [{ maskedCard: 'A0…723', minors: 1 }],
    });
    expect(asked).toEqual([]);
  });
  it('returns a visit of the registry without its voided usages', async () => {
    await begin(async () => found);
    const visitId = visitIdOf(hamlet.id, reference);
    const answer = {
      ...{ visitId, standing: 'counted', reference, metadata: { line: '2' }, flags: ['late'] },
      usages: [{ usageId: 'u1', maskedCard: 'A0…723', minors: 1 }],
    };
    expect(await fixture.desk.find({ reference })).toEqual(answer);
    expect(await fixture.desk.find({ visitId })).toEqual(answer);
    expect(asked).toEqual([visitId, visitId]);
  });
  it('returns usages in the order of the cards, which the registry does not keep', async () => {
    const visitId = visitIdOf(hamlet.id, reference);
    const ids = [0, 1, 2, 3].map((place) => usageIdOf(visitId, place));
    const usages = [...ids]
      .sort()
      .map((id) => ({ id, outcome: id === ids[1] ? ('voided' as const) : ('counted' as const) }))
      .map((usage) => ({ ...usage, maskedCard: 'A0…723', minors: 0, flags: [] }));
    expect(usages.map(({ id }) => id)).not.toEqual(ids);
    await begin(async () => ({ ...found, usages }));
    const answer = await fixture.desk.find({ reference });
    expect(answer?.usages.map(({ usageId }) => usageId)).toEqual([ids[0], ids[2], ids[3]]);
  });
  it('leaves out what this device is about to void', async () => {
    await begin(async () => found);
    const visitId = visitIdOf(hamlet.id, reference);
    const waits = async (usageId: string, minors?: number) => {
      void fixture.desk.void(visitId, { usages: [{ usageId, ...(minors !== undefined && { minors }) }] });
      await settled();
    };
    await waits('u1', 0);
    expect(await fixture.desk.find({ reference })).toMatchObject({
      ...{ standing: 'counted', usages: [{ usageId: 'u1', minors: 0 }] },
    });
    await waits('u1');
    expect(await fixture.desk.find({ reference })).toMatchObject({ standing: 'undoing', usages: [] });
  });
  it('returns undefined for an unknown visit, and throws if the registry does not respond', async () => {
    await begin(async () => undefined);
    expect(await fixture.desk.find({ reference })).toBeUndefined();
    await begin(() => Promise.reject(error('registry/unreachable')));
    await expect(fixture.desk.find({ reference })).rejects.toMatchObject({ code: 'registry/unreachable' });
  });
});
