import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxPassWaitMs, OutboxStand, theNextLook } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../../test/client/world.ts';
import { noticesOf, pendingCount } from './outbox-state.ts';

let stand: OutboxStand;
beforeEach(() => {
  stand = new OutboxStand();
});
afterEach(() => stand.outbox.close());

const sentIds = () => stand.only().batch?.entries.map((one) => (one.what === 'report' ? one.visit.id : one.visitId));

describe('a report', () => {
  it('is removed once the registry has counted it', async () => {
    await stand.report();
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(pendingCount(stand.outbox.journal)).toBe(0);
    expect(stand.world.timers).toBe(theNextLook);
  });
  it.each([
    ['registry/unreachable', maxPassWaitMs],
    ['registry/busy', maxPassWaitMs],
    ['registry/failed', maxPassWaitMs],
    ['registry/contract', maxPassWaitMs],
    ['registry/unauthorised', 60_000],
    ['registry/forbidden', 3_600_000],
    ['registry/missing-role', 3_600_000],
    ['registry/foreign-journal', 30_000],
  ] as const)('stays after %s, and is sent again when the pause is over', async (code, ms) => {
    const id = await stand.report();
    stand.only().fail(error(code));
    await settled();
    expect(await stand.stages()).toEqual(['report']);
    expect(stand.open).toEqual([]);
    await stand.world.pass(ms);
    expect(stand.only()).toMatchObject({ what: 'report', visitId: id });
  });
  it('stays if the registry has no such route, because no entry is at fault', async () => {
    const id = await stand.report();
    stand.only().fail(error('registry/not-found', false));
    await settled();
    expect(await stand.stages()).toEqual(['report']);
    await stand.world.pass(299_999);
    expect(stand.open).toEqual([]);
    await stand.world.pass(1);
    expect(stand.only()).toMatchObject({ what: 'report', visitId: id });
  });
  it('waits as long as the registry asks, even if another report is stored', async () => {
    await stand.report();
    stand.only().fail(error('registry/busy', true, 120_000));
    stand.linkDown = true;
    await stand.outbox.request(stand.visit());
    await stand.world.pass(119_000);
    expect(stand.open).toEqual([]);
    await stand.world.pass(17_000);
    expect(stand.only().batch?.entries).toHaveLength(2);
  });
  it('is sent during a pause if the clerk asks for it', async () => {
    await stand.report();
    stand.only().fail(error('registry/forbidden'));
    await settled();
    stand.outbox.wake();
    await settled();
    expect(stand.only().what).toBe('report');
  });
  it('moves to the review list with its visit if the registry rejects it', async () => {
    const id = await stand.review();
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'review', visit: { id } }]);
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: id, why: 'registry/invalid-request' }]);
    expect(pendingCount(stand.outbox.journal)).toBe(0);
  });
  it('is not deleted if the registry refuses it against the contract', async () => {
    const id = await stand.report();
    stand.only().answer(soldOut);
    await settled();
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'review', visit: { id } }]);
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ why: 'registry/contract' }]);
  });
  it('moves to the review list without its card code if the registry flags it', async () => {
    const id = await stand.report();
    stand.only().answer({ ...counted, flags: ['cap-reached'] } as typeof counted);
    await settled();
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: id, why: 'flagged', flags: ['cap-reached'] }]);
    expect(JSON.stringify(await stand.storage.entries())).not.toContain('A045198723');
  });
  it('moves to the review list if it was voided elsewhere', async () => {
    const id = await stand.report();
    stand.only().answer({ outcome: 'voided', show: hamlet });
    await settled();
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: id, why: 'voided-elsewhere' }]);
    expect(pendingCount(stand.outbox.journal)).toBe(0);
  });
  it('stays if no result has its number', async () => {
    await stand.report();
    stand.only().deliver([]);
    await settled();
    expect(await stand.stages()).toEqual(['report']);
    expect(noticesOf(stand.outbox.journal)).toEqual([]);
  });
  it('survives a restart, and the next page sends it', async () => {
    const id = await stand.report();
    stand.crash();
    stand.begin();
    await settled();
    expect(stand.only()).toMatchObject({ what: 'report', visitId: id });
  });
  it('is sent again after a delivery timed out', async () => {
    await stand.report();
    await stand.world.pass(15_000);
    expect(await stand.stages()).toEqual(['report']);
    await stand.world.pass(maxPassWaitMs);
    expect(stand.only().what).toBe('report');
  });
  it('cannot be dismissed', async () => {
    const id = await stand.report();
    await stand.outbox.dismiss(id);
    expect(await stand.stages()).toEqual(['report']);
  });
});

describe('a delivery', () => {
  it('contains the pending entries in their order, at most 50', async () => {
    const ids = await stand.reports(70);
    expect(sentIds()).toEqual(ids.slice(0, 50));
    expect(stand.only().batch).toMatchObject({ ...(await journalOf()), adopted: [] });
    stand.only().answer(counted);
    await settled();
    expect(sentIds()).toEqual(ids.slice(50));
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.delivered).toHaveLength(2);
  });
  const journalOf = async () => ({ journal: (await stand.storage.identity()).journal, seqHigh: 70 });

  it('acknowledges each entry individually', async () => {
    await stand.reports(3);
    const [first, second, third] = stand.only().batch?.entries ?? [];
    const result = { outcome: 'counted', recordedAt: '2026-05-15T16:00:00Z', flags: [], from: 'free' } as const;
    stand.only().deliver([
      { ...result, seq: first?.seq ?? 0 },
      { outcome: 'deferred', seq: second?.seq ?? 0, code: 'registry/busy' },
      { outcome: 'rejected', seq: third?.seq ?? 0, code: 'idempotency/mismatch' },
    ]);
    await settled();
    expect(await stand.stages()).toEqual(['report', 'review']);
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ why: 'idempotency/mismatch' }]);
  });
  it('is split until its poison entry is found and moved to the review list', async () => {
    const ids = await stand.reports(8);
    const bad = ids[5];
    for (let requests = 0; stand.open.length > 0; requests += 1) {
      expect(requests).toBeLessThan(20);
      if (sentIds()?.some((id) => id === bad)) stand.only().fail(error('registry/invalid-request', false));
      else stand.only().answer(counted);
      await settled();
    }
    expect(await stand.stages()).toEqual(['review']);
    expect(noticesOf(stand.outbox.journal)).toMatchObject([{ visitId: bad, why: 'registry/invalid-request' }]);
  });
  it('delivers all other entries if one of them makes the registry fail', async () => {
    const ids = await stand.reports(4);
    const [bad] = ids;
    for (let requests = 0; stand.open.length > 0; requests += 1) {
      expect(requests).toBeLessThan(20);
      if (sentIds()?.some((id) => id === bad)) stand.only().fail(error('registry/failed'));
      else stand.only().answer(counted);
      await settled();
    }
    expect((await stand.storage.entries()).map((entry) => entry.stage === 'report' && entry.visit.id)).toEqual([bad]);
  });
  it('ends after a few HTTP requests if the registry fails for every entry', async () => {
    await stand.reports(40);
    let requests = 0;
    for (; stand.open.length > 0; requests += 1) {
      stand.only().fail(error('registry/failed'));
      await settled();
    }
    expect(requests).toBeLessThan(15);
    expect(new Set(await stand.stages())).toEqual(new Set(['report']));
  });
});

describe('after an outage, the outbox', () => {
  it('sends within 5 s, but not at once', async () => {
    await stand.report();
    for (let passes = 0; passes < 8; passes += 1) {
      stand.open[0]?.fail(error('registry/unreachable'));
      await stand.world.pass(30_000);
    }
    stand.open[0]?.fail(error('registry/unreachable'));
    await settled();
    stand.outbox.wakeSoon();
    await settled();
    expect(stand.open).toEqual([]);
    await stand.world.pass(5_000);
    expect(stand.only().what).toBe('report');
  });
  it('sends nothing before the time that the registry has asked for', async () => {
    await stand.report();
    stand.only().fail(error('registry/busy', true, 60_000));
    await settled();
    stand.outbox.wakeSoon();
    await stand.world.pass(5_000);
    expect(stand.open).toEqual([]);
  });
});
