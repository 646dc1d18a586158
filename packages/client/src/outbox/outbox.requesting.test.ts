import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kept, OutboxStand, timeoutMs } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../../test/client/world.ts';
import { createInProcessLocks } from '../locks.ts';
import { noticesOf, pendingCount } from './outbox-state.ts';

let stand: OutboxStand;
beforeEach(() => {
  stand = new OutboxStand();
});
afterEach(() => stand.outbox.close());

describe('a request', () => {
  it('is stored before it is sent, under the number that it is sent with', async () => {
    await stand.asked();
    const { journal } = await stand.storage.identity();
    expect(await stand.stages()).toEqual(['request']);
    expect(stand.only().sent).toEqual({ origin: { journal, seq: 1 }, leaseId: null });
  });
  it('leaves no entry once it is counted', async () => {
    const { asked } = await stand.asked();
    stand.only().answer(counted);
    expect(await asked).toEqual(counted);
    expect(await stand.stages()).toEqual([]);
  });
  it('leaves no entry once it is refused', async () => {
    const { asked } = await stand.asked();
    stand.only().answer(soldOut);
    expect(await asked).toEqual(soldOut);
    expect(await stand.stages()).toEqual([]);
  });
  it('is undecided if the visit was voided in the registry', async () => {
    const { asked } = await stand.asked();
    stand.only().answer({ outcome: 'voided', show: hamlet });
    expect((await asked).outcome).toBe('undecided');
    expect(await stand.stages()).toEqual([]);
  });
  it('becomes a report if it gets no answer, and is delivered as one', async () => {
    await stand.report();
    expect(await stand.stages()).toEqual(['report']);
    expect(pendingCount(stand.outbox.journal)).toBe(1);
  });
  it('is decided offline after `timeoutMs`', async () => {
    const { asked } = await stand.asked();
    await stand.world.pass(timeoutMs);
    expect(await asked).toEqual(kept);
    expect(await stand.stages()).toEqual(['report']);
  });
  it('is decided offline at once if `mayAsk` is false', async () => {
    stand.linkDown = true;
    expect(await stand.outbox.request(stand.visit())).toEqual(kept);
    stand.linkDown = false;
    stand.outbox.wake();
    await settled();
    expect(stand.only().what).toBe('report');
  });
  it('is voided, also in the registry, if it gets no answer and the unconfirmed limit is 0', async () => {
    await stand.reopen({ maxUnconfirmed: 0 });
    const { id, asked } = await stand.asked();
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(noticesOf(stand.outbox.journal)).toEqual([]);
  });
  it('is voided if the registry rejects it, so that its number is still delivered', async () => {
    const { id, asked } = await stand.asked();
    stand.only().fail(error('registry/not-found', false));
    expect(await asked).toEqual({ outcome: 'undecided', cause: 'registry/not-found' });
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id, batch: { entries: [{ seq: 1 }] } });
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
  it('is decided offline if the delivery throws an error that is not a KaikuError', async () => {
    const { asked } = await stand.asked();
    stand.only().fail(new TypeError('not ours'));
    expect(await asked).toEqual({ ...kept, cause: 'registry/failed' });
  });
  it('is voided after a restart, and listed as interrupted', async () => {
    const id = await stand.interrupted();
    expect(await stand.stages()).toEqual(['void']);
    expect(noticesOf(stand.outbox.journal)).toMatchObject([
      { visitId: id, why: 'interrupted', maskedCard: 'A0…723', minors: 1, flags: [] },
    ]);
  });
  it('is not sent by the sender', async () => {
    await stand.asked();
    stand.outbox.wake();
    await stand.world.pass(1000);
    expect(stand.only().what).toBe('request');
  });
  it('can be undone while it is in flight', async () => {
    const { id, asked } = await stand.asked();
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await stand.stages()).toEqual(['request', 'void']);
    expect(stand.open.map(({ what }) => what)).toEqual(['request', 'void']);
    stand.open[1]?.answer(counted);
    await settled();
    stand.open[0]?.answer({ outcome: 'voided', show: hamlet });
    expect((await asked).outcome).toBe('undecided');
    expect(await stand.stages()).toEqual([]);
  });
  it('is stored as a report if the desk closes while it is in flight', async () => {
    const { asked } = await stand.asked();
    await stand.outbox.close();
    expect(await asked).toEqual(kept);
    expect(await stand.stages()).toEqual(['report']);
    expect(stand.world.timers).toBe(0);
  });
  it('rejects and writes nothing once the desk has closed', async () => {
    await stand.outbox.close();
    await expect(stand.outbox.request(stand.visit())).rejects.toMatchObject({ code: 'desk/closed' });
    expect(await stand.stages()).toEqual([]);
  });
});

describe('two concurrent requests without an answer', () => {
  it('get the last place under the unconfirmed limit only once', async () => {
    await stand.reopen({ maxUnconfirmed: 1, locks: stand.locks });
    const both = [stand.outbox.request(stand.visit()), stand.outbox.request(stand.visit())];
    await stand.world.pass(timeoutMs);
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['kept', 'undecided']);
  });
  it('get the last place under the unconfirmed limit only once, also from two tabs', async () => {
    await stand.reopen({ maxUnconfirmed: 1, locks: stand.locks });
    const [first, firstWorld] = [stand.outbox, stand.world];
    const second = stand.begin({ maxUnconfirmed: 1, locks: stand.locks });
    const both = [first.request(stand.visit()), second.request(stand.visit())];
    await Promise.all([firstWorld.pass(timeoutMs), stand.world.pass(timeoutMs)]);
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['kept', 'undecided']);
    await first.close();
  });
  it('get the last ticket of a lease only once', async () => {
    await stand.reopen({ maxUnconfirmed: 0, locks: stand.locks });
    await stand.hold(1);
    const both = [stand.outbox.request(stand.visit()), stand.outbox.request(stand.visit())];
    await stand.world.pass(timeoutMs);
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['kept', 'undecided']);
    expect(await stand.left()).toBe(0);
  });
});

describe('a request of another tab', () => {
  it('is left alone while that tab is open', async () => {
    await stand.asked();
    const first = stand.outbox;
    stand.begin();
    await settled();
    expect(await stand.stages()).toEqual(['request']);
    expect(stand.open).toEqual([]);
    await first.close();
  });
  it('is undecided if a tab that sees no locks has voided it as orphaned', async () => {
    const { asked } = await stand.asked();
    const exchange = stand.only();
    const first = stand.outbox;
    stand.begin({ locks: createInProcessLocks() });
    await settled();
    exchange.answer(counted);
    expect((await asked).outcome).toBe('undecided');
    expect(await stand.stages()).toEqual(['void']);
    await first.close();
  });
});

describe('a request for a group', () => {
  it('is one entry, is sent whole, and leaves no entry once it is answered', async () => {
    const visit = stand.group();
    const { asked } = await stand.asked(visit);
    expect(stand.only()).toMatchObject({ visit: visit });
    expect(await stand.stages()).toEqual(['request']);
    stand.only().answer(soldOut);
    expect(await asked).toEqual(soldOut);
    expect(await stand.stages()).toEqual([]);
  });
  it('becomes one report if it gets no answer, and counts once under the unconfirmed limit', async () => {
    await stand.reopen({ maxUnconfirmed: 2 });
    await stand.report(stand.group());
    expect(stand.only()).toMatchObject({ what: 'report', visit: { usages: [{}, {}, {}] } });
    expect(pendingCount(stand.outbox.journal)).toBe(1);
    expect(stand.capacity.unconfirmed).toBe(1);
    expect(stand.capacity.mayKeep(5)).toBe(true);
  });
  it('consumes a leased ticket for each person if it gets no answer', async () => {
    await stand.hold(6);
    const { asked } = await stand.asked(stand.group());
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toMatchObject({ outcome: 'kept', by: 'lease' });
    expect(await stand.left()).toBe(1);
  });
  it('is voided whole after a restart, and listed with its people and cards', async () => {
    const { id } = await stand.asked(stand.group());
    stand.crash();
    stand.begin();
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    expect(noticesOf(stand.outbox.journal)).toMatchObject([
      { visitId: id, maskedCard: 'A0…723', cards: 3, minors: 2, why: 'interrupted' },
    ]);
  });
});
