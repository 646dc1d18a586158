import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kept, OutboxStand, timeoutMs } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../../test/client/world.ts';
import { createInProcessLocks } from '../locks.ts';

let stand: OutboxStand;
beforeEach(() => {
  stand = new OutboxStand();
});
afterEach(() => stand.outbox.close());

describe('a request', () => {
  it('stands in the storage before it is sent, under the number it is sent with', async () => {
    await stand.asked();
    const { journal } = await stand.storage.identity();
    expect(await stand.stages()).toEqual(['request']);
    expect(stand.only().sent).toEqual({ origin: { journal, seq: 1 }, leaseId: null });
  });
  it('leaves nothing behind once it is counted', async () => {
    const { asked } = await stand.asked();
    stand.only().answer(counted);
    expect(await asked).toEqual(counted);
    expect(await stand.stages()).toEqual([]);
  });
  it('leaves nothing behind once it is refused', async () => {
    const { asked } = await stand.asked();
    stand.only().answer(soldOut);
    expect(await asked).toEqual(soldOut);
    expect(await stand.stages()).toEqual([]);
  });
  it('that had been voided in the registry does not count', async () => {
    const { asked } = await stand.asked();
    stand.only().answer({ outcome: 'voided', show: hamlet });
    expect((await asked).outcome).toBe('undecided');
    expect(await stand.stages()).toEqual([]);
  });
  it('with no answer becomes a report, and is sent as one', async () => {
    await stand.report();
    expect(await stand.stages()).toEqual(['report']);
    expect(stand.outbox.pending).toBe(1);
  });
  it('is not waited for longer than the clerk waits', async () => {
    const { asked } = await stand.asked();
    await stand.world.pass(timeoutMs);
    expect(await asked).toEqual(kept);
    expect(await stand.stages()).toEqual(['report']);
  });
  it('is not waited for at all where asking is not worth it', async () => {
    stand.linkDown = true;
    expect(await stand.outbox.request(stand.visit())).toEqual(kept);
    stand.linkDown = false;
    stand.outbox.wake();
    await settled();
    expect(stand.only().what).toBe('report');
  });
  it('with no answer and no unconfirmed limit is withdrawn, also in the registry', async () => {
    await stand.beginAnew({ maxUnconfirmed: 0 });
    const { id, asked } = await stand.asked();
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.outbox.notices).toEqual([]);
  });
  it('that the registry can never take is given up, and its number told all the same', async () => {
    const { id, asked } = await stand.asked();
    stand.only().fail(error('registry/not-found', false));
    expect(await asked).toEqual({ outcome: 'undecided', cause: 'registry/not-found' });
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id, batch: { entries: [{ seq: 1 }] } });
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });
  it('whose delivery breaks its promise and throws something foreign is kept like one with no answer', async () => {
    const { asked } = await stand.asked();
    stand.only().fail(new TypeError('not ours'));
    expect(await asked).toEqual({ ...kept, cause: 'registry/failed' });
  });
  it('left over by a restart is withdrawn and told to the clerk', async () => {
    const id = await stand.interrupted();
    expect(await stand.stages()).toEqual(['void']);
    expect(stand.outbox.notices).toMatchObject([
      { visitId: id, why: 'interrupted', maskedCard: 'A0…723', minors: 1, flags: [] },
    ]);
  });
  it('is nobody else to send: waking changes nothing', async () => {
    await stand.asked();
    stand.outbox.wake();
    await stand.world.pass(1000);
    expect(stand.only().what).toBe('request');
  });
  it('can be undone before it is answered', async () => {
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
  it('under way when the desk closes is kept for the next desk', async () => {
    const { asked } = await stand.asked();
    await stand.outbox.close();
    expect(await asked).toEqual(kept);
    expect(await stand.stages()).toEqual(['report']);
    expect(stand.world.timers).toBe(0);
  });
  it('after the desk has closed is an error, and nothing is written', async () => {
    await stand.outbox.close();
    await expect(stand.outbox.request(stand.visit())).rejects.toMatchObject({ code: 'desk/closed' });
    expect(await stand.stages()).toEqual([]);
  });
});

describe('two requests at once, both unanswered', () => {
  it('of which only one takes the last of the unconfirmed limit', async () => {
    await stand.beginAnew({ maxUnconfirmed: 1, locks: stand.locks });
    const both = [stand.outbox.request(stand.visit()), stand.outbox.request(stand.visit())];
    await stand.world.pass(timeoutMs);
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['kept', 'undecided']);
  });
  it('of which only one takes the last of the unconfirmed limit, of two tabs too', async () => {
    await stand.beginAnew({ maxUnconfirmed: 1, locks: stand.locks });
    const [first, firstWorld] = [stand.outbox, stand.world];
    const second = stand.begin({ maxUnconfirmed: 1, locks: stand.locks });
    const both = [first.request(stand.visit()), second.request(stand.visit())];
    await Promise.all([firstWorld.pass(timeoutMs), stand.world.pass(timeoutMs)]);
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['kept', 'undecided']);
    await first.close();
  });
  it('of which only one takes the last ticket of a lease', async () => {
    await stand.beginAnew({ maxUnconfirmed: 0, locks: stand.locks });
    await stand.hold(1);
    const both = [stand.outbox.request(stand.visit()), stand.outbox.request(stand.visit())];
    await stand.world.pass(timeoutMs);
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['kept', 'undecided']);
    expect(await stand.left()).toBe(0);
  });
});

describe('a request of another tab', () => {
  it('that lives is left alone', async () => {
    await stand.asked();
    const first = stand.outbox;
    stand.begin();
    await settled();
    expect(await stand.stages()).toEqual(['request']);
    expect(stand.open).toEqual([]);
    await first.close();
  });
  it('taken for a left-over by a tab that sees no locks is not told as confirmed', async () => {
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

describe('a visit that is asked for', () => {
  it('is one entry, asked for whole, and gone once it is answered', async () => {
    const visit = stand.group();
    const { asked } = await stand.asked(visit);
    expect(stand.only()).toMatchObject({ visit: visit });
    expect(await stand.stages()).toEqual(['request']);
    stand.only().answer(soldOut);
    expect(await asked).toEqual(soldOut);
    expect(await stand.stages()).toEqual([]);
  });
  it('with no answer is one report, and takes one of the unconfirmed limit', async () => {
    await stand.beginAnew({ maxUnconfirmed: 2 });
    await stand.report(stand.group());
    expect(stand.only()).toMatchObject({ what: 'report', visit: { usages: [{}, {}, {}] } });
    expect(stand.outbox.pending).toBe(1);
    expect(stand.capacity.unconfirmed).toBe(1);
    expect(stand.capacity.mayKeep(5)).toBe(true);
  });
  it('with no answer draws a ticket of the lease for each of its people', async () => {
    await stand.hold(6);
    const { asked } = await stand.asked(stand.group());
    stand.only().fail(error('registry/unreachable'));
    expect(await asked).toMatchObject({ outcome: 'kept', by: 'lease' });
    expect(await stand.left()).toBe(1);
  });
  it('of an earlier life is withdrawn whole, and told with its people and cards', async () => {
    const { id } = await stand.asked(stand.group());
    stand.crash();
    stand.begin();
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    expect(stand.outbox.notices).toMatchObject([
      { visitId: id, maskedCard: 'A0…723', cards: 3, minors: 2, why: 'interrupted' },
    ]);
  });
});
