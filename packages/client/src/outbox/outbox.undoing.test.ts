import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutboxStand, theNextLook, timeoutMs } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, settled } from '../../../../test/client/world.ts';
import { senderLock } from './sender.ts';

let stand: OutboxStand;
beforeEach(async () => {
  stand = new OutboxStand();
  // Its first round has found nothing and is over.
  await settled();
});
afterEach(() => stand.outbox.close());

describe('a void', () => {
  it('is gone once the registry has it', async () => {
    await stand.void();
    expect(stand.only().batch?.entries).toMatchObject([{ what: 'void', reason: 'undone-by-clerk' }]);
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
  it('of a report takes its place, whatever becomes of the request under way', async () => {
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
  it('of a report that another tab has kept meanwhile takes its place as well', async () => {
    const another = stand.outbox;
    stand.begin();
    const id = await stand.report();
    void another.void(id, hamlet.id);
    await settled();
    expect(await stand.stages()).toEqual(['void']);
    await another.close();
  });
  it('that the registry does not take now waits, and says why', async () => {
    const undone = stand.outbox.void(stand.newId(), hamlet.id);
    await settled();
    stand.only().fail(error('registry/busy'));
    expect(await undone).toBe('registry/busy');
    expect(await stand.stages()).toEqual(['void']);
    expect(stand.outbox.pending).toBe(1);
  });
  it('that has no answer in time waits', async () => {
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
  it('that the registry will never take is told', async () => {
    const id = stand.newId();
    const undone = stand.outbox.void(id, hamlet.id);
    await settled();
    stand.reject('registry/not-found');
    expect(await undone).toBe('registry/not-found');
    expect(stand.outbox.notices).toMatchObject([{ visitId: id, why: 'registry/not-found' }]);
    expect(Number.isNaN(Date.parse(stand.outbox.notices[0]?.takenAt ?? ''))).toBe(false);
  });
  it('asked for twice is one', async () => {
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
  it('does not wait for the turn of another tab longer than the clerk waits', async () => {
    await stand.beginAnew({ locks: stand.locks });
    await settled();
    let leave = () => {};
    const turn = new Promise<void>((resolve) => {
      leave = resolve;
    });
    void stand.locks.exclusive(senderLock(stand.storage.name), () => turn);
    const undone = stand.outbox.void(stand.newId(), hamlet.id);
    await stand.world.pass(timeoutMs);
    expect(await undone).toBe('registry/unreachable');
    // Closing does not wait for that turn either, and what comes after it touches nothing.
    await stand.outbox.close();
    leave();
    await settled();
    expect(stand.open).toEqual([]);
    expect(await stand.stages()).toEqual(['void']);
  });
});

describe('the void of an interrupted request', () => {
  it('is told also after its delivery, until somebody dismisses it', async () => {
    const id = await stand.interrupted();
    expect(stand.only().batch?.entries).toMatchObject([{ reason: 'device-restarted' }]);
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual(['review']);
    expect(stand.outbox.notices).toMatchObject([{ visitId: id, why: 'interrupted' }]);
    await stand.outbox.dismiss(id);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.open).toEqual([]);
  });
  it('goes out although its notice is dismissed', async () => {
    const id = await stand.interrupted();
    await stand.outbox.dismiss(id);
    expect(stand.outbox.notices).toEqual([]);
    expect(await stand.stages()).toEqual(['void']);
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
});

describe('the void of a visit', () => {
  it('takes it back whole', async () => {
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
  it('that the registry will never take is told without what is not known any more', async () => {
    const id = stand.newId();
    const undone = stand.outbox.void(id, hamlet.id);
    await settled();
    stand.reject('registry/not-found');
    expect(await undone).toBe('registry/not-found');
    expect(stand.outbox.notices).toMatchObject([{ visitId: id, maskedCard: '…', cards: 0 }]);
  });
});

describe('an item of review', () => {
  it('that the registry would not take is voided when it is dismissed, so that it hears of it', async () => {
    const id = await stand.review();
    await stand.outbox.dismiss(id);
    expect(stand.outbox.notices).toEqual([]);
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    expect(stand.only().batch?.entries).toMatchObject([{ reason: 'dismissed-by-clerk' }]);
    // If it will not hear of that either the clerk has seen enough.
    stand.reject('registry/invalid-request');
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
  it('whose id is another’s in the registry is gone when it is dismissed, and voids nothing', async () => {
    await stand.outbox.dismiss(await stand.review('idempotency/mismatch'));
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.open).toEqual([]);
  });
  it('that was recorded and flagged is gone when it is dismissed, and stays recorded', async () => {
    const id = await stand.report();
    stand.only().answer({ ...counted, flags: ['cap-reached'] } as typeof counted);
    await settled();
    await stand.outbox.dismiss(id);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.open).toEqual([]);
  });
  it('of a visit tells its people and cards, and keeps it whole', async () => {
    const id = await stand.report(stand.group());
    stand.reject('registry/invalid-request');
    await settled();
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'review', visit: { id, usages: [{}, {}, {}] } }]);
    expect(stand.outbox.notices).toMatchObject([{ cards: 3, minors: 2, why: 'registry/invalid-request' }]);
  });
  it('stays through a restart', async () => {
    const id = await stand.review();
    stand.crash();
    stand.begin();
    await settled();
    expect(stand.outbox.notices).toMatchObject([{ visitId: id }]);
    expect(stand.open).toEqual([]);
  });
  it('whose visit is undone is voided', async () => {
    const id = await stand.review();
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.stages()).toEqual(['void']);
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
  });
});
