import type { NewEntry } from '../../packages/client/src/storage/entry.ts';
import type { CapacityChange, Lease } from '../../packages/client/src/storage/lease.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';
import type { Runner } from './runner.ts';
import type { StorageKind } from './storage-kind.ts';

const atMs = Date.parse('2026-05-15T16:00:00Z');

/** An open lease of ten tickets. */
export const lease: Lease = {
  id: '019a0000-0000-7000-8000-00000000000a',
  showId: 'hamlet',
  state: 'open',
  granted: 10,
  left: 10,
  requestedAt: { wallMs: atMs, steadyMs: 1000, boot: 'boot-1' },
  useForMs: 3_600_000,
  seenWallMs: atMs,
};

let lastId = 0;
function newId(): string {
  lastId += 1;
  return `019a0000-0000-7000-8001-${lastId.toString(16).padStart(12, '0')}`;
}
/** Returns a visit with new ids. */
function newVisit(showId: string): Visit {
  const usages = [{ id: newId(), card: 'A045198723', minors: 1 }];
  return { id: newId(), showId, how: 'sold', takenAt: '2026-05-15T16:00:00.000Z', usages };
}
export const newRequest = (showId = 'hamlet'): NewEntry => ({
  stage: 'request',
  visit: newVisit(showId),
  owner: 'page-1',
});
export const reportOf = (entry: NewEntry, from: 'lease' | 'unconfirmed'): Extract<NewEntry, { stage: 'report' }> => {
  if (entry.stage !== 'request') throw new Error('Only a request becomes a report.');
  const consumedFrom = from === 'lease' ? ({ from, leaseId: lease.id, tickets: 2 } as const) : ({ from } as const);
  return { stage: 'report', visit: entry.visit, consumedFrom, clockSuspect: false };
};
export const two = {
  from: 'lease',
  showId: 'hamlet',
  leaseId: lease.id,
  tickets: 2,
  wallMs: atMs + 1000,
} as const satisfies CapacityChange;
export const one = { from: 'unconfirmed', showId: 'hamlet', max: 2 } as const satisfies CapacityChange;

/** Appends a request and makes it a report that consumes capacity. */
export async function admitted(storage: OutboxStorage, capacityChange: CapacityChange): Promise<boolean> {
  const request = newRequest();
  const seq = await storage.append(request);
  return storage.change(
    seq,
    'request',
    reportOf(request, capacityChange.from === 'lease' ? 'lease' : 'unconfirmed'),
    capacityChange,
  );
}

/** The promises of `OutboxStorage` about capacity, leases and notes. */
export function outboxCapacityCase({ describe, it, expect }: Runner, { kind, create, reopen }: StorageKind): void {
  const left = async (storage: OutboxStorage) => (await storage.capacity('hamlet')).lease?.left;

  describe(`the capacity in an outbox storage: ${kind}`, () => {
    it('is empty at first', async () => {
      const storage = create();
      expect(await storage.capacity('hamlet')).to.deep.equal({ lease: undefined, unconfirmed: 0 });
      expect(await storage.leases()).to.deep.equal([]);
      expect(await admitted(storage, two)).to.equal(false);
      await storage.close();
    });

    it('is consumed from a lease in the same transaction as the entry changes', async () => {
      const storage = create();
      expect(await storage.changeLease('hamlet', undefined, lease)).to.equal(true);
      expect(await admitted(storage, two)).to.equal(true);
      expect(await storage.capacity('hamlet')).to.deep.equal({
        lease: { ...lease, left: 8, seenWallMs: atMs + 1000 },
        unconfirmed: 0,
      });
      expect((await storage.entries()).map(({ stage }) => stage)).to.deep.equal(['report']);
      await storage.close();
    });

    it('is refunded to a lease, never above what was granted', async () => {
      const storage = create();
      await storage.changeLease('hamlet', undefined, { ...lease, left: 9 });
      const seq = await storage.append(newRequest());
      expect(await storage.change(seq, 'request', null, { ...two, tickets: -2, wallMs: 0 })).to.equal(true);
      expect(await left(storage)).to.equal(10);
      expect((await storage.capacity('hamlet')).lease?.seenWallMs).to.equal(atMs);
      await storage.close();
    });

    it('is not refunded to a lease that is gone, and the entry is removed', async () => {
      const storage = create();
      const seq = await storage.append(newRequest());
      expect(await storage.change(seq, 'request', null, { ...two, tickets: -2 })).to.equal(true);
      expect(await storage.entries()).to.deep.equal([]);
      expect(await storage.capacity('hamlet')).to.deep.equal({ lease: undefined, unconfirmed: 0 });
      await storage.close();
    });

    for (const [why, held, capacityChange] of [
      ['more than is left', { ...lease, left: 1 }, two],
      ['another lease than the one named', lease, { ...two, leaseId: 'another' }],
      ['one that is closing', { ...lease, state: 'closing' }, two],
      ['one that is only requested', { ...lease, state: 'requested' }, two],
      ['one whose clock was set back', lease, { ...two, wallMs: atMs - 1 }],
    ] as const)
      it(`is not consumed from ${why}, and nothing changes`, async () => {
        const storage = create();
        await storage.changeLease('hamlet', undefined, held);
        expect(await admitted(storage, capacityChange)).to.equal(false);
        expect(await storage.capacity('hamlet')).to.deep.equal({ lease: held, unconfirmed: 0 });
        expect((await storage.entries()).map(({ stage }) => stage)).to.deep.equal(['request']);
        await storage.close();
      });

    it('is not consumed if the entry is at another stage', async () => {
      const storage = create();
      await storage.changeLease('hamlet', undefined, lease);
      const request = newRequest();
      const seq = await storage.append(request);
      expect(await storage.change(seq, 'void', reportOf(request, 'lease'), two)).to.equal(false);
      expect(await left(storage)).to.equal(10);
      await storage.close();
    });

    it('gives the last tickets to one of many concurrent calls', async () => {
      const storage = create();
      await storage.changeLease('hamlet', undefined, { ...lease, left: 3 });
      const all = await Promise.all(Array.from({ length: 6 }, () => admitted(storage, two)));
      expect(all.filter(Boolean)).to.have.lengthOf(1);
      expect(await left(storage)).to.equal(1);
      await storage.close();
    });

    it('limits the unconfirmed visits, and a refund frees a place', async () => {
      const storage = create();
      expect([await admitted(storage, one), await admitted(storage, one), await admitted(storage, one)]).to.deep.equal([
        true,
        true,
        false,
      ]);
      const report = (await storage.entries()).find(({ stage }) => stage === 'report');
      const back: CapacityChange = { from: 'unconfirmed-refund', showId: 'hamlet' };
      expect(await storage.change(report?.seq ?? 0, 'report', null, back)).to.equal(true);
      expect((await storage.capacity('hamlet')).unconfirmed).to.equal(1);
      expect(await admitted(storage, one)).to.equal(true);
      expect((await storage.capacity('another show')).unconfirmed).to.equal(0);
      await storage.close();
    });

    it('is recounted from the entries, for each show', async () => {
      const storage = create();
      await admitted(storage, one);
      // As after a crash: a count without an entry, and an entry without a count.
      const stray = await storage.append(newRequest('macbeth'));
      await storage.change(stray, 'request', null, { from: 'unconfirmed', showId: 'macbeth', max: 9 });
      const uncounted = newRequest('othello');
      await storage.change(await storage.append(uncounted), 'request', reportOf(uncounted, 'unconfirmed'));
      const onLease = newRequest('othello');
      await storage.change(await storage.append(onLease), 'request', reportOf(onLease, 'lease'));
      await storage.recount();
      const counts = ['hamlet', 'macbeth', 'othello'].map(async (show) => (await storage.capacity(show)).unconfirmed);
      expect(await Promise.all(counts)).to.deep.equal([1, 0, 1]);
      await storage.close();
    });

    it('has a lease that changes only if it is as it was read', async () => {
      const storage = create();
      expect(await storage.changeLease('hamlet', lease, undefined)).to.equal(false);
      expect(await storage.changeLease('hamlet', undefined, lease)).to.equal(true);
      expect(await storage.changeLease('hamlet', undefined, { ...lease, id: 'another' })).to.equal(false);
      await admitted(storage, two);
      const closing: Lease = { ...lease, left: 8, state: 'closing' };
      expect(await storage.changeLease('hamlet', lease, closing)).to.equal(false);
      expect(await storage.changeLease('hamlet', { ...lease, left: 8 }, closing)).to.equal(true);
      expect(await storage.changeLease('hamlet', closing, undefined)).to.equal(true);
      expect(await storage.leases()).to.deep.equal([]);
      await storage.close();
    });

    it('lists the leases of all shows', async () => {
      const storage = create();
      await storage.changeLease('hamlet', undefined, lease);
      await storage.changeLease('macbeth', undefined, { ...lease, showId: 'macbeth' });
      await storage.keepNote('lease-like', 1);
      expect((await storage.leases()).map(({ showId }) => showId).sort()).to.deep.equal(['hamlet', 'macbeth']);
      await storage.close();
    });

    it('has notes that are not entries', async () => {
      const storage = create();
      expect(await storage.note('clock')).to.equal(undefined);
      await storage.keepNote('clock', { offsetMs: 3 });
      await storage.keepNote('clock', { offsetMs: -7 });
      expect(await storage.note('clock')).to.deep.equal({ offsetMs: -7 });
      expect(await storage.entries()).to.deep.equal([]);
      expect(await storage.append(newRequest())).to.equal(1);
      await storage.close();
    });

    it('belongs to a journal with an id and a highest number', async () => {
      const storage = create();
      const first = await storage.identity();
      expect(first.journal).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(first).to.deep.include({ seqHigh: 0, lost: null });
      const seq = await storage.append(newRequest());
      await storage.change(seq, 'request', null);
      expect(await storage.identity()).to.deep.equal({ ...first, seqHigh: seq });
      const other = create();
      expect((await other.identity()).journal).not.to.equal(first.journal);
      await storage.forgetLoss();
      await storage.close();
      await other.close();
    });

    if (reopen === undefined) return;

    it('is unchanged when the storage is opened again', async () => {
      const before = create();
      const { journal } = await before.identity();
      await before.changeLease('hamlet', undefined, lease);
      await admitted(before, two);
      await admitted(before, one);
      await before.keepNote('clock', 4);
      await before.close();
      const after = reopen(before);
      expect(await after.identity()).to.deep.equal({ journal, seqHigh: 2, lost: null });
      expect(await left(after)).to.equal(8);
      expect((await after.capacity('hamlet')).unconfirmed).to.equal(1);
      expect(await after.note('clock')).to.equal(4);
      await after.close();
    });

    it('gives two tabs the same journal id, and the last ticket of a lease to one of them', async () => {
      const tabs = [create()];
      tabs.push(reopen(tabs[0] as OutboxStorage));
      const ids = await Promise.all(tabs.map(async (tab) => (await tab.identity()).journal));
      expect(new Set(ids).size).to.equal(1);
      await tabs[0]?.changeLease('hamlet', undefined, { ...lease, left: 2 });
      const got = await Promise.all([...tabs, ...tabs].map((tab) => admitted(tab, two)));
      expect(got.filter(Boolean)).to.have.lengthOf(1);
      for (const tab of tabs) {
        expect(await left(tab)).to.equal(0);
        await tab.close();
      }
    });
  });
}
