import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf } from '../../../test/client/desk-fixture.ts';
import { counted, hamlet, settled } from '../../../test/client/world.ts';
import type { Decision } from './verdict.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('a decision of another desk', () => {
  const foreign = { code: 'desk/foreign-decision', retryable: false };

  it('is rejected if it is for another show, without storing or sending anything', async () => {
    const decision = await fixture.desk.check(card);
    await fixture.reopen({ show: 'macbeth' });
    const visit = [partOf(decision)];
    await expect(fixture.desk.admit(visit)).rejects.toMatchObject(foreign);
    expect(() => fixture.desk.plan(visit)).toThrowError(expect.objectContaining(foreign));
    expect(fixture.open).toEqual([]);
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('is recorded by its own `recordsAs` if it is for the same show', async () => {
    const decision = await fixture.desk.check(card, { recordsAs: 'door' });
    await fixture.reopen({ recordsAs: 'reserved' });
    void fixture.desk.admit([partOf(decision)]);
    await settled();
    expect(fixture.onlyRequest().visit).toMatchObject({ how: 'door' });
    fixture.onlyRequest().answer(counted);
  });
  it('is rejected in one visit with a decision for another `recordsAs`', async () => {
    const parts = [
      partOf(await fixture.desk.check(card)),
      partOf(await fixture.desk.check('A999005458', { recordsAs: 'door' })),
    ];
    await expect(fixture.desk.admit(parts)).rejects.toMatchObject({ code: 'config/invalid' });
  });
  it('is rejected if it does not name its show', async () => {
    const { showId, ...older } = await fixture.desk.check(card);
    expect(showId).toBe(hamlet.id);
    await expect(fixture.desk.admit([partOf(older as Decision)])).rejects.toMatchObject(foreign);
  });
});

describe('a copied decision', () => {
  it.each([
    ['as JSON', (decision: Decision): Decision => JSON.parse(JSON.stringify(decision))],
    ['as a structured clone', (decision: Decision): Decision => structuredClone(decision)],
  ])('%s is recorded by another desk of the same show', async (_, copy) => {
    const decision = copy(await fixture.desk.check(card));
    await fixture.reopen();
    const verdict = fixture.desk.admit([partOf(decision, 1)]);
    await settled();
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed' });
  });
});
