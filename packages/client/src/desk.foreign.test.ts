import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskStand, partOf } from '../../../test/client/desk-stand.ts';
import { counted, hamlet, settled } from '../../../test/client/world.ts';
import type { Decision } from './verdict.ts';

let stand: DeskStand;
beforeEach(async () => {
  stand = new DeskStand();
  await settled();
});
afterEach(() => stand.desk.close());

describe('a decision of another desk', () => {
  const foreign = { code: 'desk/foreign-decision', retryable: false };

  it('is rejected if it is for another show, without storing or sending anything', async () => {
    const decision = await stand.desk.check(card);
    await stand.reopen({ show: 'macbeth' });
    const visit = [partOf(decision)];
    await expect(stand.desk.admit(visit)).rejects.toMatchObject(foreign);
    expect(() => stand.desk.plan(visit)).toThrowError(expect.objectContaining(foreign));
    expect(stand.open).toEqual([]);
    expect(await stand.storage.entries()).toEqual([]);
  });
  it('is recorded by its own `recordsAs` if it is for the same show', async () => {
    const decision = await stand.desk.check(card, { recordsAs: 'door' });
    await stand.reopen({ recordsAs: 'reserved' });
    void stand.desk.admit([partOf(decision)]);
    await settled();
    expect(stand.only().visit).toMatchObject({ how: 'door' });
    stand.only().answer(counted);
  });
  it('is rejected in one visit with a decision for another `recordsAs`', async () => {
    const parts = [
      partOf(await stand.desk.check(card)),
      partOf(await stand.desk.check('A999005458', { recordsAs: 'door' })),
    ];
    await expect(stand.desk.admit(parts)).rejects.toMatchObject({ code: 'config/invalid' });
  });
  it('is rejected if it does not name its show', async () => {
    const { showId, ...older } = await stand.desk.check(card);
    expect(showId).toBe(hamlet.id);
    await expect(stand.desk.admit([partOf(older as Decision)])).rejects.toMatchObject(foreign);
  });
});

describe('a copied decision', () => {
  it.each([
    ['as JSON', (decision: Decision): Decision => JSON.parse(JSON.stringify(decision))],
    ['as a structured clone', (decision: Decision): Decision => structuredClone(decision)],
  ])('%s is recorded by another desk of the same show', async (_, copy) => {
    const decision = copy(await stand.desk.check(card));
    await stand.reopen();
    const verdict = stand.desk.admit([partOf(decision, 1)]);
    await settled();
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed' });
  });
});
