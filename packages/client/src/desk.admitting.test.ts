import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskStand, partOf, reserved, valid } from '../../../test/client/desk-stand.ts';
import { counted, error, hamlet, settled, single, soldOut } from '../../../test/client/world.ts';

let stand: DeskStand;
beforeEach(async () => {
  stand = new DeskStand();
  await settled();
});
afterEach(() => stand.desk.close());

describe('`admit`', () => {
  it('returns confirmed when the registry counts the visit', async () => {
    const verdict = stand.desk.admit([partOf(await stand.desk.check(card), 2)]);
    await settled();
    const { visit } = stand.only();
    expect(visit).toMatchObject({
      usages: [{ card, minors: 2 }],
      showId: hamlet.id,
      how: 'sold',
      takenAt: '2026-05-15T16:00:00.000Z',
    });
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({
      ...{ outcome: 'confirmed', visitId: visit?.id, people: 3, flags: [] },
      usages: [{ usageId: visit?.usages[0]?.id, maskedCard: 'A0…723', minors: 2 }],
    });
  });
  it('returns refused if a rule refuses the visit by then', async () => {
    const verdict = stand.desk.admit([partOf(await stand.desk.check(card), 0)]);
    await settled();
    stand.only().answer(soldOut);
    expect(await verdict).toMatchObject({ outcome: 'refused', refusal: { reason: 'cap-reached' } });
  });
  it('returns provisional if the registry does not respond, and stores the visit', async () => {
    expect(await stand.provisional()).toMatchObject({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(stand.desk.state.pending).toBe(1);
  });
  it('returns undecided at the unconfirmed limit, and the visit does not count', async () => {
    await stand.reopen({ maxUnconfirmed: 1 });
    await stand.provisional();
    stand.only().fail(error('registry/unreachable'));
    expect(await stand.admitted()).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
    expect(stand.open).toEqual([]);
  });
  it('does not show a voided request as pending after a timeout', async () => {
    await stand.reopen({ maxUnconfirmed: 0 });
    const undecided = stand.admitted();
    await settled();
    stand.only().fail(error('registry/unreachable'));
    expect((await undecided).outcome).toBe('undecided');
    expect(stand.desk.state).toMatchObject({ pending: 0, voiding: 1 });
    expect((await stand.desk.health()).pending).toBe(0);
  });
  it('throws for a decision that cannot be recorded', async () => {
    await stand.reopen({ offline: 'deny' });
    stand.lookUpAnswer = error('registry/unreachable');
    const undecided = await stand.desk.check(card);
    expect(undecided.outcome).toBe('undecided');
    for (const decision of [undecided, await stand.desk.check('nonsense')])
      await expect(stand.desk.admit([partOf(decision)])).rejects.toMatchObject({
        code: 'config/invalid',
        message: expect.stringContaining(decision.outcome),
      });
    expect(stand.open).toEqual([]);
  });
  it('records a provisional decision', async () => {
    stand.lookUpAnswer = error('registry/unreachable');
    const verdict = stand.desk.admit([partOf(await stand.desk.check(card), 7)]);
    await settled();
    stand.only().answer(counted);
    expect((await verdict).outcome).toBe('confirmed');
  });
  it.each([-1, 0.5, Number.NaN, 100, Number.POSITIVE_INFINITY])(
    'of %d children is the page’s mistake',
    async (minors) => {
      await expect(stand.desk.admit([partOf(await stand.desk.check(card), minors)])).rejects.toMatchObject({
        code: 'config/invalid',
      });
      expect(stand.open).toEqual([]);
    },
  );
  it('refuses more children than the card allows, without a request', async () => {
    const parts = [partOf(await stand.desk.check(card), 3)];
    const refused = { outcome: 'refused', refusal: { reason: 'too-many-minors', max: 2, who: 'children' } };
    expect(await stand.desk.admit(parts)).toMatchObject(refused);
    expect(stand.desk.plan(parts)).toMatchObject({ ...refused, at: 0 });
    expect(stand.open).toEqual([]);
    await stand.goOut();
    const unseen = partOf(await stand.desk.check(card), 13);
    expect(await stand.desk.admit([unseen])).toMatchObject({ refusal: { reason: 'too-many-minors', max: 12 } });
  });
  it('refuses more people than there were tickets for, by the cap', async () => {
    const show = { ...hamlet, taken: 8 };
    stand.lookUpAnswer = { ...valid, show };
    const decision = await stand.desk.check(card);
    expect(decision).toMatchObject({ minors: { max: 1 } });
    expect(await stand.desk.admit([partOf(decision, 2)])).toMatchObject({
      refusal: { reason: 'cap-reached', remaining: 2 },
    });
    expect(stand.open).toEqual([]);
  });
  it('refuses children on a course', async () => {
    stand.lookUpAnswer = { ...valid, show: { ...hamlet, kind: 'course' } };
    expect(await stand.desk.admit([partOf(await stand.desk.check(card), 1)])).toMatchObject({
      refusal: { reason: 'course-without-children' },
    });
  });
  it('refuses a worker with more than four clients without agreement, without a request', async () => {
    stand.lookUpAnswer = { ...valid, show: { ...hamlet, cap: null } };
    const worker = await stand.desk.check('Y110029399');
    expect(worker).toMatchObject({ minors: { min: 1, max: 99 } });
    expect(await stand.desk.admit([partOf(worker, 7)])).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'group-not-agreed', people: 8, agreedAbove: 5 },
    });
    expect(stand.open).toEqual([]);
    expect(await stand.storage.entries()).toEqual([]);
    const verdict = stand.desk.admit([partOf(worker, 31)], { agreed: true });
    await settled();
    expect(stand.only().visit).toMatchObject({ usages: [{ minors: 31 }], agreed: true });
    stand.only().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', people: 32 });
    await expect(stand.desk.admit([partOf(worker, 100)], { agreed: true })).rejects.toMatchObject({
      code: 'config/invalid',
      message: '`minors` must be a whole number from 0 to 99, not 100.',
    });
  });
  it('throws `config/invalid` for a refused decision', async () => {
    await expect(stand.desk.admit([partOf(await stand.desk.check('nonsense'), 0)])).rejects.toMatchObject({
      code: 'config/invalid',
    });
  });
  it('throws `outbox/storage` if the visit cannot be stored, and sends nothing', async () => {
    await stand.desk.close();
    const full = { ...stand.storage, append: () => Promise.reject(error('outbox/storage')) };
    stand.begin({ storage: full });
    await expect(stand.admitted()).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(stand.open).toEqual([]);
  });
});

describe('the option `recordsAs`', () => {
  it.each(['reserved', 'sold', 'door'] as const)('records as %s', async (recordsAs) => {
    await stand.reopen({ recordsAs });
    void stand.admitted();
    await settled();
    expect(stand.only().visit).toMatchObject({ how: recordsAs });
    stand.only().answer(counted);
  });
  it('`sold` redeems a reservation, and `reserved` refuses a second one', async () => {
    stand.lookUpAnswer = { ...valid, earlier: reserved };
    expect(await stand.desk.check(card)).toMatchObject({
      outcome: 'admissible',
      redeems: reserved.usageId,
      earlier: { minors: 2 },
    });
    await stand.reopen({ recordsAs: 'reserved' });
    expect(await stand.desk.check(card)).toMatchObject({ refusal: { reason: 'already-recorded', how: 'reserved' } });
  });
});

describe('`void`', () => {
  it('returns voided when the registry acknowledges it', async () => {
    const undone = stand.desk.void('019a0000-0000-7000-8000-00000000aaaa');
    await settled();
    stand.only().answer(counted);
    expect(await undone).toEqual({ outcome: 'voided' });
  });
  it('returns provisional while it is pending', async () => {
    const undone = stand.desk.void('019a0000-0000-7000-8000-00000000aaaa');
    await stand.world.pass(2500);
    expect(await undone).toEqual({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(stand.desk.state.pending).toBe(1);
  });
});

describe('a registry that responds again', () => {
  it('receives pending entries within five seconds, before the next scheduled attempt', async () => {
    await stand.provisional();
    // Many send passes fail, so the next is far off.
    for (let round = 0; round < 8; round += 1) {
      stand.open[0]?.fail(error('registry/unreachable'));
      stand.showAnswer = error('registry/unreachable');
      await stand.world.pass(30_000);
    }
    stand.open[0]?.fail(error('registry/unreachable'));
    await settled();
    expect(stand.open).toEqual([]);
    stand.showAnswer = hamlet;
    await stand.desk.refresh();
    await stand.world.pass(5_000);
    expect(stand.only().what).toBe('report');
    stand.only().answer(counted);
    await settled();
    expect(stand.desk.state).toMatchObject({ pending: 0, reachable: true });
  });
});

describe('a restart', () => {
  it('puts an unanswered request on the review list until it is dismissed', async () => {
    const left = { stage: 'request', owner: 'a page that is gone' } as const;
    await stand.desk.close();
    await stand.storage.append({ ...left, visit: single });
    stand.begin();
    await settled();
    expect(stand.desk.state.review).toMatchObject([
      { visitId: single.id, maskedCard: 'A0…723', cards: 1, minors: 1, why: 'interrupted' },
    ]);
    expect(JSON.stringify(stand.desk.state)).not.toContain(card);
    stand.only().answer(counted);
    await settled();
    expect(stand.desk.state).toMatchObject({ pending: 0, review: [{ visitId: single.id }] });
    await stand.desk.dismiss(single.id);
    expect(stand.desk.state.review).toEqual([]);
    expect(await stand.storage.entries()).toEqual([]);
  });
  it('sends provisional visits', async () => {
    const verdict = await stand.provisional();
    await stand.reopen();
    await settled();
    expect(stand.only()).toMatchObject({
      what: 'report',
      visitId: verdict.outcome === 'provisional' ? verdict.visitId : '',
    });
  });
});
