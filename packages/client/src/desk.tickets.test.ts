import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, valid } from '../../../test/client/desk-fixture.ts';
import { counted, hamlet, settled } from '../../../test/client/world.ts';
import type { EarlierUsage } from './admission/facts.ts';
import { rules } from './admission/rules.ts';
import type { RecordAnswer } from './usage/answer.ts';
import type { VisitPart } from './verdict.ts';

const sold: EarlierUsage = {
  usageId: '019a0000-0000-7000-8000-00000000eeee',
  how: 'sold',
  minors: 1,
  recordedAt: '2026-05-14T15:00:00Z',
};
const ticket = { recordedAt: sold.recordedAt, how: 'sold', party: { minors: 1 } };
const { recordedAt, minors } = sold;
const soldMeanwhile: RecordAnswer = {
  outcome: 'refused',
  refusal: { reason: 'already-recorded', rule: rules['already-recorded'], recordedAt, how: 'sold', minors },
  show: hamlet,
};

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await fixture.reopen({ recordsAs: 'door', history: true });
});
afterEach(() => fixture.desk.close());

describe('a ticket redeemed in advance', () => {
  it('is returned at the door with its time and party, and nothing is recorded', async () => {
    fixture.lookUpAnswer = { ...valid, earlier: sold };
    const decision = await fixture.desk.check(card);
    expect(decision).toMatchObject({ outcome: 'has-ticket', ticket, minors: { min: 1, max: 1, who: 'children' } });
    expect(await fixture.desk.admit([partOf(decision, 1)])).toEqual({
      outcome: 'has-ticket',
      cards: 1,
      people: 2,
      ticket,
    });
    expect(fixture.open).toEqual([]);
    await settled();
    const { hasTicket, recorded, refused, items } = fixture.desk.history();
    expect({ hasTicket, recorded, refused }).toEqual({ hasTicket: 1, recorded: 0, refused: 0 });
    expect(items).toMatchObject([{ standing: 'has-ticket', people: 2, maskedCard: 'A0…723', visitId: undefined }]);
  });

  it('is returned if it was redeemed between check and admit (regression: the party was refused)', async () => {
    const decision = await fixture.desk.check(card);
    const verdict = fixture.desk.admit([partOf(decision, 1)]);
    await settled();
    fixture.lookUpAnswer = { ...valid, earlier: sold };
    fixture.onlyRequest().answer(soldMeanwhile);
    expect(await verdict).toEqual({ outcome: 'has-ticket', cards: 1, people: 2, ticket });
    await settled();
    expect(fixture.desk.history()).toMatchObject({ hasTicket: 1, refused: 0 });
  });

  it('has no warning for a show that is not today, because nothing is recorded', async () => {
    const tomorrow = { ...hamlet, startsAt: '2026-05-16T19:00:00+03:00' };
    fixture.lookUpAnswer = { ...valid, show: tomorrow };
    expect(await fixture.desk.check(card)).toMatchObject({ warnings: [{ kind: 'show-not-today' }] });
    fixture.lookUpAnswer = { ...valid, show: tomorrow, earlier: sold };
    expect(await fixture.desk.check(card)).not.toHaveProperty('warnings');
  });

  it('is a refusal at a desk that sells in advance, and after a visit at the door', async () => {
    fixture.lookUpAnswer = { ...valid, earlier: { ...sold, how: 'door' } };
    const refusal = { reason: 'already-recorded', how: 'door' };
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'refused', refusal });
    await fixture.reopen({ recordsAs: 'sold' });
    fixture.lookUpAnswer = { ...valid, earlier: sold };
    expect(await fixture.desk.check(card)).toMatchObject({ outcome: 'refused', refusal: { how: 'sold' } });
  });
});

describe('a group in which some have tickets', () => {
  const agreed = { agreed: false };

  async function part(text: string, earlier: EarlierUsage | null, more = 0): Promise<VisitPart> {
    fixture.lookUpAnswer = { ...valid, earlier };
    const decision = await fixture.desk.check(text);
    if (decision.outcome !== 'admissible' && decision.outcome !== 'has-ticket') throw new Error(decision.outcome);
    return { decision, minors: more };
  }

  it('is admitted as a whole, and only the others are recorded', async () => {
    const parts = [await part('Y110029399', null), await part(card, sold), await part('A999005458', null)];
    expect(fixture.desk.plan(parts, agreed)).toMatchObject({
      outcome: 'ready',
      people: 4,
      tickets: 2,
      withTicket: [1],
    });
    const verdict = fixture.desk.admit(parts, agreed);
    await settled();
    expect(fixture.onlyRequest().visit).toMatchObject({
      company: 'client-inside',
      usages: [{ card: 'Y110029399' }, { card: 'A999005458' }],
    });
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{}, {}], people: 2, withTicket: 1 });
  });

  it('counts people even for a swimming hall, whose cap counts cards', async () => {
    const show = { ...hamlet, kind: 'swimming-hall', seats: 300, cap: 20 } as const;
    fixture.lookUpAnswer = { ...valid, show };
    const open = await fixture.desk.check('A999005458');
    fixture.lookUpAnswer = { ...valid, show, earlier: sold };
    const held = await fixture.desk.check(card);
    if (open.outcome !== 'admissible' || held.outcome !== 'has-ticket')
      throw new Error('Both cards should be accepted.');
    const parts = [
      { decision: open, minors: 2 },
      { decision: held, minors: 0 },
    ];
    expect(fixture.desk.plan(parts, agreed)).toMatchObject({ people: 5, tickets: 1, withTicket: [1] });
    const verdict = fixture.desk.admit(parts, agreed);
    await settled();
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{ minors: 2 }], people: 3, withTicket: 1 });
  });

  it('of a worker and a client with a ticket records the worker', async () => {
    const verdict = fixture.desk.admit([await part('Y110029399', null), await part(card, sold)], agreed);
    await settled();
    expect(fixture.onlyRequest().visit).toMatchObject({
      company: 'client-inside',
      usages: [{ card: 'Y110029399', minors: 0 }],
    });
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{}], people: 1, withTicket: 1 });
  });

  it('sends no company without a worker, because an older registry rejects the field', async () => {
    const verdict = fixture.desk.admit([await part(card, sold), await part('A999005458', null)], agreed);
    await settled();
    expect(fixture.onlyRequest().visit).not.toHaveProperty('company');
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{}], withTicket: 1 });
  });

  it('is not recorded if everyone has a ticket', async () => {
    const verdict = await fixture.desk.admit([await part(card, sold), await part('A999005458', sold)], agreed);
    expect(verdict).toEqual({ outcome: 'has-ticket', cards: 2, people: 4, ticket });
    expect(fixture.open).toEqual([]);
  });

  it('is admitted as a whole if a ticket was redeemed between check and admit', async () => {
    const parts = [await part(card, null), await part('Y110029399', null)];
    fixture.lookUpAnswer = { ...valid, earlier: sold };
    const verdict = fixture.desk.admit(parts, agreed);
    await settled();
    fixture.onlyRequest().answer(soldMeanwhile);
    await settled();
    // In this test the registry returns a ticket for both cards.
    expect(await verdict).toEqual({ outcome: 'has-ticket', cards: 2, people: 4, ticket });
  });

  it('is refused if the registry refuses and no card turns out to have a ticket', async () => {
    const verdict = fixture.desk.admit([await part(card, null), await part('Y110029399', null)], agreed);
    await settled();
    fixture.onlyRequest().answer(soldMeanwhile);
    expect(await verdict).toMatchObject({ outcome: 'refused', refusal: { reason: 'already-recorded' } });
  });
});

describe('a worker who joins a client inside', () => {
  it('is recorded alone if the clerk confirms it, and otherwise refused', async () => {
    const worker = await fixture.desk.check('Y110029399');
    const alone = { outcome: 'refused', refusal: { reason: 'community-card-alone' } };
    expect(fixture.desk.plan([partOf(worker)])).toMatchObject(alone);
    expect(await fixture.desk.admit([partOf(worker)])).toMatchObject(alone);
    const verdict = fixture.desk.admit([partOf(worker, 0)], { company: 'client-inside' });
    await settled();
    expect(fixture.onlyRequest().visit).toMatchObject({
      company: 'client-inside',
      usages: [{ card: 'Y110029399', minors: 0 }],
    });
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{ minors: 0 }] });
  });

  it('is admissible with one ticket left, and refused without the confirmation', async () => {
    fixture.lookUpAnswer = { ...valid, show: { ...hamlet, cap: 10, taken: 9 } };
    const worker = await fixture.desk.check('Y110029399');
    expect(worker).toMatchObject({ minors: { min: 0, max: 0 } });
    expect(await fixture.desk.admit([partOf(worker, 0)])).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'community-card-alone' },
    });
    expect(fixture.open).toEqual([]);
  });
});
