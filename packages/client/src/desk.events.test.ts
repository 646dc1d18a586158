import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskStand, partOf } from '../../../test/client/desk-stand.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../test/client/world.ts';
import type { Acknowledgement } from './verdict.ts';

let stand: DeskStand;
let events: Acknowledgement[];
beforeEach(async () => {
  stand = new DeskStand();
  await settled();
  hear();
});
afterEach(() => stand.desk.close());

function hear(): void {
  events = [];
  stand.desk.subscribe((state, told) => {
    expect(state).toBe(stand.desk.state);
    events.push(...told);
  });
}

/** A visit that the registry was asked for, and its id. */
async function asked(): Promise<string> {
  void stand.admitted().catch(() => {});
  await settled();
  return stand.only().visitId;
}

describe('a listener of a desk', () => {
  it('hears what became of a visit that the registry answered, once', async () => {
    const visitId = await asked();
    stand.only().answer(counted);
    await settled();
    const { recordedAt } = counted.outcome === 'counted' ? counted : { recordedAt: '' };
    const usages = [{ usageId: expect.any(String), minors: 0 }];
    expect(events).toEqual([{ type: 'acknowledged', visitId, outcome: 'counted', usages, flags: [], recordedAt }]);
  });
  it('hears of a refusal', async () => {
    const visitId = await asked();
    stand.only().answer(soldOut);
    await settled();
    expect(events).toEqual([{ type: 'acknowledged', visitId, outcome: 'refused', usages: [], flags: [] }]);
  });
  it('hears nothing of a provisional visit until it has arrived, and then what the rules say of it', async () => {
    const verdict = await stand.provisional();
    if (verdict.outcome !== 'provisional') throw new Error('It is provisional.');
    expect(events).toEqual([]);
    stand.only().answer({ ...counted, flags: ['cap-reached'] } as typeof counted);
    await settled();
    expect(events).toMatchObject([{ visitId: verdict.visitId, outcome: 'counted', flags: ['cap-reached'] }]);
  });
  it('hears of one that the registry will never take, and why', async () => {
    const verdict = await stand.provisional();
    if (verdict.outcome !== 'provisional') throw new Error('It is provisional.');
    stand.only().fail(error('idempotency/mismatch', false));
    await settled();
    const { visitId } = verdict;
    expect(events).toEqual([
      { type: 'acknowledged', visitId, outcome: 'rejected', usages: [], flags: [], code: 'idempotency/mismatch' },
    ]);
  });
  it('hears of an undo that was acknowledged', async () => {
    const visitId = await asked();
    stand.only().answer(counted);
    await settled();
    const undone = stand.desk.void(visitId);
    await settled();
    stand.only().answer(counted);
    await undone;
    expect(events.map(({ outcome }) => outcome)).toEqual(['counted', 'voided']);
  });
  it('hears that nothing waits no sooner than what became of the last visit', async () => {
    await stand.provisional();
    const heard: [pending: number, outcome: string | undefined][] = [];
    stand.desk.subscribe(({ pending }, [told]) => heard.push([pending, told?.outcome]));
    stand.only().answer(counted);
    await settled();
    expect(heard.find(([pending]) => pending === 0)).toEqual([0, 'counted']);
  });
  it.each([
    [[{ usageId: 'of another visit' }], { outcome: 'rejected', code: 'idempotency/mismatch', seq: 2 }],
    [undefined, { outcome: 'voided', unseen: true, seq: 2 }],
  ] as const)(
    'hears nothing of an undo that undid nothing: the visit stands as before (%#)',
    async (usages, result) => {
      await asked();
      stand.only().answer(counted);
      await settled();
      events = [];
      const undone = stand.desk.void('019a0000-0000-7000-8000-00000000aaaa', usages && { usages });
      await settled();
      stand.only().deliver([result]);
      await expect(undone).rejects.toMatchObject({ code: 'desk/unknown-visit' });
      expect(events).toEqual([]);
    },
  );
  it('hears of the visits of an earlier life of the device', async () => {
    const verdict = await stand.provisional();
    await stand.reopen();
    hear();
    await settled();
    stand.only().answer(counted);
    await settled();
    expect(events).toMatchObject([{ visitId: 'visitId' in verdict && verdict.visitId, outcome: 'counted' }]);
  });
});

describe('a desk that is asked whether it is ready', () => {
  it('tells the show', async () => {
    expect(await stand.desk.ready()).toEqual(hamlet);
  });
  it.each(['registry/not-found', 'registry/unauthorised', 'registry/unreachable'] as const)(
    'tells %s',
    async (code) => {
      stand.showAnswer = error(code);
      await expect(stand.desk.ready()).rejects.toMatchObject({ code });
    },
  );
  it('tells that its storage does not work', async () => {
    const storage = { ...stand.storage, identity: () => Promise.reject(error('outbox/storage')) };
    await stand.reopen({ storage });
    await expect(stand.desk.ready()).rejects.toMatchObject({ code: 'outbox/storage' });
  });
  it('tells that it is closed', async () => {
    await stand.desk.close();
    await expect(stand.desk.ready()).rejects.toMatchObject({ code: 'desk/closed' });
  });
});

describe('a call that is called off', () => {
  const reason = new Error('The customer left.');

  it('leaves a check without an answer', async () => {
    stand.lookUpAnswer = 'never';
    const off = new AbortController();
    const decision = stand.desk.check(card, { signal: off.signal });
    off.abort(reason);
    await expect(decision).rejects.toBe(reason);
    expect(stand.desk.state.failure).not.toBe('registry/unreachable');
  });
  it('records nothing where it was called off before', async () => {
    const part = partOf(await stand.desk.check(card));
    await expect(stand.desk.admit([part], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await stand.storage.entries()).toEqual([]);
  });
  it('withdraws a visit that was sent, so that it does not count', async () => {
    const off = new AbortController();
    const part = partOf(await stand.desk.check(card));
    const verdict = stand.desk.admit([part], { signal: off.signal });
    verdict.catch(() => {});
    await settled();
    const { visitId } = stand.only();
    off.abort(reason);
    await expect(verdict).rejects.toBe(reason);
    await settled();
    expect(stand.only()).toMatchObject({ what: 'void', visitId });
    stand.only().answer(counted);
    await settled();
    expect(await stand.storage.entries()).toEqual([]);
    expect(events).toMatchObject([{ visitId, outcome: 'voided' }]);
  });
  it('changes nothing once the answer has come', async () => {
    const off = new AbortController();
    const verdict = stand.desk.admit([partOf(await stand.desk.check(card))], { signal: off.signal });
    await settled();
    stand.only().answer(counted);
    expect((await verdict).outcome).toBe('confirmed');
    off.abort(reason);
    await settled();
    expect(stand.open).toEqual([]);
  });
  it('keeps an undo that was asked for', async () => {
    const off = new AbortController();
    const undone = stand.desk.void('019a0000-0000-7000-8000-00000000aaaa', { signal: off.signal });
    await settled();
    off.abort(reason);
    expect(await undone).toMatchObject({ outcome: 'provisional' });
    expect(stand.desk.state.pending).toBe(1);
  });
});
