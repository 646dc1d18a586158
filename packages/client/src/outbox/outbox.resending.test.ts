import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutboxStand } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../../test/client/world.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import { noticesOf, pendingCount } from './outbox-state.ts';

let stand: OutboxStand;
beforeEach(async () => {
  stand = new OutboxStand();
  await settled();
});
afterEach(() => stand.outbox.close());

/** Records a visit that the registry answers. */
async function answered(answer: RecordAnswer, visit?: Visit): Promise<string> {
  const { id } = await stand.asked(visit);
  stand.only().answer(answer);
  await settled();
  expect(await stand.stages()).toEqual([]);
  return id;
}

const sent = () => stand.only().batch?.entries;
const pending = () => pendingCount(stand.outbox.journal);

describe('an acknowledged visit that the registry lists as missing', () => {
  it('is sent again as a report under its number, and is pending until then', async () => {
    const visit = stand.visit(1);
    await answered(counted, visit);
    expect(pending()).toBe(0);
    await stand.misses(1);
    expect(pending()).toBe(1);
    expect(sent()).toEqual([{ what: 'report', seq: 1, visit, leaseId: null, clockSuspect: false }]);
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.open).toEqual([]);
    // Its acknowledgement was emitted before.
    expect(stand.acknowledged).toEqual(['counted']);
  });
  it('may be missing again', async () => {
    await answered(counted);
    for (let time = 0; time < 3; time += 1) {
      await stand.misses(1);
      expect(sent()).toMatchObject([{ what: 'report', seq: 1 }]);
      stand.only().answer(counted);
      await settled();
    }
  });
  it('is voided again if it was voided, in this order', async () => {
    const id = await answered(counted);
    void stand.outbox.void(id, hamlet.id);
    await settled();
    stand.only().answer(counted);
    await settled();
    await stand.misses(1, 2);
    expect(sent()).toMatchObject([
      { what: 'report', seq: 1, visit: { id } },
      { what: 'void', seq: 2, visitId: id, reason: 'undone-by-clerk' },
    ]);
  });
  it('becomes a void if it is undone before it was sent', async () => {
    const id = await answered(counted);
    await stand.reopen({ linkDown: true });
    await stand.misses(1);
    stand.only().fail(error('registry/unreachable'));
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.storage.entries()).toMatchObject([{ seq: 1, stage: 'void', visitId: id, consumedFrom: null }]);
  });
  it('is sent after the next delivery that does not have it', async () => {
    await answered(counted);
    await stand.world.pass(1);
    const id = await stand.report();
    stand.only().deliver([{ outcome: 'counted', seq: 2, recordedAt: '', flags: [], from: 'free' }], { missing: [1] });
    await settled();
    expect(sent()).toMatchObject([{ what: 'report', seq: 1 }]);
    expect(sent()).not.toMatchObject([{ visit: { id } }]);
  });
  it('consumes nothing on the device, and is named with the lease that it was counted from', async () => {
    const lease = await stand.hold(1);
    await answered({ ...counted, fromLease: true } as RecordAnswer, stand.visit());
    expect(await stand.left()).toBe(0);
    await stand.misses(1);
    expect(sent()).toMatchObject([{ what: 'report', leaseId: lease.id }]);
    stand.only().deliver([{ outcome: 'counted', seq: 1, recordedAt: '', flags: [], from: 'free' }]);
    await settled();
    expect([await stand.left(), await stand.unconfirmed()]).toEqual([0, 0]);
  });
  it('moves to the review list if the registry rejects it now', async () => {
    const id = await answered(counted);
    await stand.misses(1);
    stand.reject('registry/not-found');
    await settled();
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: id, why: 'registry/not-found' }]);
    expect(stand.acknowledged).toEqual(['counted', 'rejected']);
  });
});

describe('the review list', () => {
  const flagged = { outcome: 'counted', seq: 1, recordedAt: '', flags: ['cap-reached'], from: 'over' } as const;
  it('has the item of a visit that was sent again, unless a person has dismissed it', async () => {
    const id = await stand.report();
    stand.only().deliver([flagged]);
    await settled();
    for (const isDismissed of [false, true]) {
      if (isDismissed) await stand.outbox.dismiss(id);
      await stand.misses(1);
      stand.only().deliver([flagged]);
      await settled();
      expect(noticesOf(stand.outbox.journal)).toHaveLength(isDismissed ? 0 : 1);
    }
  });
});

describe('the number of a refused request', () => {
  it('arrives with a void', async () => {
    const id = await answered(soldOut);
    await stand.misses(1);
    expect(sent()).toMatchObject([{ what: 'void', seq: 1, visitId: id, reason: 'never-answered' }]);
  });
  it('arrives with the void of no visit if the request had a reference: another device may have recorded it since', async () => {
    const id = await answered(soldOut, { ...stand.visit(), reference: 'order-1' });
    await stand.misses(1);
    expect(sent()).toMatchObject([{ what: 'void', seq: 1 }]);
    expect(sent()).not.toMatchObject([{ visitId: id }]);
  });
});

describe('the void of a part', () => {
  it('waits for its visit, if that is sent again', async () => {
    const visit = stand.visit(2, 0);
    await answered(counted, visit);
    await stand.world.pass(1);
    const usages = [{ id: visit.usages[0]?.id ?? '', minors: 1 }];
    void stand.outbox.void(visit.id, hamlet.id, { usages });
    await settled();
    const rejected = { outcome: 'rejected', seq: 2, code: 'registry/not-found' } as const;
    stand.only().deliver([rejected], { missing: [1] });
    await settled();
    expect(sent()).toMatchObject([{ what: 'report', seq: 1 }]);
    stand.only().answer(counted);
    await settled();
    expect(sent()).toMatchObject([{ what: 'void', seq: 2, usages }]);
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
});

describe('what was acknowledged', () => {
  it('is not sent again into a journal that was copied', async () => {
    await answered(counted);
    await stand.world.pass(1);
    await stand.outbox.sendAgain({ missing: [1], cloned: true }, stand.world.environment.now());
    expect(await stand.stages()).toEqual([]);
  });
  it('is not sent again if the answer is older than its acknowledgement', async () => {
    const sentMs = stand.world.environment.now();
    await answered(counted);
    await stand.outbox.sendAgain({ missing: [1], cloned: false }, sentMs);
    expect(await stand.stages()).toEqual([]);
  });
  it('is kept for a day', async () => {
    await answered(counted);
    await stand.world.pass(86_000_000);
    await answered(counted);
    await stand.world.pass(4_000_000);
    await stand.misses(1, 2);
    expect(sent()).toMatchObject([{ seq: 2 }]);
  });
  it('is not in an exported file', async () => {
    const id = await answered(counted);
    expect(await stand.outbox.toFile()).not.toContain(id);
  });
  it('makes room for what is pending if the storage is full, and is not kept then', async () => {
    const full = Object.assign(error('outbox/storage'), { cause: new DOMException('no room', 'QuotaExceededError') });
    const real = memoryStorage();
    let room = 2;
    const erased: number[] = [];
    await stand.reopen({
      storage: {
        ...real,
        append: (entry) => (room > 0 ? real.append(entry) : Promise.reject(full)),
        change(seq, from, to, capacityChange, kept) {
          if (kept !== undefined && room === 0) return Promise.reject(full);
          if (kept !== undefined) room -= 1;
          return real.change(seq, from, to, capacityChange, kept);
        },
        async eraseKept(outside) {
          if (outside === undefined) erased.push(room);
          if (outside === undefined) room = 1;
          return real.eraseKept(outside);
        },
      },
    });
    await settled();
    for (let visits = 0; visits < 4; visits += 1) {
      const { asked } = await stand.asked();
      stand.only().answer(counted);
      expect(await asked).toMatchObject({ outcome: 'counted' });
    }
    expect(erased.length).toBeGreaterThan(0);
    expect(await real.entries()).toEqual([]);
  });
});
