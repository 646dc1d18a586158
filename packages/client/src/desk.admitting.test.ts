import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf, reserved, valid } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled, single, soldOut } from '../../../test/client/world.ts';

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('`admit`', () => {
  it('returns confirmed when the registry counts the visit', async () => {
    const verdict = fixture.desk.admit([partOf(await fixture.desk.check(card), 2)]);
    await settled();
    const { visit } = fixture.onlyRequest();
    expect(visit).toMatchObject({
      usages: [{ card, minors: 2 }],
      showId: hamlet.id,
      how: 'sold',
      takenAt: '2026-05-15T16:00:00.000Z',
    });
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({
      ...{ outcome: 'confirmed', visitId: visit?.id, people: 3, flags: [] },
      usages: [{ usageId: visit?.usages[0]?.id, maskedCard: 'A0…723', minors: 2 }],
    });
  });
  it('records how the code was entered, as given to `check`', async () => {
    const decision = await fixture.desk.check(card, { input: 'reader' });
    void fixture.desk.admit([partOf(decision, 0)]);
    await settled();
    expect(fixture.onlyRequest().visit?.usages).toMatchObject([{ card, input: 'reader' }]);
  });
  it('returns refused if a rule refuses the visit by then', async () => {
    const verdict = fixture.desk.admit([partOf(await fixture.desk.check(card), 0)]);
    await settled();
    fixture.onlyRequest().answer(soldOut);
    expect(await verdict).toMatchObject({ outcome: 'refused', refusal: { reason: 'cap-reached' } });
  });
  it('returns provisional if the registry does not respond, and stores the visit', async () => {
    expect(await fixture.admitProvisionally()).toMatchObject({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(fixture.desk.state.pending).toBe(1);
  });
  it('returns undecided at the unconfirmed limit, and the visit does not count', async () => {
    await fixture.reopen({ maxUnconfirmed: 1 });
    await fixture.admitProvisionally();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    expect(await fixture.admit()).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
    expect(fixture.open).toEqual([]);
  });
  it('does not show a voided request as pending after a timeout', async () => {
    await fixture.reopen({ maxUnconfirmed: 0 });
    const undecided = fixture.admit();
    await settled();
    fixture.onlyRequest().fail(error('registry/unreachable'));
    expect((await undecided).outcome).toBe('undecided');
    expect(fixture.desk.state).toMatchObject({ pending: 0, voiding: 1 });
    expect((await fixture.desk.health()).pending).toBe(0);
  });
  it('throws for a decision that cannot be recorded', async () => {
    await fixture.reopen({ offline: 'deny' });
    fixture.lookUpAnswer = error('registry/unreachable');
    const undecided = await fixture.desk.check(card);
    expect(undecided.outcome).toBe('undecided');
    for (const decision of [undecided, await fixture.desk.check('nonsense')])
      await expect(fixture.desk.admit([partOf(decision)])).rejects.toMatchObject({
        code: 'config/invalid',
        message: expect.stringContaining(decision.outcome),
      });
    expect(fixture.open).toEqual([]);
  });
  it('records a provisional decision', async () => {
    fixture.lookUpAnswer = error('registry/unreachable');
    const verdict = fixture.desk.admit([partOf(await fixture.desk.check(card), 7)]);
    await settled();
    fixture.onlyRequest().answer(counted);
    expect((await verdict).outcome).toBe('confirmed');
  });
  it.each([-1, 0.5, Number.NaN, 100, Number.POSITIVE_INFINITY])(
    'of %d children is the page’s mistake',
    async (minors) => {
      await expect(fixture.desk.admit([partOf(await fixture.desk.check(card), minors)])).rejects.toMatchObject({
        code: 'config/invalid',
      });
      expect(fixture.open).toEqual([]);
    },
  );
  it('refuses more children than the card allows, without a request', async () => {
    const parts = [partOf(await fixture.desk.check(card), 3)];
    const refused = { outcome: 'refused', refusal: { reason: 'too-many-minors', max: 2, who: 'children' } };
    expect(await fixture.desk.admit(parts)).toMatchObject(refused);
    expect(fixture.desk.plan(parts)).toMatchObject({ ...refused, at: 0 });
    expect(fixture.open).toEqual([]);
    await fixture.loseNetwork();
    const unseen = partOf(await fixture.desk.check(card), 13);
    expect(await fixture.desk.admit([unseen])).toMatchObject({ refusal: { reason: 'too-many-minors', max: 12 } });
  });
  it('refuses more people than there were tickets for, by the cap', async () => {
    const show = { ...hamlet, taken: 8 };
    fixture.lookUpAnswer = { ...valid, show };
    const decision = await fixture.desk.check(card);
    expect(decision).toMatchObject({ minors: { max: 1 } });
    expect(await fixture.desk.admit([partOf(decision, 2)])).toMatchObject({
      refusal: { reason: 'cap-reached', remaining: 2 },
    });
    expect(fixture.open).toEqual([]);
  });
  it('refuses children on a course', async () => {
    fixture.lookUpAnswer = { ...valid, show: { ...hamlet, kind: 'course' } };
    expect(await fixture.desk.admit([partOf(await fixture.desk.check(card), 1)])).toMatchObject({
      refusal: { reason: 'course-without-children' },
    });
  });
  it('refuses a worker with more than four clients without agreement, without a request', async () => {
    fixture.lookUpAnswer = { ...valid, show: { ...hamlet, cap: null } };
    const worker = await fixture.desk.check('Y110029399');
    expect(worker).toMatchObject({ minors: { min: 1, max: 99 } });
    expect(await fixture.desk.admit([partOf(worker, 7)])).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'group-not-agreed', people: 8, agreedAbove: 5 },
    });
    expect(fixture.open).toEqual([]);
    expect(await fixture.storage.entries()).toEqual([]);
    const verdict = fixture.desk.admit([partOf(worker, 31)], { agreed: true });
    await settled();
    expect(fixture.onlyRequest().visit).toMatchObject({ usages: [{ minors: 31 }], agreed: true });
    fixture.onlyRequest().answer(counted);
    expect(await verdict).toMatchObject({ outcome: 'confirmed', people: 32 });
    await expect(fixture.desk.admit([partOf(worker, 100)], { agreed: true })).rejects.toMatchObject({
      code: 'config/invalid',
      message: '`minors` must be a whole number from 0 to 99, not 100.',
    });
  });
  it('throws `config/invalid` for a refused decision', async () => {
    await expect(fixture.desk.admit([partOf(await fixture.desk.check('nonsense'), 0)])).rejects.toMatchObject({
      code: 'config/invalid',
    });
  });
  it('throws `outbox/storage` if the visit cannot be stored, and sends nothing', async () => {
    await fixture.desk.close();
    const full = { ...fixture.storage, append: () => Promise.reject(error('outbox/storage')) };
    fixture.start({ storage: full });
    await expect(fixture.admit()).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(fixture.open).toEqual([]);
  });
});

describe('the option `recordsAs`', () => {
  it.each(['reserved', 'sold', 'door'] as const)('records as %s', async (recordsAs) => {
    await fixture.reopen({ recordsAs });
    void fixture.admit();
    await settled();
    expect(fixture.onlyRequest().visit).toMatchObject({ how: recordsAs });
    fixture.onlyRequest().answer(counted);
  });
  it('`sold` redeems a reservation, and `reserved` refuses a second one', async () => {
    fixture.lookUpAnswer = { ...valid, earlier: reserved };
    expect(await fixture.desk.check(card)).toMatchObject({
      outcome: 'admissible',
      redeems: reserved.usageId,
      earlier: { minors: 2 },
    });
    await fixture.reopen({ recordsAs: 'reserved' });
    expect(await fixture.desk.check(card)).toMatchObject({ refusal: { reason: 'already-recorded', how: 'reserved' } });
  });
});

describe('`void`', () => {
  it('returns voided when the registry acknowledges it', async () => {
    const undone = fixture.desk.void('019a0000-0000-7000-8000-00000000aaaa');
    await settled();
    fixture.onlyRequest().answer(counted);
    expect(await undone).toEqual({ outcome: 'voided' });
  });
  it('returns provisional while it is pending', async () => {
    const undone = fixture.desk.void('019a0000-0000-7000-8000-00000000aaaa');
    await fixture.world.pass(2500);
    expect(await undone).toEqual({ outcome: 'provisional', cause: 'registry/unreachable' });
    expect(fixture.desk.state.pending).toBe(1);
  });
});

describe('a registry that responds again', () => {
  it('receives pending entries within five seconds, before the next scheduled attempt', async () => {
    await fixture.admitProvisionally();
    // Many send passes fail, so the next is far off.
    for (let round = 0; round < 8; round += 1) {
      fixture.open[0]?.fail(error('registry/unreachable'));
      fixture.showAnswer = error('registry/unreachable');
      await fixture.world.pass(30_000);
    }
    fixture.open[0]?.fail(error('registry/unreachable'));
    await settled();
    expect(fixture.open).toEqual([]);
    fixture.showAnswer = hamlet;
    await fixture.desk.refresh();
    await fixture.world.pass(5_000);
    expect(fixture.onlyRequest().what).toBe('report');
    fixture.onlyRequest().answer(counted);
    await settled();
    expect(fixture.desk.state).toMatchObject({ pending: 0, reachable: true });
  });
});

describe('a restart', () => {
  it('puts an unanswered request on the review list until it is dismissed', async () => {
    const left = { stage: 'request', owner: 'a page that is gone' } as const;
    await fixture.desk.close();
    await fixture.storage.append({ ...left, visit: single });
    fixture.start();
    await settled();
    expect(fixture.desk.state.review).toMatchObject([
      { visitId: single.id, maskedCard: 'A0…723', cards: 1, minors: 1, why: 'interrupted' },
    ]);
    expect(JSON.stringify(fixture.desk.state)).not.toContain(card);
    fixture.onlyRequest().answer(counted);
    await settled();
    expect(fixture.desk.state).toMatchObject({ pending: 0, review: [{ visitId: single.id }] });
    await fixture.desk.dismiss(single.id);
    expect(fixture.desk.state.review).toEqual([]);
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('sends provisional visits', async () => {
    const verdict = await fixture.admitProvisionally();
    await fixture.reopen();
    await settled();
    expect(fixture.onlyRequest()).toMatchObject({
      what: 'report',
      visitId: verdict.outcome === 'provisional' ? verdict.visitId : '',
    });
  });
});
