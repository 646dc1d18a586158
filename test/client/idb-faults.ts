import { isKaikuError } from '../../packages/client/src/errors.ts';
import type { NewEntry } from '../../packages/client/src/storage/entry.ts';
import type { Runner } from '../contract/runner.ts';
import { uncopiedStorage } from './copied-storage.ts';
import { single } from './world.ts';

const asked: Extract<NewEntry, { stage: 'request' }> = {
  stage: 'request',
  owner: 'page-1',
  visit: single,
};

/** Faults of IndexedDB other than those of a transaction. Run on fake-indexeddb and in a real browser. */
export function idbFaults({ describe, it, expect }: Runner, newName: () => string): void {
  describe('the storage in IndexedDB', () => {
    it('opens again after the browser has dropped the connection', async () => {
      const connections = watchConnections();
      const storage = uncopiedStorage(newName());
      const seq = await storage.append(asked);
      for (const connection of connections.opened) connection.close();
      expect(await storage.append(asked)).to.be.greaterThan(seq);
      expect(await storage.entries()).to.have.lengthOf(2);
      await storage.close();
      connections.stop();
    });

    it('opens one connection if two calls find it dropped, and leaves no other one open', async () => {
      const connections = watchConnections();
      const name = newName();
      const storage = uncopiedStorage(name);
      await storage.append(asked);
      for (const connection of connections.opened) connection.close();
      await Promise.all([storage.append(asked), storage.append(asked), storage.entries()]);
      await storage.close();
      // An open connection would block this.
      await deleted(name);
      connections.stop();
    });

    it('opens again after the connection’s `close` event', async () => {
      const connections = watchConnections();
      const storage = uncopiedStorage(newName());
      await storage.append(asked);
      for (const connection of connections.opened) connection.onclose?.(new Event('close'));
      expect(await storage.append(asked)).to.equal(2);
      expect(connections.opened.size).to.be.greaterThan(1);
      await storage.close();
      connections.stop();
    });

    it('closes for a newer layout or a deletion, and opens again afterwards', async () => {
      const name = newName();
      const storage = uncopiedStorage(name);
      await storage.append(asked);
      await deleted(name);
      expect(await storage.entries()).to.deep.equal([]);
      await storage.append(asked);
      expect(await storage.entries()).to.have.lengthOf(1);
      await storage.close();
    });

    it('rejects with outbox/storage if it cannot be opened, and tries again', async () => {
      const original = IDBFactory.prototype.open;
      const storage = uncopiedStorage(newName());
      IDBFactory.prototype.open = () => {
        throw new DOMException('not now', 'UnknownError');
      };
      try {
        await expectStorageError(storage.append(asked));
        await expectStorageError(storage.entries());
      } finally {
        IDBFactory.prototype.open = original;
      }
      expect(await storage.append(asked)).to.equal(1);
      await storage.close();
    });

    it('rejects permanently if a newer version has upgraded the database', async () => {
      const name = newName();
      const newer = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name, 9);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      newer.close();
      const storage = uncopiedStorage(name);
      // Neither a retry nor the copy alone would help, because the newer version does not read this copy.
      await expectStorageError(storage.append(asked), false);
      await storage.close();
    });

    it('uses strict durability in every transaction', async () => {
      const storage = uncopiedStorage(newName());
      await storage.entries();
      const requests: unknown[] = [];
      const original = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function transaction(...args: Parameters<IDBDatabase['transaction']>) {
        requests.push(args[2]);
        return original.apply(this, args);
      };
      try {
        const seq = await storage.append(asked);
        await storage.change(seq, 'request', null);
      } finally {
        IDBDatabase.prototype.transaction = original;
      }
      expect(requests).to.deep.equal([{ durability: 'strict' }, { durability: 'strict' }]);
      await storage.close();
    });
  });

  async function expectStorageError(work: Promise<unknown>, retryable = true): Promise<void> {
    const error = await work.then(
      () => undefined,
      (rejection: unknown) => rejection,
    );
    expect(isKaikuError(error)).to.equal(true);
    if (!isKaikuError(error)) return;
    expect(error.code).to.equal('outbox/storage');
    expect(error.retryable).to.equal(retryable);
    expect(error.message).not.to.contain('A045198723');
  }
}

/** Records every connection that is opened from now on. */
function watchConnections(): { readonly opened: Set<IDBDatabase>; stop(): void } {
  const opened = new Set<IDBDatabase>();
  const original = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function transaction(...args: Parameters<IDBDatabase['transaction']>) {
    opened.add(this);
    return original.apply(this, args);
  };
  return {
    opened,
    stop() {
      IDBDatabase.prototype.transaction = original;
    },
  };
}

function deleted(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('An open connection blocks the deletion.'));
  });
}
