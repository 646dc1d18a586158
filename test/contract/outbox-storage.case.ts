import type { NewEntry } from '../../packages/client/src/storage/entry.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';
import { outboxCapacityCase } from './outbox-capacity.case.ts';
import { outboxKeptCase } from './outbox-kept.case.ts';
import type { Runner } from './runner.ts';
import type { StorageKind } from './storage-kind.ts';

const visit: Visit = {
  id: '019a0000-0000-7000-8000-000000000001',
  showId: 'hamlet',
  how: 'sold',
  takenAt: '2026-05-15T16:00:00.000Z',
  agreed: false,
  usages: [
    { id: '019a0000-0000-7000-8000-000000000002', card: 'A045198723', minors: 1 },
    { id: '019a0000-0000-7000-8000-000000000003', card: 'A999005458', minors: 0 },
  ],
};
const asked: NewEntry = { stage: 'request', visit, owner: 'page-1' };
const consumedFrom = { from: 'unconfirmed' } as const;
const report: NewEntry = { stage: 'report', visit, consumedFrom, clockSuspect: false };
const voided: NewEntry = {
  stage: 'void',
  visitId: visit.id,
  showId: 'hamlet',
  reason: 'undone-by-clerk',
  consumedFrom: null,
  notice: null,
};

/** The promises of `OutboxStorage`. */
export function outboxStorageCase(runner: Runner, storageKind: StorageKind): void {
  const { describe, it, expect } = runner;
  const { kind, create, reopen } = storageKind;
  outboxCapacityCase(runner, storageKind);
  outboxKeptCase(runner, storageKind);
  describe(`outbox storage: ${kind}`, () => {
    it('is empty at first', async () => {
      const storage = create();
      expect(await storage.entries()).to.deep.equal([]);
      await storage.close();
    });

    it('returns what was appended, with its number', async () => {
      const storage = create();
      const seq = await storage.append(asked);
      expect(await storage.entries()).to.deep.equal([{ ...asked, seq }]);
      await storage.close();
    });

    it('gives increasing numbers, and lists by number', async () => {
      const storage = create();
      const numbers: number[] = [];
      for (let count = 0; count < 12; count += 1) numbers.push(await storage.append(asked));
      expect(numbers).to.deep.equal([...new Set(numbers)].sort((a, b) => a - b));
      expect((await storage.entries()).map(({ seq }) => seq)).to.deep.equal(numbers);
      await storage.close();
    });

    it('gives concurrent calls different numbers', async () => {
      const storage = create();
      const numbers = await Promise.all(Array.from({ length: 20 }, () => storage.append(report)));
      expect(new Set(numbers).size).to.equal(20);
      expect(await storage.entries()).to.have.lengthOf(20);
      await storage.close();
    });

    it('never gives a number twice, even after the last entry was removed', async () => {
      const storage = create();
      const first = await storage.append(asked);
      await storage.change(first, 'request', null);
      expect(await storage.append(asked)).to.be.greaterThan(first);
      await storage.close();
    });

    it('changes an entry at the named stage, under the same number', async () => {
      const storage = create();
      const seq = await storage.append(asked);
      expect(await storage.change(seq, 'request', report)).to.equal(true);
      expect(await storage.entries()).to.deep.equal([{ ...report, seq }]);
      await storage.close();
    });

    it('changes nothing if the entry is at another stage', async () => {
      const storage = create();
      const seq = await storage.append(report);
      expect(await storage.change(seq, 'request', voided)).to.equal(false);
      expect(await storage.change(seq, 'void', null)).to.equal(false);
      expect(await storage.entries()).to.deep.equal([{ ...report, seq }]);
      await storage.close();
    });

    it('changes nothing if the entry is gone', async () => {
      const storage = create();
      const seq = await storage.append(asked);
      expect(await storage.change(seq, 'request', null)).to.equal(true);
      expect(await storage.change(seq, 'request', report)).to.equal(false);
      expect(await storage.change(seq + 7, 'request', report)).to.equal(false);
      expect(await storage.entries()).to.deep.equal([]);
      await storage.close();
    });

    it('lets one of two concurrent changes of an entry succeed', async () => {
      const storage = create();
      const seq = await storage.append(asked);
      const both = await Promise.all([storage.change(seq, 'request', report), storage.change(seq, 'request', voided)]);
      expect(both.filter(Boolean)).to.have.lengthOf(1);
      await storage.close();
    });

    it('stores a clone of the entry', async () => {
      const storage = create();
      const usageOf = (entry: unknown) => (entry as { visit: { usages: [{ minors: number }] } }).visit.usages[0];
      const mine = structuredClone(report);
      const seq = await storage.append(mine);
      usageOf(mine).minors = 99;
      usageOf((await storage.entries())[0]).minors = 77;
      expect(await storage.entries()).to.deep.equal([{ ...report, seq }]);
      await storage.close();
    });

    it('rejects an entry that cannot be cloned, with nothing changed, and continues', async () => {
      const storage = create();
      const seq = await storage.append(asked);
      const unkeepable = { ...report, visit: { ...visit, takenAt: () => {} } } as unknown as NewEntry;
      expect(await rejects(storage.append(unkeepable))).to.equal(true);
      expect(await rejects(storage.change(seq, 'request', unkeepable))).to.equal(true);
      expect(await storage.entries()).to.deep.equal([{ ...asked, seq }]);
      expect(await storage.append(report)).to.be.greaterThan(seq);
      await storage.close();
    });

    if (reopen === undefined) return;

    it('has everything when it is opened again, and continues the numbers', async () => {
      const before = create();
      const first = await before.append(asked);
      const second = await before.append(report);
      await before.change(second, 'report', null);
      await before.close();
      const after = reopen(before);
      expect(after.name).to.equal(before.name);
      expect(await after.entries()).to.deep.equal([{ ...asked, seq: first }]);
      expect(await after.append(voided)).to.be.greaterThan(second);
      await after.close();
    });

    it('is shared by two tabs, which see each other’s entries, get different numbers, and never both change an entry', async () => {
      const one = create();
      const other = reopen(one);
      const numbers = await Promise.all([one, other, one, other].map((tab) => tab.append(asked)));
      expect(new Set(numbers).size).to.equal(4);
      expect(await other.entries()).to.deep.equal(await one.entries());
      const [seq = 0] = numbers;
      const both = await Promise.all([one.change(seq, 'request', report), other.change(seq, 'request', null)]);
      expect(both.filter(Boolean)).to.have.lengthOf(1);
      await one.close();
      await other.close();
    });
  });
}

async function rejects(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => false,
    () => true,
  );
}
