import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { longestRoundWaitMs, OutboxStand, theNextLook } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../../test/client/world.ts';

let stand: OutboxStand;
beforeEach(() => {
  stand = new OutboxStand();
});
afterEach(() => stand.outbox.close());

const sentIds = () => stand.only().batch?.entries.map((one) => (one.what === 'report' ? one.visit.id : one.visitId));

describe('a report', () => {
  it('is gone once the registry has it', async () => {
    await stand.report();
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
    expect(stand.outbox.pending).toBe(0);
    expect(stand.world.timers).toBe(theNextLook);
  });
  it.each([
    ['registry/unreachable', longestRoundWaitMs],
    ['registry/busy', longestRoundWaitMs],
    ['registry/failed', longestRoundWaitMs],
    ['registry/contract', longestRoundWaitMs],
    ['registry/unauthorised', 60_000],
    ['registry/forbidden', 3_600_000],
    ['registry/stopped', 3_600_000],
  ] as const)('stays through %s, and is sent again in its time', async (code, ms) => {
    const id = await stand.report();
    stand.only().fail(error(code));
    await settled();
    expect(await stand.stages()).toEqual(['report']);
    expect(stand.open).toEqual([]);
    await stand.world.pass(ms);
    expect(stand.only()).toMatchObject({ what: 'report', visitId: id });
  });
  it('stays where the route itself is not there: no entry is to blame', async () => {
    const id = await stand.report();
    stand.only().fail(error('registry/not-found', false));
    await settled();
    expect(await stand.stages()).toEqual(['report']);
    await stand.world.pass(299_999);
    expect(stand.open).toEqual([]);
    await stand.world.pass(1);
    expect(stand.only()).toMatchObject({ what: 'report', visitId: id });
  });
  it('waits as long as the registry asks, though others come meanwhile', async () => {
    await stand.report();
    stand.only().fail(error('registry/busy', true, 120_000));
    stand.linkDown = true;
    await stand.outbox.request(stand.visit());
    await stand.world.pass(119_000);
    expect(stand.open).toEqual([]);
    await stand.world.pass(17_000);
    expect(stand.only().batch?.entries).toHaveLength(2);
  });
  it('waits no longer where a person asks for it', async () => {
    await stand.report();
    stand.only().fail(error('registry/forbidden'));
    await settled();
    stand.outbox.wake();
    await settled();
    expect(stand.only().what).toBe('report');
  });
  it('that the registry will never take stays for a person to see to, with the visit', async () => {
    const id = await stand.review();
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'review', visit: { id } }]);
    expect(stand.outbox.notices).toMatchObject([{ visitId: id, why: 'registry/invalid-request' }]);
    expect(stand.outbox.pending).toBe(0);
  });
  it('that a registry refuses against its promise is not thrown away', async () => {
    const id = await stand.report();
    stand.only().answer(soldOut);
    await settled();
    expect(await stand.storage.entries()).toMatchObject([{ stage: 'review', visit: { id } }]);
    expect(stand.outbox.notices).toMatchObject([{ why: 'registry/contract' }]);
  });
  it('recorded beyond a rule is told, with nothing kept of its card', async () => {
    const id = await stand.report();
    stand.only().answer({ ...counted, flags: ['cap-reached'] } as typeof counted);
    await settled();
    expect(stand.outbox.notices).toMatchObject([{ visitId: id, why: 'flagged', flags: ['cap-reached'] }]);
    expect(JSON.stringify(await stand.storage.entries())).not.toContain('A045198723');
  });
  it('that somebody has voided in the registry is told: it was shown as kept', async () => {
    const id = await stand.report();
    stand.only().answer({ outcome: 'voided', show: hamlet });
    await settled();
    expect(stand.outbox.notices).toMatchObject([{ visitId: id, why: 'voided-elsewhere' }]);
    expect(stand.outbox.pending).toBe(0);
  });
  it('that no result names is not acknowledged', async () => {
    await stand.report();
    stand.only().deliver([]);
    await settled();
    expect(await stand.stages()).toEqual(['report']);
    expect(stand.outbox.notices).toEqual([]);
  });
  it('survives a restart and is sent by the next page', async () => {
    const id = await stand.report();
    stand.crash();
    stand.begin();
    await settled();
    expect(stand.only()).toMatchObject({ what: 'report', visitId: id });
  });
  it('whose request hangs is called off in the end, and tried again', async () => {
    await stand.report();
    await stand.world.pass(15_000);
    expect(await stand.stages()).toEqual(['report']);
    await stand.world.pass(longestRoundWaitMs);
    expect(stand.only().what).toBe('report');
  });
  it('is not dismissed like a notice', async () => {
    const id = await stand.report();
    await stand.outbox.dismiss(id);
    expect(await stand.stages()).toEqual(['report']);
  });
});

describe('a delivery', () => {
  it('holds what waits, in its order, at most 50 at once', async () => {
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

  it('acknowledges each entry by itself', async () => {
    await stand.reports(3);
    const [first, second, third] = stand.only().batch?.entries ?? [];
    const took = { outcome: 'counted', recordedAt: '2026-05-15T16:00:00Z', flags: [], from: 'free' } as const;
    stand.only().deliver([
      { ...took, seq: first?.seq ?? 0 },
      { outcome: 'deferred', seq: second?.seq ?? 0, code: 'registry/busy' },
      { outcome: 'rejected', seq: third?.seq ?? 0, code: 'idempotency/mismatch' },
    ]);
    await settled();
    expect(await stand.stages()).toEqual(['report', 'review']);
    expect(stand.outbox.notices).toMatchObject([{ why: 'idempotency/mismatch' }]);
  });
  it('that one of its entries spoils is sent in parts, until that one stands alone on the list', async () => {
    const ids = await stand.reports(8);
    const bad = ids[5];
    for (let requests = 0; stand.open.length > 0; requests += 1) {
      expect(requests).toBeLessThan(20);
      if (sentIds()?.some((id) => id === bad)) stand.only().fail(error('registry/invalid-request', false));
      else stand.only().answer(counted);
      await settled();
    }
    expect(await stand.stages()).toEqual(['review']);
    expect(stand.outbox.notices).toMatchObject([{ visitId: bad, why: 'registry/invalid-request' }]);
  });
  it('that one of its entries makes the registry fail holds nothing up but that one', async () => {
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
  it('to a registry that fails at everything ends after a few requests', async () => {
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

describe('a registry that is back after an outage', () => {
  it('is sent what waits within five seconds, not at once', async () => {
    await stand.report();
    for (let rounds = 0; rounds < 8; rounds += 1) {
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
  it('is not sent anything before the time it has asked for itself', async () => {
    await stand.report();
    stand.only().fail(error('registry/busy', true, 60_000));
    await settled();
    stand.outbox.wakeSoon();
    await stand.world.pass(5_000);
    expect(stand.open).toEqual([]);
  });
});
