import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kept, OutboxStand } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../../test/client/world.ts';

let stand: OutboxStand;
beforeEach(() => {
  stand = new OutboxStand();
});
afterEach(() => stand.outbox.close());

const overrun = { ...counted, flags: ['cap-reached'] } as typeof counted;
const fromLease = { ...counted, fromLease: true } as typeof counted;

describe('a request of a device that holds tickets', () => {
  it('names its lease, and has drawn on it before it is sent', async () => {
    const { id } = await stand.hold(3);
    await stand.asked(stand.visit(1));
    expect(stand.only().sent).toMatchObject({ leaseId: id });
    expect(await stand.left()).toBe(1);
    expect(await stand.storage.entries()).toMatchObject([
      { stage: 'request', consumedFrom: { from: 'lease', leaseId: id, tickets: 2 } },
    ]);
  });
  it.each([
    ['given a free ticket', counted, 3],
    ['refused', soldOut, 3],
    ['given a ticket of the lease', fromLease, 1],
  ] as const)('that was %s leaves as many as the registry holds', async (_, answer, left) => {
    await stand.hold(3);
    const { asked } = await stand.asked(stand.visit(1));
    stand.only().answer(answer);
    await asked;
    expect(await stand.left()).toBe(left);
    expect(stand.capacity.leased).toBe(left);
  });
  it('that nobody answers is kept by the tickets it had drawn, once', async () => {
    const { id } = await stand.hold(3);
    const { asked } = await stand.asked(stand.visit(1));
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toEqual({ ...kept, by: 'lease' });
    expect(await stand.left()).toBe(1);
    expect(await stand.unconfirmed()).toBe(0);
    await settled();
    expect(stand.only().batch?.entries).toMatchObject([{ what: 'report', leaseId: id }]);
  });
  it('names none where it holds too few for the party, and is kept by the unconfirmed limit', async () => {
    await stand.hold(1);
    const { asked } = await stand.asked(stand.visit(1));
    expect(stand.only().sent).toMatchObject({ leaseId: null });
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toEqual(kept);
    expect(await stand.left()).toBe(1);
    expect(await stand.unconfirmed()).toBe(1);
  });
  it('names none once its time is over, and gives none of its tickets out', async () => {
    await stand.hold(3);
    stand.world.sleep(3_600_000);
    const { asked } = await stand.asked();
    expect(stand.only().sent).toMatchObject({ leaseId: null });
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toEqual(kept);
    expect(stand.capacity.leased).toBe(0);
  });
  it('keeps what it had drawn where it is left over by a restart: it may be given already', async () => {
    await stand.hold(3);
    await stand.asked(stand.visit(1));
    stand.crash();
    stand.begin();
    await settled();
    stand.only().answer(counted);
    await settled();
    expect(await stand.left()).toBe(1);
  });
  it('may be kept for as many tickets as there are tickets, whatever the unconfirmed limit', async () => {
    await stand.beginAnew({ maxUnconfirmed: 0 });
    expect(stand.capacity.mayKeep(1)).toBe(false);
    await stand.hold(2);
    expect([2, 3].map((tickets) => stand.capacity.mayKeep(tickets))).toEqual([true, false]);
  });
});

describe('a report kept by a lease', () => {
  async function keptByLease() {
    await stand.hold(3);
    return stand.report(stand.visit(1));
  }
  it.each([
    ['lease', 1],
    ['over', 1],
    ['free', 3],
  ] as const)('that took its place from the %s leaves %d on the device', async (from, left) => {
    await keptByLease();
    stand.only().deliver([{ outcome: 'counted', seq: 1, recordedAt: '2026-05-15T16:00:00Z', flags: [], from }]);
    await settled();
    expect(await stand.left()).toBe(left);
  });
  it('that is undone gives no ticket out a second time', async () => {
    const id = await keptByLease();
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.left()).toBe(1);
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'void', consumedFrom: { from: 'lease' } }]);
  });
  it('is drawn on it until it is acknowledged, undone or not', async () => {
    const id = await keptByLease();
    const leaseId = (await stand.storage.capacity(hamlet.id)).lease?.id ?? '';
    expect(await stand.outbox.isConsumedFrom(leaseId)).toBe(true);
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.outbox.isConsumedFrom(leaseId)).toBe(true);
    stand.only().answer(counted);
    await settled();
    stand.only().answer(counted);
    await settled();
    expect(await stand.outbox.isConsumedFrom(leaseId)).toBe(false);
  });
});

describe('a report kept by the unconfirmed limit', () => {
  it.each([
    ['recorded', () => stand.only().answer(counted)],
    ['flagged', () => stand.only().answer(overrun)],
    ['voided-elsewhere', () => stand.only().answer({ outcome: 'voided', show: hamlet })],
    ['rejected', () => stand.reject('registry/invalid-request')],
  ])('that is %s makes room for the next', async (_, answer) => {
    await stand.beginAnew({ maxUnconfirmed: 1 });
    await stand.report();
    expect(stand.capacity.mayKeep(1)).toBe(false);
    answer();
    await settled();
    expect(await stand.unconfirmed()).toBe(0);
    expect(stand.capacity.mayKeep(1)).toBe(true);
  });
  it('that is undone makes room at once', async () => {
    await stand.beginAnew({ maxUnconfirmed: 1 });
    const id = await stand.report();
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(stand.capacity.mayKeep(1)).toBe(true);
  });
});
