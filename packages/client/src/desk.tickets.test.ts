import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskStand, partOf, valid } from '../../../test/client/desk-stand.ts';
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

let stand: DeskStand;
beforeEach(async () => {
  stand = new DeskStand();
  await stand.reopen({ recordsAs: 'door', history: true });
});
afterEach(() => stand.desk.close());

describe('a ticket redeemed in advance', () => {
  it('is returned at the door with its time and party, and nothing is recorded', async () => {
    stand.lookUpAnswer = { ...valid, earlier: sold };
    const decision = await stand.desk.check(card);
    expect(decision).toMatchObject({ outcome: 'has-ticket', ticket, minors: { min: 1, max: 1, who: 'children' } });
    expect(await stand.desk.admit([partOf(decision, 1)])).toEqual({
      outcome: 'has-ticket',
      cards: 1,
      people: 2,
      ticket,
    });
    expect(stand.open).toEqual([]);
    await settled();
    const { hasTicket, recorded, refused, items } = stand.desk.history();
    expect({ hasTicket, recorded, refused }).toEqual({ hasTicket: 1, recorded: 0, refused: 0 });
    expect(items).toMatchObject([{ standing: 'has-ticket', people: 2, maskedCard: 'A0…723', visitId: undefined }]);
  });

  it('is returned if it was redeemed between check and admit (regression: the party was refused)', async () => {
    const decision = await stand.desk.check(card);
    const verdict = stand.desk.admit([partOf(decision, 1)]);
    await settled();
    stand.lookUpAnswer = { ...valid, earlier: sold };
    stand.only().answer(soldMeanwhile);
    expect(await verdict).toEqual({ outcome: 'has-ticket', cards: 1, people: 2, ticket });
    await settled();
    expect(stand.desk.history()).toMatchObject({ hasTicket: 1, refused: 0 });
  });

  it('has no warning for a show that is not today, because nothing is recorded', async () => {
    const tomorrow = { ...hamlet, startsAt: '2026-05-16T19:00:00+03:00' };
    stand.lookUpAnswer = { ...valid, show: tomorrow };
    expect(await stand.desk.check(card)).toMatchObject({ warnings: [{ kind: 'show-not-today' }] });
    stand.lookUpAnswer = { ...valid, show: tomorrow, earlier: sold };
    expect(await stand.desk.check(card)).not.toHaveProperty('warnings');
  });

  it('is a refusal at a desk that sells in advance, and after a visit at the door', async () => {
    stand.lookUpAnswer = { ...valid, earlier: { ...sold, how: 'door' } };
    const refusal = { reason: 'already-recorded', how: 'door' };
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'refused', refusal });
    await stand.reopen({ recordsAs: 'sold' });
    stand.lookUpAnswer = { ...valid, earlier: sold };
    expect(await stand.desk.check(card)).toMatchObject({ outcome: 'refused', refusal: { how: 'sold' } });
  });
});

describe('a group in which some have tickets', () => {
  const agreed = { agreed: false };

  async function part(text: string, earlier: EarlierUsage | null, more = 0): Promise<VisitPart> {
    stand.lookUpAnswer = { ...valid, earlier };
    const decision = await stand.desk.check(text);
    if (decision.outcome !== 'admissible' && decision.outcome !== 'has-ticket') throw new Error(decision.outcome);
    return { decision, minors: more };
  }

  it('is admitted as a whole, and only the others are recorded', async () => {
    const parts = [await part('Y110029399', null), await part(card, sold), await part('A999005458', null)];
    expect(stand.desk.plan(parts, agreed)).toMatchObject({
      outcome: 'ready',
      people: 4,
      tickets: 2,
      withTicket: [1],
    });
    const verdict = stand.desk.admit(parts, agreed);
    await settled();
    expect(stand.only().visit).toMatchObject({
      company: 'client-inside',
      usages: [{ card: 'Y110029399' }, { card: 'A999005458' }],
    });
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{}, {}], people: 2, withTicket: 1 });
  });

  it('counts people even for a swimming hall, whose cap counts cards', async () => {
    const show = { ...hamlet, kind: 'swimming-hall', seats: 300, cap: 20 } as const;
    stand.lookUpAnswer = { ...valid, show };
    const open = await stand.desk.check('A999005458');
    stand.lookUpAnswer = { ...valid, show, earlier: sold };
    const held = await stand.desk.check(card);
    if (open.outcome !== 'admissible' || held.outcome !== 'has-ticket') throw new Error('Both cards are good.');
    const parts = [
      { decision: open, minors: 2 },
      { decision: held, minors: 0 },
    ];
    expect(stand.desk.plan(parts, agreed)).toMatchObject({ people: 5, tickets: 1, withTicket: [1] });
    const verdict = stand.desk.admit(parts, agreed);
    await settled();
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{ minors: 2 }], people: 3, withTicket: 1 });
  });

  it('of a worker and a client with a ticket records the worker', async () => {
    const verdict = stand.desk.admit([await part('Y110029399', null), await part(card, sold)], agreed);
    await settled();
    expect(stand.only().visit).toMatchObject({ company: 'client-inside', usages: [{ card: 'Y110029399', minors: 0 }] });
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{}], people: 1, withTicket: 1 });
  });

  it('sends no company without a worker, because an older registry rejects the field', async () => {
    const verdict = stand.desk.admit([await part(card, sold), await part('A999005458', null)], agreed);
    await settled();
    expect(stand.only().visit).not.toHaveProperty('company');
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{}], withTicket: 1 });
  });

  it('is not recorded if everyone has a ticket', async () => {
    const verdict = await stand.desk.admit([await part(card, sold), await part('A999005458', sold)], agreed);
    expect(verdict).toEqual({ outcome: 'has-ticket', cards: 2, people: 4, ticket });
    expect(stand.open).toEqual([]);
  });

  it('is admitted as a whole if a ticket was redeemed between check and admit', async () => {
    const parts = [await part(card, null), await part('Y110029399', null)];
    stand.lookUpAnswer = { ...valid, earlier: sold };
    const verdict = stand.desk.admit(parts, agreed);
    await settled();
    stand.only().answer(soldMeanwhile);
    await settled();
    // In this test the registry returns a ticket for both cards.
    expect(await verdict).toEqual({ outcome: 'has-ticket', cards: 2, people: 4, ticket });
  });

  it('is refused if the registry refuses and no card turns out to have a ticket', async () => {
    const verdict = stand.desk.admit([await part(card, null), await part('Y110029399', null)], agreed);
    await settled();
    stand.only().answer(soldMeanwhile);
    expect(await verdict).toMatchObject({ outcome: 'refused', refusal: { reason: 'already-recorded' } });
  });
});

describe('a worker who joins a client inside', () => {
  it('is recorded alone if the clerk confirms it, and otherwise refused', async () => {
    const worker = await stand.desk.check('Y110029399');
    const alone = { outcome: 'refused', refusal: { reason: 'community-card-alone' } };
    expect(stand.desk.plan([partOf(worker)])).toMatchObject(alone);
    expect(await stand.desk.admit([partOf(worker)])).toMatchObject(alone);
    const verdict = stand.desk.admit([partOf(worker, 0)], { company: 'client-inside' });
    await settled();
    expect(stand.only().visit).toMatchObject({ company: 'client-inside', usages: [{ card: 'Y110029399', minors: 0 }] });
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', usages: [{ minors: 0 }] });
  });

  it('is admissible with one ticket left, and refused without the confirmation', async () => {
    stand.lookUpAnswer = { ...valid, show: { ...hamlet, cap: 10, taken: 9 } };
    const worker = await stand.desk.check('Y110029399');
    expect(worker).toMatchObject({ minors: { min: 0, max: 0 } });
    expect(await stand.desk.admit([partOf(worker, 0)])).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'community-card-alone' },
    });
    expect(stand.open).toEqual([]);
  });
});
