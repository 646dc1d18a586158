import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf } from '../../../test/client/desk-fixture.ts';
import { counted, hamlet, settled } from '../../../test/client/world.ts';

/** Begins and ends like `card`. */
const alike = 'A099999723';
let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('without the registry, a card that this device has recorded for the show', () => {
  it('is refused, with the time and the party, until the visit is undone', async () => {
    await fixture.loseNetwork();
    const verdict = await fixture.admit(2);
    expect(verdict.outcome).toBe('provisional');
    expect(await fixture.desk.check(card)).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'already-recorded', how: 'sold', minors: 2, onThisDevice: true },
    });
    if (!('visitId' in verdict)) throw new Error('The verdict has no visit.');
    void fixture.desk.void(verdict.visitId);
    await fixture.world.pass(3000);
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'provisional' });
  });
  it('is refused also after a restart, and at no other show', async () => {
    await fixture.loseNetwork();
    await fixture.admit();
    await fixture.reopen();
    await fixture.loseNetwork();
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'refused' });
    await fixture.reopen({ show: 'another-show' });
    await fixture.loseNetwork();
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'provisional' });
  });
  it('is recorded at the door if the device has reserved for it', async () => {
    await fixture.loseNetwork();
    const decision = await fixture.desk.check(card, { recordsAs: 'reserved' });
    await fixture.desk.admit([partOf(decision)]);
    expect(await fixture.desk.check(card, { recordsAs: 'door' })).toMatchObject({ outcome: 'provisional' });
    expect(await fixture.desk.check(card, { recordsAs: 'reserved' })).toMatchObject({ outcome: 'refused' });
  });
  it('of a show that admits per day is refused on that day only', async () => {
    fixture.showAnswer = { ...hamlet, admission: 'per-day' };
    await fixture.desk.refresh();
    await fixture.loseNetwork();
    await fixture.admit();
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'refused' });
    await fixture.world.pass(24 * 3_600_000);
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'provisional' });
  });
  it('is asked about if only its mask is known, because the registry has acknowledged the visit', async () => {
    await fixture.reopen({ history: true });
    const verdict = fixture.desk.admit([partOf(await fixture.desk.check(card))]);
    await settled();
    fixture.onlyRequest().answer(counted);
    expect((await verdict).outcome).toBe('confirmed');
    await fixture.loseNetwork();
    for (const text of [card, alike])
      expect(await fixture.desk.check(text)).toMatchObject({
        outcome: 'provisional',
        warnings: [{ kind: 'recorded-here' }],
      });
    expect(await fixture.desk.check('X000011986')).not.toHaveProperty('warnings');
  });
});
