import { type Checkpoint, type Found, lossOf } from '../../packages/client/src/storage/checkpoint.ts';
import type { TextStore } from '../../packages/client/src/storage/local-store.ts';
import { newRequest } from '../contract/outbox-capacity.case.ts';
import type { Runner } from '../contract/runner.ts';
import { uncopiedStorage } from './copied-storage.ts';
import { createTextStore, withLocalStorage } from './outbox-storage-breakage.ts';

/** A database without a copy is lost, and its checkpoint is left. Run on fake-indexeddb and in a real browser. */
export function outboxStorageLoss({ describe, it, expect }: Runner, newName: () => string): void {
  /** Runs a test with a localStorage: the browser's own if there is one. */
  async function withCheckpoint(test: (local: TextStore) => Promise<void>): Promise<void> {
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
    it('detects the loss when it is opened again, with journal, highest number and pending entries', () =>
      withCheckpoint(async () => {
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

    it('detects the loss while the page is open', () =>
      withCheckpoint(async () => {
        const name = newName();
        const { storage, journal } = await used(name);
        await deleted(name);
        expect((await storage.identity()).lost).to.deep.equal({ journal, seqHigh: 3, pending: 2 });
        await storage.close();
      }));

    it('detects a database that was emptied under an open connection', () =>
      withCheckpoint(async () => {
        const name = newName();
        const { storage, journal } = await used(name);
        await raw(name, (store) => store.clear());
        expect(await storage.append(newRequest())).to.equal(1);
        expect((await storage.identity()).lost).to.deep.equal({ journal, seqHigh: 3, pending: 2 });
        await storage.close();
      }));

    it('returns the loss until it is acknowledged, and never again', () =>
      withCheckpoint(async (local) => {
        const name = newName();
        const { storage, journal } = await used(name);
        const checkpoint = local.getItem(`${name}/checkpoint`) ?? '';
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
        // As if the new checkpoint had never been written.
        local.setItem(`${name}/checkpoint`, checkpoint);
        const third = uncopiedStorage(name);
        expect((await third.identity()).lost).to.equal(null);
        await third.close();
      }));

    it('detects missing entries although the journal is there', () =>
      withCheckpoint(async () => {
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

    it('gives no number twice if the database went back to an earlier state', () =>
      withCheckpoint(async (local) => {
        const name = newName();
        const { storage, journal } = await used(name);
        await storage.close();
        const checkpoint = JSON.parse(local.getItem(`${name}/checkpoint`) ?? '') as Checkpoint;
        local.setItem(`${name}/checkpoint`, JSON.stringify({ ...checkpoint, seqHigh: 7, pending: 5, revision: 99 }));
        const after = uncopiedStorage(name);
        expect((await after.identity()).lost).to.deep.equal({ journal, seqHigh: 7, pending: 4 });
        expect(await after.append(newRequest())).to.equal(8);
        await after.close();
      }));

    it('detects no loss if the checkpoint is older than the database, as after a crash or with two tabs', () =>
      withCheckpoint(async (local) => {
        const name = newName();
        const one = uncopiedStorage(name);
        await one.append(newRequest());
        const older = local.getItem(`${name}/checkpoint`) ?? '';
        const other = uncopiedStorage(name);
        await other.append(newRequest());
        await one.change(1, 'request', null);
        await one.change(2, 'request', null);
        local.setItem(`${name}/checkpoint`, older);
        await Promise.all([one.close(), other.close()]);
        const after = uncopiedStorage(name);
        expect((await after.identity()).lost).to.equal(null);
        await after.close();
      }));

    it('detects no loss in a new profile, or if the checkpoint cannot be read', async () => {
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

    it('has lost only what a newer checkpoint shows', async () => {
      const found: Found = {
        journal: 'a',
        lastSeq: 5,
        revision: 9,
        pending: { tallied: 2, there: 2 },
        loss: undefined,
      };
      const checkpoint: Checkpoint = { journal: 'a', seqHigh: 5, pending: 2, revision: 9 };
      expect(lossOf(found, checkpoint)).to.equal(undefined);
      expect(lossOf(found, { ...checkpoint, pending: 3, revision: 8 })).to.equal(undefined);
      expect(lossOf(found, { ...checkpoint, seqHigh: 6, pending: 3, revision: 10 })?.pending).to.equal(1);
      expect(lossOf({ ...found, journal: undefined }, checkpoint)?.journal).to.equal('a');
      const noted = { journal: 'b', seqHigh: 1, pending: 1 };
      expect(lossOf({ ...found, loss: noted }, { ...checkpoint, journal: 'b' })).to.equal(undefined);
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
