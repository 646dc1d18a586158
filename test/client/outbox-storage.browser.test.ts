import { expect } from 'chai';
import { idbStorage } from '../../packages/client/src/storage/idb-storage.ts';
import { logFolderName } from '../../packages/client/src/storage/opfs-log.ts';
import { newRequest } from '../contract/outbox-capacity.case.ts';
import { outboxStorageCase } from '../contract/outbox-storage.case.ts';
import type { Runner } from '../contract/runner.ts';
import { notIn } from '../engines/here.ts';
import { idbFaults } from './idb-faults.ts';
import { outboxStorageCopy } from './outbox-storage-copy.ts';
import { outboxStorageLoss } from './outbox-storage-loss.ts';
import { standingIn } from './standing-in.ts';

// Mocha's, given by the runner.
declare const describe: Runner['describe'];
declare const it: Runner['it'];

const runner: Runner = { describe, it, expect };
// WebKitGTK has no synchronous handles in OPFS, and so no copy. Safari has them since 15.2.
const withCopy: Runner = { ...runner, describe: notIn(['webkit'], describe) };
const newName = () => `outbox-${crypto.randomUUID()}`;

outboxStorageCase(runner, {
  kind: "this browser's IndexedDB with its copy in OPFS",
  create: () => idbStorage(newName()),
  reopen: ({ name }) => idbStorage(name),
});
idbFaults(runner, newName);
outboxStorageLoss(runner, newName);
outboxStorageCopy(withCopy, { newName, open: idbStorage, copyText });
outboxStorageCase(withCopy, { kind: 'the copy alone, in OPFS', create: () => standingIn(idbStorage, newName()) });

describe('the storage without a place for a copy', () => {
  const { Worker } = globalThis;
  class Forbidden extends EventTarget {
    onerror = () => {};
    constructor() {
      super();
      // As if the page's policy allows no worker.
      setTimeout(() => this.onerror());
    }
    postMessage() {}
    terminate() {}
  }
  for (const [why, worker] of [
    ['has no workers', undefined],
    ['forbids workers', Forbidden],
  ] as const)
    it(`works in IndexedDB alone if the browser or page ${why}`, async () => {
      const name = newName();
      globalThis.Worker = worker as unknown as typeof Worker;
      const storage = idbStorage(name);
      const seq = await storage.append(newRequest());
      await storage.close();
      const again = idbStorage(name);
      expect((await again.entries()).map((entry) => entry.seq)).to.deep.equal([seq]);
      await again.close();
      globalThis.Worker = Worker;
      expect(await copyText(name)).to.equal('');
    });
});

async function copyText(name: string): Promise<string> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(logFolderName(name), { create: true });
  const texts: string[] = [];
  for await (const handle of folder.values())
    texts.push(await (await (handle as FileSystemFileHandle).getFile()).text());
  return texts.join();
}

describe('the storage of a page that is left', () => {
  const modes: IDBTransactionMode[] = [];
  const { transaction } = IDBDatabase.prototype;
  const leave = () => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  const comeBack = () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));

  /** Opens a storage, and calls `onBegin` at the beginning of each transaction. */
  async function openWatched(onBegin: () => void) {
    const storage = idbStorage(newName());
    await storage.entries();
    modes.length = 0;
    IDBDatabase.prototype.transaction = function (...args: Parameters<IDBDatabase['transaction']>) {
      modes.push(args[1] ?? 'readonly');
      queueMicrotask(onBegin);
      return transaction.apply(this, args);
    };
    return storage;
  }
  const stopWatching = () => {
    IDBDatabase.prototype.transaction = transaction;
  };

  it('aborts what it writes, and writes it when the page comes back', async () => {
    const storage = await openWatched(leave);
    const appended = storage.append(newRequest());
    await new Promise((resolve) => addEventListener('pagehide', resolve, { once: true }));
    stopWatching();
    comeBack();
    const seq = await appended;
    expect((await storage.entries()).map((entry) => entry.seq)).to.deep.equal([seq]);
    await storage.close();
  });

  it('begins no transaction until the page comes back', async () => {
    const storage = await openWatched(() => {});
    leave();
    const appended = storage.append(newRequest());
    const read = storage.entries();
    await new Promise(requestAnimationFrame);
    expect(modes).to.deep.equal([]);
    comeBack();
    await appended;
    await read;
    stopWatching();
    expect(modes).to.include('readwrite');
    await storage.close();
  });
});
