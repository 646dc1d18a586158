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

describe('a request of a device with a lease', () => {
  it('names the lease, and consumes its tickets before it is sent', async () => {
    const { id } = await stand.hold(3);
    await stand.asked(stand.visit(1));
    expect(stand.only().sent).toMatchObject({ leaseId: id });
    expect(await stand.left()).toBe(1);
    expect(await stand.storage.entries()).toMatchObject([
      { stage: 'request', consumedFrom: { from: 'lease', leaseId: id, tickets: 2 } },
    ]);
  });
  it.each([
    ['counted from free tickets', counted, 3],
    ['refused', soldOut, 3],
    ['counted from the lease', fromLease, 1],
  ] as const)('leaves as many tickets as the registry has leased if it was %s', async (_, answer, left) => {
    await stand.hold(3);
    const { asked } = await stand.asked(stand.visit(1));
    stand.only().answer(answer);
    await asked;
    expect(await stand.left()).toBe(left);
    expect(stand.capacity.leased).toBe(left);
  });
  it('is recorded on the tickets that it consumed, once, if it gets no answer', async () => {
    const { id } = await stand.hold(3);
    const { asked } = await stand.asked(stand.visit(1));
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toEqual({ ...kept, by: 'lease' });
    expect(await stand.left()).toBe(1);
    expect(await stand.unconfirmed()).toBe(0);
    await settled();
    expect(stand.only().batch?.entries).toMatchObject([{ what: 'report', leaseId: id }]);
  });
  it('names no lease with too few tickets for the party, and is recorded under the unconfirmed limit', async () => {
    await stand.hold(1);
    const { asked } = await stand.asked(stand.visit(1));
    expect(stand.only().sent).toMatchObject({ leaseId: null });
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toEqual(kept);
    expect(await stand.left()).toBe(1);
    expect(await stand.unconfirmed()).toBe(1);
  });
  it('names no expired lease, and consumes none of its tickets', async () => {
    await stand.hold(3);
    stand.world.sleep(3_600_000);
    const { asked } = await stand.asked();
    expect(stand.only().sent).toMatchObject({ leaseId: null });
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toEqual(kept);
    expect(stand.capacity.leased).toBe(0);
  });
  it('refunds nothing after a restart, because the registry may have given it the tickets', async () => {
    await stand.hold(3);
    await stand.asked(stand.visit(1));
    stand.crash();
    stand.begin();
    await settled();
    stand.only().answer(counted);
    await settled();
    expect(await stand.left()).toBe(1);
  });
  it('may be recorded for as many tickets as the lease has, even if the unconfirmed limit is 0', async () => {
    await stand.reopen({ maxUnconfirmed: 0 });
    expect(stand.capacity.mayKeep(1)).toBe(false);
    await stand.hold(2);
    expect([2, 3].map((tickets) => stand.capacity.mayKeep(tickets))).toEqual([true, false]);
  });
});

describe('a report on leased tickets', () => {
  async function reportOnLease() {
    await stand.hold(3);
    return stand.report(stand.visit(1));
  }
  it.each([
    ['lease', 1],
    ['over', 1],
    ['free', 3],
  ] as const)('if counted from “%s”, leaves %d tickets on the device', async (from, left) => {
    await reportOnLease();
    stand.only().deliver([{ outcome: 'counted', seq: 1, recordedAt: '2026-05-15T16:00:00Z', flags: [], from }]);
    await settled();
    expect(await stand.left()).toBe(left);
  });
  it('gets no refund if it is undone', async () => {
    const id = await reportOnLease();
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.left()).toBe(1);
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'void', consumedFrom: { from: 'lease' } }]);
  });
  it('consumes the lease until it is acknowledged, also as a void', async () => {
    const id = await reportOnLease();
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

describe('a report under the unconfirmed limit', () => {
  it.each([
    ['recorded', () => stand.only().answer(counted)],
    ['flagged', () => stand.only().answer(overrun)],
    ['voided-elsewhere', () => stand.only().answer({ outcome: 'voided', show: hamlet })],
    ['rejected', () => stand.reject('registry/invalid-request')],
  ])('frees its place once it is %s', async (_, answer) => {
    await stand.reopen({ maxUnconfirmed: 1 });
    await stand.report();
    expect(stand.capacity.mayKeep(1)).toBe(false);
    answer();
    await settled();
    expect(await stand.unconfirmed()).toBe(0);
    expect(stand.capacity.mayKeep(1)).toBe(true);
  });
  it('frees its place as soon as it is undone', async () => {
    await stand.reopen({ maxUnconfirmed: 1 });
    const id = await stand.report();
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(stand.capacity.mayKeep(1)).toBe(true);
  });
});
