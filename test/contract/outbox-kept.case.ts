import type { Entry, KeptEntry, NewEntry, Notice } from '../../packages/client/src/storage/entry.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { newRequest, reportOf } from './outbox-capacity.case.ts';
import type { Runner } from './runner.ts';
import type { StorageKind } from './storage-kind.ts';

/** Removes an acknowledged request, and keeps it as a report. Returns its number and what should be pending again. */
export async function keep(storage: OutboxStorage, atMs: number) {
  const request = newRequest();
  const seq = await storage.append(request);
  const kept: KeptEntry = { entry: reportOf(request, 'unconfirmed'), atMs };
  await storage.change(seq, 'request', null, undefined, kept);
  const again: Entry = { ...kept.entry, seq, resent: { notice: null } };
  return { seq, kept, again };
}

/** The promises about acknowledged entries that a storage keeps. */
export function outboxKeptCase({ describe, it, expect }: Runner, { kind, create, reopen }: StorageKind): void {
  describe(`what an outbox storage keeps: ${kind}`, () => {
    it('is not among the entries, and is pending again under its number if it is returned, once', async () => {
      const storage = create();
      const { seq, again } = await keep(storage, 1000);
      expect(await storage.entries()).to.deep.equal([]);
      const next = await storage.append(newRequest());
      expect(await storage.returnKept([seq + 7, seq], 1001)).to.equal(1);
      const [first, second] = await storage.entries();
      expect(first).to.deep.equal(again);
      expect(second?.seq).to.equal(next);
      expect(await storage.returnKept([seq], 1001)).to.equal(0);
      await storage.close();
    });

    it('stays if it was kept later than asked for, and if the entry did not change', async () => {
      const storage = create();
      const { seq } = await keep(storage, 1000);
      expect(await storage.returnKept([seq], 1000)).to.equal(0);
      const request = newRequest();
      const other = await storage.append(request);
      const kept: KeptEntry = { entry: reportOf(request, 'unconfirmed'), atMs: 0 };
      expect(await storage.change(other, 'report', null, undefined, kept)).to.equal(false);
      expect(await storage.returnKept([other, seq], 2000)).to.equal(1);
      expect((await storage.entries()).map((entry) => entry.stage)).to.deep.equal(['report', 'request']);
      await storage.close();
    });

    it('takes the place of a notice, which it brings back, and of no other entry', async () => {
      const storage = create();
      const requests = [newRequest(), newRequest(), newRequest()];
      const notice: Notice = {
        ...{ visitId: 'v', showId: 'hamlet', maskedCard: '…', cards: 1, minors: 0 },
        ...{ takenAt: '2026-05-15T16:00:00.000Z', why: 'flagged', flags: [] },
      };
      const visitOf = (entry: NewEntry | undefined) => (entry?.stage === 'request' ? entry.visit : null);
      const changed: readonly NewEntry[] = [
        { stage: 'review', notice, visit: null },
        { stage: 'review', notice, visit: visitOf(requests[1]) },
        { stage: 'request', owner: 'page', visit: visitOf(requests[2]) ?? never() },
      ];
      const seqs: number[] = [];
      for (const [index, request] of requests.entries()) {
        const seq = await storage.append(request);
        const kept: KeptEntry = { entry: reportOf(request, 'unconfirmed'), atMs: 0 };
        await storage.change(seq, 'request', changed[index] ?? never(), undefined, kept);
        seqs.push(seq);
      }
      expect(await storage.returnKept(seqs, 1)).to.equal(1);
      const [listed, ...others] = await storage.entries();
      expect(listed).to.deep.equal({
        ...reportOf(requests[0] ?? never(), 'unconfirmed'),
        seq: seqs[0],
        resent: { notice },
      });
      expect(others).to.deep.equal(changed.slice(1).map((entry, index) => ({ ...entry, seq: seqs[index + 1] })));
      await storage.close();
    });

    it('is not unconfirmed when it is pending again', async () => {
      const storage = create();
      const { seq } = await keep(storage, 0);
      await storage.returnKept([seq], 1);
      await storage.recount();
      expect((await storage.capacity('hamlet')).unconfirmed).to.equal(0);
      await storage.close();
    });

    it('is erased by its time, or whole', async () => {
      const storage = create();
      const seqs: number[] = [];
      for (const atMs of [100, 200, 300, 400]) seqs.push((await keep(storage, atMs)).seq);
      await storage.eraseKept({ since: 200, until: 300 });
      expect(await storage.returnKept([seqs[0] ?? 0, seqs[2] ?? 0, seqs[3] ?? 0], 1000)).to.equal(1);
      await storage.eraseKept();
      expect(await storage.returnKept(seqs, 1000)).to.equal(0);
      await storage.close();
    });

    if (reopen === undefined) return;

    it('is there when the storage is opened again, and in another tab', async () => {
      const before = create();
      const one = await keep(before, 0);
      const two = await keep(before, 0);
      await before.close();
      const [tab, other] = [reopen(before), reopen(before)];
      expect(await tab.entries()).to.deep.equal([]);
      expect(await tab.returnKept([one.seq], 1)).to.equal(1);
      expect(await other.returnKept([one.seq, two.seq], 1)).to.equal(1);
      expect(await tab.entries()).to.deep.equal([one.again, two.again]);
      await tab.close();
      await other.close();
    });
  });
}

function never(): never {
  throw new Error('There should be one.');
}
