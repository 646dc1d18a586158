import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutboxStand, theNextLook, timeoutMs } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, settled } from '../../../../test/client/world.ts';
import { noticesOf, pendingCount } from './outbox-state.ts';
import { senderLock } from './sender.ts';

let stand: OutboxStand;
beforeEach(async () => {
  stand = new OutboxStand();
  // Let its first send pass end; there is nothing to send.
  await settled();
});
afterEach(() => stand.outbox.close());

describe('a void', () => {
  it('is removed once the registry has acknowledged it', async () => {
    await stand.void();
    expect(stand.only().batch?.entries).toMatchObject([{ what: 'void', reason: 'undone-by-clerk' }]);
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
  it('replaces the visit’s report, even while that is in flight', async () => {
    const id = await stand.report();
    const undone = stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.stages()).toEqual(['void']);
    stand.only().answer(counted);
    await settled();
    stand.only().answer(counted);
    expect(await undone).toBeUndefined();
    expect(await stand.stages()).toEqual([]);
  });
  it('replaces a report that another tab has stored', async () => {
    const another = stand.outbox;
    stand.begin();
    const id = await stand.report();
    void another.void(id, hamlet.id);
    await settled();
    expect(await stand.stages()).toEqual(['void']);
    await another.close();
  });
  it('stays pending if the registry is busy, and resolves with the reason', async () => {
    const undone = stand.outbox.void(stand.newId(), hamlet.id);
    await settled();
    stand.only().fail(error('registry/busy'));
    expect(await undone).toBe('registry/busy');
    expect(await stand.stages()).toEqual(['void']);
    expect(pendingCount(stand.outbox.journal)).toBe(1);
  });
  it('stays pending if it gets no answer in time', async () => {
    const undone = stand.outbox.void(stand.newId(), hamlet.id);
    await stand.world.pass(timeoutMs);
    expect(await undone).toBe('registry/unreachable');
    expect(await stand.stages()).toEqual(['void']);
  });
  it('leaves no timer behind', async () => {
    const undone = stand.outbox.void(stand.newId(), hamlet.id);
    await settled();
    stand.only().answer(counted);
    await undone;
    await settled();
    expect(stand.world.timers).toBe(theNextLook);
  });
  it('moves to the review list if the registry rejects it', async () => {
    const id = stand.newId();
    const undone = stand.outbox.void(id, hamlet.id);
    await settled();
    stand.reject('registry/not-found');
    expect(await undone).toBe('registry/not-found');
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: id, why: 'registry/not-found' }]);
    expect(Number.isNaN(Date.parse(noticesOf(stand.outbox.journal)[0]?.takenAt ?? ''))).toBe(false);
  });
  it('is stored once if it is requested twice', async () => {
    const id = await stand.void();
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.stages()).toEqual(['void']);
  });
  it('survives a restart', async () => {
    const id = await stand.void();
    stand.crash();
    stand.begin();
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
  });
  it('waits for another tab’s send pass for at most `timeoutMs`', async () => {
    await stand.reopen({ locks: stand.locks });
    await settled();
    let leave = () => {};
    const turn = new Promise<void>((resolve) => {
      leave = resolve;
    });
    void stand.locks.exclusive(senderLock(stand.storage.name), () => turn);
    const undone = stand.outbox.void(stand.newId(), hamlet.id);
    await stand.world.pass(timeoutMs);
    expect(await undone).toBe('registry/unreachable');
    // Closing does not wait for that pass either, and a turn that comes later does nothing.
    await stand.outbox.close();
    leave();
    await settled();
    expect(stand.open).toEqual([]);
    expect(await stand.stages()).toEqual(['void']);
  });
});

describe('the void of an interrupted request', () => {
  it('stays on the review list after its delivery, until it is dismissed', async () => {
    const id = await stand.interrupted();
    expect(stand.only().batch?.entries).toMatchObject([{ reason: 'device-restarted' }]);
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual(['review']);
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: id, why: 'interrupted' }]);
    await stand.outbox.dismiss(id);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.open).toEqual([]);
  });
  it('is delivered even if its notice is dismissed', async () => {
    const id = await stand.interrupted();
    await stand.outbox.dismiss(id);
    expect(noticesOf(stand.outbox.journal)).toEqual([]);
    expect(await stand.stages()).toEqual(['void']);
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
});

describe('the void of a group', () => {
  it('voids it whole', async () => {
    const id = await stand.report(stand.group());
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.stages()).toEqual(['void']);
    stand.only().answer(counted);
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
  it('is listed without card and people if it is rejected and the visit’s entry is gone', async () => {
    const id = stand.newId();
    const undone = stand.outbox.void(id, hamlet.id);
    await settled();
    stand.reject('registry/not-found');
    expect(await undone).toBe('registry/not-found');
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: id, maskedCard: '…', cards: 0 }]);
  });
});

describe('an item of the review list', () => {
  it('is voided when it is dismissed, if the registry rejected it', async () => {
    const id = await stand.review();
    await stand.outbox.dismiss(id);
    expect(noticesOf(stand.outbox.journal)).toEqual([]);
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    expect(stand.only().batch?.entries).toMatchObject([{ reason: 'dismissed-by-clerk' }]);
    // If the registry rejects the void too, the clerk is not shown it again.
    stand.reject('registry/invalid-request');
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
  it('is removed without a void when it is dismissed, if its id is another visit’s in the registry', async () => {
    await stand.outbox.dismiss(await stand.review('idempotency/mismatch'));
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.open).toEqual([]);
  });
  it('is removed without a void when it is dismissed, if the registry counted and flagged it', async () => {
    const id = await stand.report();
    stand.only().answer({ ...counted, flags: ['cap-reached'] } as typeof counted);
    await settled();
    await stand.outbox.dismiss(id);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.open).toEqual([]);
  });
  it('has the people and cards of a group, and its whole visit', async () => {
    const id = await stand.report(stand.group());
    stand.reject('registry/invalid-request');
    await settled();
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'review', visit: { id, usages: [{}, {}, {}] } }]);
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ cards: 3, minors: 2, why: 'registry/invalid-request' }]);
  });
  it('survives a restart', async () => {
    const id = await stand.review();
    stand.crash();
    stand.begin();
    await settled();
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: id }]);
    expect(stand.open).toEqual([]);
  });
  it('becomes a void if its visit is undone', async () => {
    const id = await stand.review();
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.stages()).toEqual(['void']);
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
  });
});
