import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, partOf } from '../../../test/client/desk-fixture.ts';
import { counted, error, hamlet, settled, soldOut } from '../../../test/client/world.ts';
import type { Acknowledgement } from './verdict.ts';

let fixture: DeskFixture;
let events: Acknowledgement[];
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
  hear();
});
afterEach(() => fixture.desk.close());

function hear(): void {
  events = [];
  fixture.desk.subscribe((state, added) => {
    expect(state).toBe(fixture.desk.state);
    events.push(...added);
  });
}

/** A visit in a request to the registry, and its id. */
async function asked(): Promise<string> {
  void fixture.admit().catch(() => {});
  await settled();
  return fixture.onlyRequest().visitId;
}

describe('a listener of the desk', () => {
  it('receives one acknowledgement for a counted visit', async () => {
    const visitId = await asked();
    fixture.onlyRequest().answer(counted);
    await settled();
    const { recordedAt } = counted.outcome === 'counted' ? counted : { recordedAt: '' };
    const usages = [{ usageId: expect.any(String), minors: 0 }];
    expect(events).toEqual([{ type: 'acknowledged', visitId, outcome: 'counted', usages, flags: [], recordedAt }]);
  });
  it('receives a refusal', async () => {
    const visitId = await asked();
    fixture.onlyRequest().answer(soldOut);
    await settled();
    expect(events).toEqual([{ type: 'acknowledged', visitId, outcome: 'refused', usages: [], flags: [] }]);
  });
  it('receives the acknowledgement of a provisional visit, with its flags, only after delivery', async () => {
    const verdict = await fixture.admitProvisionally();
    if (verdict.outcome !== 'provisional') throw new Error('The verdict should be provisional.');
    expect(events).toEqual([]);
    fixture.onlyRequest().answer({ ...counted, flags: ['cap-reached'] } as typeof counted);
    await settled();
    expect(events).toMatchObject([{ visitId: verdict.visitId, outcome: 'counted', flags: ['cap-reached'] }]);
  });
  it('receives a rejection with its code', async () => {
    const verdict = await fixture.admitProvisionally();
    if (verdict.outcome !== 'provisional') throw new Error('The verdict should be provisional.');
    fixture.onlyRequest().fail(error('idempotency/mismatch', false));
    await settled();
    const { visitId } = verdict;
    expect(events).toEqual([
      { type: 'acknowledged', visitId, outcome: 'rejected', usages: [], flags: [], code: 'idempotency/mismatch' },
    ]);
  });
  it('receives the acknowledgement of an undo', async () => {
    const visitId = await asked();
    fixture.onlyRequest().answer(counted);
    await settled();
    const undone = fixture.desk.void(visitId);
    await settled();
    fixture.onlyRequest().answer(counted);
    await undone;
    expect(events.map(({ outcome }) => outcome)).toEqual(['counted', 'voided']);
  });
  it('receives the last acknowledgement no later than the state with nothing pending', async () => {
    await fixture.admitProvisionally();
    const heard: [pending: number | undefined, outcome: string | undefined][] = [];
    fixture.desk.subscribe(({ pending }, [event]) => heard.push([pending, event?.outcome]));
    fixture.onlyRequest().answer(counted);
    await settled();
    expect(heard.find(([pending]) => pending === 0)).toEqual([0, 'counted']);
  });
  it.each([
    [[{ usageId: 'of another visit' }], { outcome: 'rejected', code: 'idempotency/mismatch', seq: 2 }],
    [undefined, { outcome: 'voided', unseen: true, seq: 2 }],
  ] as const)('receives no acknowledgement of a void without effect (%#)', async (usages, result) => {
    await asked();
    fixture.onlyRequest().answer(counted);
    await settled();
    events = [];
    const undone = fixture.desk.void('019a0000-0000-7000-8000-00000000aaaa', usages && { usages });
    await settled();
    fixture.onlyRequest().deliver([result]);
    await expect(undone).rejects.toMatchObject({ code: 'desk/unknown-visit' });
    expect(events).toEqual([]);
  });
  it('receives the acknowledgements of visits from an earlier run', async () => {
    const verdict = await fixture.admitProvisionally();
    await fixture.reopen();
    hear();
    await settled();
    fixture.onlyRequest().answer(counted);
    await settled();
    expect(events).toMatchObject([{ visitId: 'visitId' in verdict && verdict.visitId, outcome: 'counted' }]);
  });
});

describe('`ready`', () => {
  it('returns the show', async () => {
    expect(await fixture.desk.ready()).toEqual(hamlet);
  });
  it.each(['registry/not-found', 'registry/unauthorised', 'registry/unreachable'] as const)(
    'throws %s',
    async (code) => {
      fixture.showAnswer = error(code);
      await expect(fixture.desk.ready()).rejects.toMatchObject({ code });
    },
  );
  it('throws `outbox/storage` if the storage fails', async () => {
    const storage = { ...fixture.storage, identity: () => Promise.reject(error('outbox/storage')) };
    await fixture.reopen({ storage });
    await expect(fixture.desk.ready()).rejects.toMatchObject({ code: 'outbox/storage' });
  });
  it('throws `desk/closed` if the desk is closed', async () => {
    await fixture.desk.close();
    await expect(fixture.desk.ready()).rejects.toMatchObject({ code: 'desk/closed' });
  });
});

describe('a call with an aborted signal', () => {
  const reason = new Error('The visitor left.');

  it('ends a check without a decision', async () => {
    fixture.lookUpAnswer = 'never';
    const off = new AbortController();
    const decision = fixture.desk.check(card, { signal: off.signal });
    off.abort(reason);
    await expect(decision).rejects.toBe(reason);
    expect(fixture.desk.state.failure).not.toBe('registry/unreachable');
  });
  it('records nothing if the signal aborted before', async () => {
    const part = partOf(await fixture.desk.check(card));
    await expect(fixture.desk.admit([part], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await fixture.storage.entries()).toEqual([]);
  });
  it('voids a visit that was already sent', async () => {
    const off = new AbortController();
    const part = partOf(await fixture.desk.check(card));
    const verdict = fixture.desk.admit([part], { signal: off.signal });
    verdict.catch(() => {});
    await settled();
    const { visitId } = fixture.onlyRequest();
    off.abort(reason);
    await expect(verdict).rejects.toBe(reason);
    await settled();
    expect(fixture.onlyRequest()).toMatchObject({ what: 'void', visitId });
    fixture.onlyRequest().answer(counted);
    await settled();
    expect(await fixture.storage.entries()).toEqual([]);
    expect(events).toMatchObject([{ visitId, outcome: 'voided' }]);
  });
  it('changes nothing after the response', async () => {
    const off = new AbortController();
    const verdict = fixture.desk.admit([partOf(await fixture.desk.check(card))], { signal: off.signal });
    await settled();
    fixture.onlyRequest().answer(counted);
    expect((await verdict).outcome).toBe('confirmed');
    off.abort(reason);
    await settled();
    expect(fixture.open).toEqual([]);
  });
  it('keeps a requested undo', async () => {
    const off = new AbortController();
    const undone = fixture.desk.void('019a0000-0000-7000-8000-00000000aaaa', { signal: off.signal });
    await settled();
    off.abort(reason);
    expect(await undone).toMatchObject({ outcome: 'provisional' });
    expect(fixture.desk.state.pending).toBe(1);
  });
});
