import { type Canary, type Found, lossOf } from '../../packages/client/src/storage/canary.ts';
import type { TextStore } from '../../packages/client/src/storage/local-store.ts';
import { newRequest } from '../contract/outbox-capacity.case.ts';
import type { Runner } from '../contract/outbox-storage.case.ts';
import { uncopiedStorage } from './copied-storage.ts';
import { createTextStore, withLocalStorage } from './outbox-storage-breakage.ts';

/** A database without a copy that goes away under a canary that lives. Run on fake-indexeddb and in a real browser. */
export function outboxStorageLoss({ describe, it, expect }: Runner, newName: () => string): void {
  /** With a localStorage: the browser's own where there is one. */
  async function withCanary(test: (local: TextStore) => Promise<void>): Promise<void> {
    const own = (globalThis as { localStorage?: TextStore }).localStorage;
    const local = own ?? createTextStore();
    const restore = own === undefined ? withLocalStorage(local) : () => {};
    await test(local).finally(restore);
  }
  async function used(name: string) {
    const storage = uncopiedStorage(name);
    await storage.append(newRequest());
    const seq = await storage.append(newRequest());
    await storage.append(newRequest());
    await storage.change(seq, 'request', null);
    return { storage, journal: (await storage.identity()).journal };
  }

  describe('an outbox whose storage is evicted', () => {
    it('finds it out when it is opened again: which journal, up to which number, how many waited', () =>
      withCanary(async () => {
        const name = newName();
        const { storage, journal } = await used(name);
        await storage.close();
        await deleted(name);
        const after = uncopiedStorage(name);
        const identity = await after.identity();
        expect(identity.lost).to.deep.equal({ journal, seqHigh: 3, pending: 2 });
        expect(identity.journal).not.to.equal(journal);
        // A new journal has its own numbers.
        expect(await after.append(newRequest())).to.equal(1);
        await after.close();
      }));

    it('finds it out in the life of the page too', () =>
      withCanary(async () => {
        const name = newName();
        const { storage, journal } = await used(name);
        await deleted(name);
        expect((await storage.identity()).lost).to.deep.equal({ journal, seqHigh: 3, pending: 2 });
        await storage.close();
      }));

    it('finds it out where the database was emptied under an open connection', () =>
      withCanary(async () => {
        const name = newName();
        const { storage, journal } = await used(name);
        await raw(name, (store) => store.clear());
        expect(await storage.append(newRequest())).to.equal(1);
        expect((await storage.identity()).lost).to.deep.equal({ journal, seqHigh: 3, pending: 2 });
        await storage.close();
      }));

    it('remembers the loss until it is told, and never tells it again', () =>
      withCanary(async (local) => {
        const name = newName();
        const { storage, journal } = await used(name);
        const canary = local.getItem(`${name}/canary`) ?? '';
        await storage.close();
        await deleted(name);
        const first = uncopiedStorage(name);
        await first.append(newRequest());
        await first.close();
        const second = uncopiedStorage(name);
        expect((await second.identity()).lost?.journal).to.equal(journal);
        await second.forgetLoss();
        expect((await second.identity()).lost).to.equal(null);
        await second.close();
        // As if the new canary had never been written.
        local.setItem(`${name}/canary`, canary);
        const third = uncopiedStorage(name);
        expect((await third.identity()).lost).to.equal(null);
        await third.close();
      }));

    it('finds out entries that are gone although the journal is there', () =>
      withCanary(async () => {
        const name = newName();
        const { storage, journal } = await used(name);
        await storage.close();
        await raw(name, (store) => store.delete(1));
        const after = uncopiedStorage(name);
        expect(await after.identity()).to.deep.equal({
          journal,
          seqHigh: 3,
          lost: { journal, seqHigh: 3, pending: 1 },
        });
        await after.forgetLoss();
        await after.close();
        const later = uncopiedStorage(name);
        expect((await later.identity()).lost).to.equal(null);
        await later.close();
      }));

    it('gives no number again where the database went back to an earlier state', () =>
      withCanary(async (local) => {
        const name = newName();
        const { storage, journal } = await used(name);
        await storage.close();
        const canary = JSON.parse(local.getItem(`${name}/canary`) ?? '') as Canary;
        local.setItem(`${name}/canary`, JSON.stringify({ ...canary, seqHigh: 7, pending: 5, revision: 99 }));
        const after = uncopiedStorage(name);
        expect((await after.identity()).lost).to.deep.equal({ journal, seqHigh: 7, pending: 4 });
        expect(await after.append(newRequest())).to.equal(8);
        await after.close();
      }));

    it('raises no alarm where the canary is older than the database: a crash, two tabs', () =>
      withCanary(async (local) => {
        const name = newName();
        const one = uncopiedStorage(name);
        await one.append(newRequest());
        const older = local.getItem(`${name}/canary`) ?? '';
        const other = uncopiedStorage(name);
        await other.append(newRequest());
        await one.change(1, 'request', null);
        await one.change(2, 'request', null);
        local.setItem(`${name}/canary`, older);
        await Promise.all([one.close(), other.close()]);
        const after = uncopiedStorage(name);
        expect((await after.identity()).lost).to.equal(null);
        await after.close();
      }));

    it('raises none in a new profile, nor where the canary cannot be read', async () => {
      const forbidden = new Proxy(createTextStore(), {
        get() {
          throw new DOMException('forbidden', 'SecurityError');
        },
      });
      for (const local of [createTextStore(), undefined, forbidden]) {
        const restore = withLocalStorage(local);
        const { storage } = await used(newName());
        expect((await storage.identity()).lost).to.equal(null);
        expect(await storage.entries()).to.have.lengthOf(2);
        await storage.close();
        restore();
      }
    });

    it('is judged by what is newer', async () => {
      const found: Found = {
        journal: 'a',
        lastSeq: 5,
        revision: 9,
        pending: { told: 2, there: 2 },
        loss: undefined,
      };
      const canary: Canary = { journal: 'a', seqHigh: 5, pending: 2, revision: 9 };
      expect(lossOf(found, canary)).to.equal(undefined);
      expect(lossOf(found, { ...canary, pending: 3, revision: 8 })).to.equal(undefined);
      expect(lossOf(found, { ...canary, seqHigh: 6, pending: 3, revision: 10 })?.pending).to.equal(1);
      expect(lossOf({ ...found, journal: undefined }, canary)?.journal).to.equal('a');
      const noted = { journal: 'b', seqHigh: 1, pending: 1 };
      expect(lossOf({ ...found, loss: noted }, { ...canary, journal: 'b' })).to.equal(undefined);
    });
  });
}

function deleted(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

function raw(name: string, work: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction('journal', 'readwrite');
      work(transaction.objectStore('journal'));
      transaction.oncomplete = () => {
        request.result.close();
        resolve();
      };
    };
  });
}
