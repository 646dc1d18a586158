import type { Entry, NewEntry } from '../../packages/client/src/storage/entry.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { lease, newRequest, reportOf, two } from '../contract/outbox-capacity.case.ts';
import { keep } from '../contract/outbox-kept.case.ts';
import type { Runner } from '../contract/runner.ts';
import { failsForGood } from './standing-in.ts';

/** Where the tests run: on fakes in Node, or in a real browser. */
export interface CopyStage {
  newName(): string;
  open(name: string): OutboxStorage;
  /** Returns the content of the copy's files as text. */
  copyText(name: string): Promise<string>;
}

/** The copy restores what the database loses, and replaces it while it fails. */
export function outboxStorageCopy({ describe, it, expect }: Runner, { newName, open, copyText }: CopyStage): void {
  const seqs = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);
  const cardOf = (entry: NewEntry) => (entry.stage === 'request' ? entry.visit.usages[0]?.card : undefined) ?? '?';

  async function all(storage: OutboxStorage) {
    const [identity, entries, capacity, note] = [
      await storage.identity(),
      await storage.entries(),
      await storage.capacity('hamlet'),
      await storage.note('clock'),
    ];
    return { identity, entries, capacity, note };
  }

  /** Returns a storage with every kind of data. */
  async function used(name: string): Promise<OutboxStorage> {
    const storage = open(name);
    await storage.changeLease('hamlet', undefined, lease);
    const request = newRequest();
    const seq = await storage.append(request);
    await storage.append(newRequest());
    await storage.change(seq, 'request', reportOf(request, 'lease'), two);
    await storage.change(await storage.append(newRequest()), 'request', null);
    await storage.keepNote('clock', { offsetMs: 3 });
    return storage;
  }

  describe('the copy of an outbox', () => {
    it('restores a deleted database under the same journal, without a loss', async () => {
      const name = newName();
      const storage = await used(name);
      const before = await all(storage);
      await storage.close();
      await deleted(name);
      const after = open(name);
      expect(await all(after)).to.deep.equal(before);
      expect(before.identity.lost).to.equal(null);
      expect(await after.append(newRequest())).to.equal(4);
      await after.close();
    });

    it('restores a database that was deleted under an open page', async () => {
      const name = newName();
      const storage = await used(name);
      const before = await all(storage);
      await deleted(name);
      expect(await storage.append(newRequest())).to.equal(4);
      expect((await storage.entries()).slice(0, -1)).to.deep.equal(before.entries);
      expect(await storage.identity()).to.deep.equal({ ...before.identity, seqHigh: 4 });
      await storage.close();
    });

    it('does not have the kept entries, and leaves them in a database that it updates', async () => {
      const name = newName();
      const storage = open(name);
      const { seq } = await keep(storage, 0);
      await storage.append(newRequest());
      expect(await copyText(name)).to.not.contain('kept:');
      const earlier = await content(name);
      await storage.append(newRequest());
      await storage.close();
      await put(name, earlier);
      const after = open(name);
      expect(seqs(await after.entries())).to.deep.equal([2, 3]);
      expect(await after.returnKept([seq], 1)).to.equal(1);
      expect(seqs(await after.entries())).to.deep.equal([1, 2, 3]);
      await after.close();
    });

    it('updates a database that went back to an earlier state', async () => {
      const name = newName();
      const storage = await used(name);
      const earlier = await content(name);
      await storage.change(2, 'request', null);
      await storage.append(newRequest());
      const before = await all(storage);
      await storage.close();
      await put(name, earlier);
      const after = open(name);
      expect(await all(after)).to.deep.equal(before);
      await after.close();
    });

    it('restores entries that are missing although the head is there', async () => {
      const name = newName();
      const storage = await used(name);
      const before = await all(storage);
      await storage.close();
      const found = await content(name);
      found.delete(1);
      await put(name, found);
      const after = open(name);
      expect(await all(after)).to.deep.equal(before);
      await after.close();
    });

    it('has the writes of two tabs', async () => {
      const name = newName();
      const one = await used(name);
      const other = open(name);
      for (let nth = 0; nth < 3; nth += 1) await Promise.all([one, other, one].map((tab) => tab.append(newRequest())));
      const before = await all(other);
      await Promise.all([one.close(), other.close()]);
      await deleted(name);
      const after = open(name);
      expect(await all(after)).to.deep.equal(before);
      await after.close();
    });

    it('restores a database that was deleted twice, by two pages', async () => {
      const name = newName();
      await (await used(name)).close();
      for (let life = 1; life <= 2; life += 1) {
        await deleted(name);
        const storage = open(name);
        expect(await storage.append(newRequest())).to.equal(3 + life);
        expect((await storage.identity()).lost).to.equal(null);
        await storage.close();
      }
    });

    it('has no card code once nothing is pending, not even in files of other open or closed tabs', async () => {
      const name = newName();
      const [closed, idle, last] = [open(name), open(name), open(name)];
      const requests = [newRequest(), newRequest(), newRequest()];
      const numbers: number[] = [];
      for (const [nth, tab] of [closed, idle, last].entries())
        numbers.push(await tab.append(requests[nth] ?? newRequest()));
      await closed.close();
      expect(await copyText(name)).to.contain(cardOf(requests[0] ?? newRequest()));
      await last.close();
      const next = open(name);
      for (const seq of numbers) await next.change(seq, 'request', null);
      // Files are emptied after the call resolves, and before the next write.
      await next.keepNote('clock', 1);
      expect(await copyText(name)).not.to.contain('A045198723');
      await Promise.all([idle.close(), next.close()]);
    });
  });

  describe('an outbox whose database fails permanently', () => {
    it('continues with its copy, also with leases, reports that, and restores the database once it works', async () => {
      const name = newName();
      const storage = await used(name);
      const before = await storage.identity();
      expect(storage.emergency?.()).to.equal(0);
      const repair = failsForGood(name);
      const request = newRequest();
      expect(await storage.append(request)).to.equal(4);
      expect(await storage.change(4, 'request', reportOf(request, 'lease'), two)).to.equal(true);
      expect(await storage.change(2, 'request', null)).to.equal(true);
      expect(storage.emergency?.()).to.equal(2);
      const during = await all(storage);
      expect(during.identity).to.deep.equal({ ...before, seqHigh: 4 });
      expect([seqs(during.entries), during.capacity.lease?.left]).to.deep.equal([[1, 4], 6]);
      repair();
      expect(await all(storage)).to.deep.equal(during);
      expect(storage.emergency?.()).to.equal(0);
      expect(await storage.append(newRequest())).to.equal(5);
      await storage.close();
      expect([...(await content(name)).keys()]).to.include.members([1, 4, 5]);
    });

    it('loses nothing if its page dies in the meantime, whether the database works for the next page or not', async () => {
      const name = newName();
      const first = await used(name);
      const repair = failsForGood(name);
      await first.append(newRequest());
      await first.close();
      const second = open(name);
      expect(await second.append(newRequest())).to.equal(5);
      expect(second.emergency?.()).to.equal(4);
      await second.close();
      repair();
      const third = open(name);
      expect(seqs(await third.entries())).to.deep.equal([1, 2, 4, 5]);
      expect((await third.identity()).lost).to.equal(null);
      await third.close();
    });

    it('does each write once if the database has done it without an event', async () => {
      const name = newName();
      const storage = await used(name);
      const repair = failsForGood(name);
      await Promise.all([newRequest(), newRequest(), newRequest()].map((request) => storage.append(request)));
      void storage.append(newRequest());
      repair();
      await storage.append(newRequest());
      expect(seqs(await storage.entries())).to.deep.equal([1, 2, 4, 5, 6, 7, 8]);
      await storage.close();
    });

    it('rejects if another tab is open, because that one may still write', async () => {
      const name = newName();
      const [one, other] = [await used(name), open(name)];
      await other.entries();
      const repair = failsForGood(name);
      expect(await codeOf(one.append(newRequest()))).to.equal('outbox/storage');
      repair();
      expect(await one.append(newRequest())).to.equal(4);
      await Promise.all([one.close(), other.close()]);
    });

    it('rejects in a tab that is opened in the meantime, naming the other tab', async () => {
      const name = newName();
      const one = await used(name);
      const repair = failsForGood(name);
      await one.append(newRequest());
      repair();
      const other = open(name);
      const refused = await other.entries().catch((error: unknown) => error);
      expect(refused).to.include({ code: 'outbox/storage', retryable: true });
      expect((refused as Error).message).to.contain('Continue in that tab');
      await one.close();
      expect(seqs(await other.entries())).to.deep.equal([1, 2, 4]);
      await other.close();
    });
  });
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: { readonly code?: unknown }) => error.code,
  );
}

export function deleted(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

async function inStore<T>(name: string, work: (store: IDBObjectStore) => () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction('journal', 'readwrite');
      const result = work(transaction.objectStore('journal'));
      transaction.oncomplete = () => {
        request.result.close();
        resolve(result());
      };
    };
  });
}

function content(name: string): Promise<Map<IDBValidKey, unknown>> {
  return inStore(name, (store) => {
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    return () => new Map(keys.result.map((key, index) => [key, values.result[index] as unknown]));
  });
}

function put(name: string, content: ReadonlyMap<IDBValidKey, unknown>): Promise<void> {
  return inStore(name, (store) => {
    store.clear();
    for (const [key, value] of content) store.put(value, key);
    return () => {};
  });
}
