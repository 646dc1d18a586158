import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxPassWaitMs, OutboxStand, timeoutMs } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, refusingStorage, settled, soldOut } from '../../../../test/client/world.ts';
import type { Locks } from '../locks.ts';
import { oldestPending, pendingCount } from './outbox-state.ts';

let stand: OutboxStand;
let broken: boolean;
beforeEach(() => {
  stand = new OutboxStand();
  broken = false;
});
afterEach(() => stand.outbox.close());

/** Opens a page whose storage rejects these calls while `broken`. Default: all calls. */
function beginWith(...refused: readonly string[]): Promise<void> {
  const refuses = (call: string) => broken && (refused.length === 0 || refused.includes(call));
  return stand.reopen({ storage: refusingStorage(stand.storage, refuses) });
}

describe('a storage that fails', () => {
  it('makes a request reject, with nothing sent, if the request cannot be stored', async () => {
    await beginWith('append');
    broken = true;
    await expect(stand.outbox.request(stand.visit())).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(stand.open).toEqual([]);
    expect(await stand.stages()).toEqual([]);
    // There is nothing to void either.
    broken = false;
    await stand.world.pass(maxPassWaitMs);
    expect(stand.open).toEqual([]);
  });

  it.each([
    ['counted', () => stand.only().answer(counted)],
    ['refused', () => stand.only().answer(soldOut)],
    ['not answered', () => stand.only().fail(error('registry/unreachable'))],
    ['rejected', () => stand.only().fail(error('registry/not-found', false))],
  ])('makes a request reject that was %s, and the visit is voided once the storage works', async (_, answer) => {
    await beginWith('change');
    const { id, asked } = await stand.asked();
    broken = true;
    answer();
    await expect(asked).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(await stand.stages()).toEqual(['request']);
    broken = false;
    await stand.world.pass(maxPassWaitMs);
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });

  it('has the visit voided at once, even during a pause, if the failed write has happened', async () => {
    const { storage } = stand;
    await stand.reopen({
      storage: {
        ...storage,
        async change(...given) {
          const changed = await storage.change(...given);
          if (!broken) return changed;
          broken = false;
          throw error('outbox/storage');
        },
      },
    });
    await stand.report();
    stand.only().fail(error('registry/forbidden'));
    await settled();
    const { asked } = await stand.asked();
    broken = true;
    stand.only().fail(error('registry/unreachable'));
    await expect(asked).rejects.toMatchObject({ code: 'outbox/storage' });
    await settled();
    expect(await stand.stages()).toEqual(['report', 'void']);
    expect(await stand.unconfirmed()).toBe(1);
    expect(stand.open).toEqual([]);
  });

  it('does not make a request fail that is written, if it cannot be read', async () => {
    await beginWith('entries');
    const { asked } = await stand.asked();
    broken = true;
    stand.only().answer(counted);
    expect(await asked).toEqual(counted);
    const undone = stand.outbox.void(stand.newId(), hamlet.id);
    expect(await undone).toBe('outbox/storage');
    expect(await stand.stages()).toEqual(['void']);
  });

  it('makes no request fail if the capacity cannot be read, and no lease is consumed', async () => {
    await beginWith('capacity');
    await stand.hold(3);
    broken = true;
    const { asked } = await stand.asked();
    stand.only().fail(error('registry/unreachable'));
    expect((await asked).outcome).toBe('kept');
  });

  it('is opened again by the next request and by the sender', async () => {
    await stand.report();
    stand.crash();
    broken = true;
    await beginWith();
    await settled();
    await expect(stand.outbox.request(stand.visit())).rejects.toMatchObject({ code: 'outbox/storage' });
    broken = false;
    await stand.world.pass(maxPassWaitMs);
    expect(stand.only().what).toBe('report');
    stand.only().answer(counted);
    const asked = stand.outbox.request(stand.visit());
    await settled();
    stand.only().answer(counted);
    expect((await asked).outcome).toBe('counted');
  });

  it('is retried after a pause if it cannot remove a delivered report', async () => {
    await beginWith('change');
    await stand.report();
    broken = true;
    stand.only().answer(counted);
    await settled();
    stand.outbox.wake();
    await settled();
    expect(await stand.stages()).toEqual(['report']);
    stand.only().answer(counted);
    await settled();
    expect(stand.open).toEqual([]);
  });

  it.each(['append', 'change', 'entries'])(
    'never lets an undo resolve that is not stored, if each %s fails',
    async (failing) => {
      await beginWith(failing);
      const id = await stand.report();
      broken = true;
      const undone = stand.outbox.void(id, hamlet.id).then(
        () => true,
        () => false,
      );
      await stand.world.pass(timeoutMs);
      expect((await stand.stages()).includes('void')).toBe(await undone);
    },
  );

  it('makes a request reject if the lock cannot be acquired, and works again with the next', async () => {
    const { locks } = stand;
    broken = true;
    const shaky: Locks = {
      ...locks,
      hold: (name) => (broken ? Promise.reject(new DOMException('no locks', 'SecurityError')) : locks.hold(name)),
    };
    await stand.reopen({ locks: shaky });
    await expect(stand.outbox.request(stand.visit())).rejects.toMatchObject({
      code: 'outbox/storage',
      retryable: true,
    });
    broken = false;
    const asked = stand.outbox.request(stand.visit());
    await settled();
    stand.only().answer(counted);
    expect((await asked).outcome).toBe('counted');
  });
});

describe('the outbox', () => {
  it('sends and writes nothing once it has closed', async () => {
    const id = await stand.report();
    await stand.outbox.close();
    expect(stand.open).toEqual([]);
    expect(stand.world.timers).toBe(0);
    stand.outbox.wake();
    stand.outbox.wakeSoon();
    await expect(stand.outbox.void(id, hamlet.id)).rejects.toMatchObject({ code: 'desk/closed' });
    await expect(stand.outbox.dismiss(id)).rejects.toMatchObject({ code: 'desk/closed' });
    await expect(stand.outbox.toFile()).rejects.toMatchObject({ code: 'desk/closed' });
    await stand.outbox.close();
    expect(await stand.stages()).toEqual(['report']);
    expect(stand.world.timers).toBe(0);
  });
  it('sends what a dead tab has left, even if it has no pending entries itself', async () => {
    await settled();
    await stand.storage.append({ stage: 'request', visit: stand.visit(), owner: 'a tab that is gone' });
    await stand.world.pass(30_000);
    expect(stand.only().what).toBe('void');
  });
  it('returns its oldest pending entry, and none if nothing is pending', async () => {
    expect(oldestPending(stand.outbox.journal)).toBeUndefined();
    const id = await stand.report();
    stand.linkDown = true;
    await stand.outbox.request(stand.visit());
    expect(oldestPending(stand.outbox.journal)).toMatchObject({ stage: 'report', visit: { id } });
  });
  it('continues if a listener throws, and reports the error', async () => {
    const reported: unknown[] = [];
    const before = globalThis.reportError;
    globalThis.reportError = (thrown) => reported.push(thrown);
    try {
      const seen: number[] = [];
      stand.outbox.subscribe(() => {
        throw new Error('a page that fails');
      });
      stand.outbox.subscribe(() => seen.push(pendingCount(stand.outbox.journal)));
      await stand.report();
      expect(seen).toContain(1);
      expect(reported).not.toEqual([]);
    } finally {
      globalThis.reportError = before;
    }
  });
});
