import { createEmergencyBuffer } from '../../packages/client/src/outbox/emergency.ts';
import { idbStorage } from '../../packages/client/src/outbox/idb-storage.ts';
import type { TextStore } from '../../packages/client/src/outbox/local-store.ts';
import { lease, newRequest, one, reportOf, two } from '../contract/outbox-capacity.case.ts';
import type { Runner } from '../contract/outbox-storage.case.ts';
import {
  createTextStore,
  endsUnheard,
  throwsAtOnce,
  throwsForRoom,
  withLocalStorage,
} from './outbox-storage-breakage.ts';

/** The last rungs of the ladder: localStorage where IndexedDB fails, and the paper form where both do. */
export function outboxStorageEmergency({ describe, it, expect }: Runner, newName: () => string): void {
  async function withLocal(test: (local: TextStore & { clear(): void }) => Promise<void>): Promise<void> {
    const local = createTextStore();
    const restore = withLocalStorage(local);
    await test(local).finally(restore);
  }
  const seqs = (entries: readonly { readonly seq: number }[]) => entries.map(({ seq }) => seq);
  const forGood = Number.POSITIVE_INFINITY;

  describe('an outbox whose IndexedDB fails', () => {
    it('keeps what comes in localStorage, under the next numbers, and says so', () =>
      withLocal(async () => {
        const storage = idbStorage(newName());
        const [before, during] = [newRequest(), newRequest()];
        await storage.append(before);
        const { journal } = await storage.identity();
        const repair = throwsAtOnce(forGood);
        await storage.entries().catch(() => {});
        expect(storage.emergency?.()).to.equal(0);
        expect(await storage.append(during)).to.equal(2);
        expect(await storage.append(newRequest())).to.equal(3);
        expect(storage.emergency?.()).to.equal(2);
        expect(await storage.identity()).to.deep.equal({ journal, seqHigh: 3, lost: null });
        repair();
        expect(seqs(await storage.entries())).to.deep.equal([1, 2, 3]);
        expect(storage.emergency?.()).to.equal(0);
        expect(await storage.append(newRequest())).to.equal(4);
        expect(await storage.identity()).to.deep.equal({ journal, seqHigh: 4, lost: null });
        await storage.close();
      }));

    it('shows both where only writing fails', () =>
      withLocal(async () => {
        const storage = idbStorage(newName());
        await storage.append(newRequest());
        const repair = throwsForRoom(forGood);
        await storage.append(newRequest());
        expect(seqs(await storage.entries())).to.deep.equal([1, 2]);
        expect(storage.emergency?.()).to.equal(1);
        repair();
        await storage.close();
      }));

    it('lets what was kept so go on and go, there and after it has moved', () =>
      withLocal(async () => {
        const name = newName();
        const storage = idbStorage(name);
        await storage.append(newRequest());
        await storage.changeLease('hamlet', undefined, lease);
        const requests = [newRequest(), newRequest(), newRequest()];
        let repair = throwsAtOnce(forGood);
        const [gone = 0, kept = 0, drawn = 0] = [
          await storage.append(requests[0] ?? newRequest()),
          await storage.append(requests[1] ?? newRequest()),
          await storage.append(requests[2] ?? newRequest()),
        ];
        expect(await storage.change(gone, 'request', null)).to.equal(true);
        expect(await storage.change(gone, 'request', null)).to.equal(false);
        // What cannot be drawn safely is not.
        expect(await storage.change(kept, 'request', reportOf(requests[1] ?? newRequest(), 'lease'), two)).to.equal(
          false,
        );
        expect(
          await storage.change(kept, 'request', reportOf(requests[1] ?? newRequest(), 'unconfirmed'), one),
        ).to.equal(false);
        repair();
        expect(await storage.change(drawn, 'request', reportOf(requests[2] ?? newRequest(), 'lease'), two)).to.equal(
          true,
        );
        expect((await storage.capacity('hamlet')).lease?.left).to.equal(8);
        expect((await storage.entries()).map(({ seq, stage }) => [seq, stage])).to.deep.equal([
          [1, 'request'],
          [kept, 'request'],
          [drawn, 'report'],
        ]);
        repair = throwsAtOnce(forGood);
        repair();
        await storage.close();
        const after = idbStorage(name);
        expect((await after.identity()).seqHigh).to.equal(4);
        expect(await after.entries()).to.have.lengthOf(3);
        await after.close();
      }));

    it('moves over in the next life, also where another page is first', () =>
      withLocal(async () => {
        const name = newName();
        const storage = idbStorage(name);
        await storage.append(newRequest());
        const repair = throwsAtOnce(forGood);
        const request = newRequest();
        await storage.append(request);
        repair();
        const other = idbStorage(name);
        expect(await other.entries()).to.deep.include({ ...request, seq: 2 });
        expect(storage.emergency?.()).to.equal(0);
        expect(await other.append(newRequest())).to.equal(3);
        // It has been moved under its owner, who goes on with it.
        expect(await storage.change(2, 'request', null)).to.equal(true);
        expect(seqs(await other.entries())).to.deep.equal([1, 3]);
        await storage.close();
        await other.close();
      }));

    it('moves each once: a crash before the copy is taken away brings nothing back', () =>
      withLocal(async (local) => {
        const name = newName();
        const storage = idbStorage(name);
        await storage.append(newRequest());
        const repair = throwsAtOnce(forGood);
        await storage.append(newRequest());
        repair();
        const left = copyOf(local);
        await storage.entries();
        await storage.change(2, 'request', null);
        await storage.close();
        for (const [key, value] of left) if (key.includes('/emergency')) local.setItem(key, value);
        const after = idbStorage(name);
        expect(seqs(await after.entries())).to.deep.equal([1]);
        expect(after.emergency?.()).to.equal(0);
        expect((await after.identity()).lost).to.equal(null);
        await after.close();
      }));

    it('of two tabs that give one number, loses neither, and each goes on with its own', () =>
      withLocal(async (local) => {
        const name = newName();
        const [one, other] = [idbStorage(name), idbStorage(name)];
        await one.append(newRequest());
        await other.entries();
        const [mine, theirs] = [newRequest(), newRequest()];
        const repair = throwsAtOnce(forGood);
        const before = copyOf(local);
        expect(await one.append(mine)).to.equal(2);
        const after = copyOf(local);
        // The other tab does not see it yet.
        local.clear();
        for (const [key, value] of before) local.setItem(key, value);
        expect(await other.append(theirs)).to.equal(2);
        for (const [key, value] of after) local.setItem(key, value);
        repair();
        expect(await one.entries()).to.have.lengthOf(3);
        expect(await one.change(2, 'request', null)).to.equal(true);
        const [, left] = await other.entries();
        expect(left).to.deep.include({ stage: 'request', visit: theirs.stage === 'request' ? theirs.visit : null });
        expect(await other.change(2, 'request', null)).to.equal(true);
        expect(seqs(await one.entries())).to.deep.equal([1]);
        await Promise.all([one.close(), other.close()]);
      }));

    it('takes what was kept so into the next journal where the one it was of is lost', () =>
      withLocal(async () => {
        const name = newName();
        const storage = idbStorage(name);
        await storage.append(newRequest());
        const repair = throwsAtOnce(forGood);
        const request = newRequest();
        expect(await storage.append(request)).to.equal(2);
        repair();
        await new Promise((resolve) => {
          indexedDB.deleteDatabase(name).onsuccess = resolve;
        });
        expect(await storage.entries()).to.deep.equal([{ ...request, seq: 1 }]);
        expect((await storage.identity()).lost).to.deep.include({ seqHigh: 1, pending: 1 });
        // Its asker knows it by the number it was given.
        expect(await storage.change(2, 'request', null)).to.equal(true);
        expect(await storage.entries()).to.deep.equal([]);
        await storage.close();
      }));

    it('keeps under one number what may have been written already', () =>
      withLocal(async (local) => {
        const name = newName();
        const [storage, other] = [idbStorage(name), idbStorage(name)];
        await storage.append(newRequest());
        await other.append(newRequest());
        await other.append(newRequest());
        // All that this page could guess the next number from is old.
        local.clear();
        const repair = endsUnheard(1);
        expect(await storage.append(newRequest())).to.equal(4);
        repair();
        expect(seqs(await storage.entries())).to.deep.equal([1, 2, 3, 4]);
        await Promise.all([storage.close(), other.close()]);
      }));

    it('leaves the numbers given there to their owners, where another tab can still write', () =>
      withLocal(async () => {
        const name = newName();
        const [storage, other] = [idbStorage(name), idbStorage(name)];
        await storage.append(newRequest());
        await other.entries();
        const repair = throwsAtOnce(forGood);
        await storage.append(newRequest());
        repair();
        expect(await other.append(newRequest())).to.equal(3);
        expect(seqs(await other.entries())).to.deep.equal([1, 2, 3]);
        await Promise.all([storage.close(), other.close()]);
      }));

    it('is told where there is no more room: then the paper form', () =>
      withLocal(async (local) => {
        const storage = idbStorage(newName());
        await storage.append(newRequest());
        const repair = throwsAtOnce(forGood);
        for (let count = 0; count < 500; count += 1) await storage.append(newRequest());
        const full = await storage.append(newRequest()).catch((error: { readonly code?: unknown }) => error.code);
        expect(full).to.equal('outbox/storage');
        local.clear();
        repair();
        await storage.close();
      }));

    it('counts what is removed to nobody, and reads nothing of others', () =>
      withLocal(async (local) => {
        local.setItem('x/emergency/1/1/tab', 'no JSON');
        local.setItem('somebody', 'else');
        const buffer = createEmergencyBuffer('x', 'tab-1');
        expect(buffer.inUse()).to.equal(false);
        const kept = { journal: 'a', seq: 4, visitId: 'u', entry: newRequest() };
        expect(buffer.keep(kept)).to.equal(true);
        expect(buffer.keep({ ...kept, entry: null })).to.equal(true);
        expect([buffer.count(), buffer.held().length, buffer.high('a'), buffer.high('b')]).to.deep.equal([0, 1, 4, 0]);
      }));
  });
}

function copyOf(local: TextStore): readonly (readonly [string, string])[] {
  const keys = Array.from({ length: local.length }, (_, index) => local.key(index) ?? '');
  return keys.map((key) => [key, local.getItem(key) ?? ''] as const);
}
