import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { longestRoundWaitMs, OutboxStand, timeoutMs } from '../../../../test/client/outbox-stand.ts';
import { counted, error, hamlet, refusingStorage, settled, soldOut } from '../../../../test/client/world.ts';
import type { Locks } from '../locks.ts';

let stand: OutboxStand;
let broken: boolean;
beforeEach(() => {
  stand = new OutboxStand();
  broken = false;
});
afterEach(() => stand.outbox.close());

/** A page whose storage refuses these calls while `broken`; all of them where none is named. */
function beginWith(...refused: readonly string[]): Promise<void> {
  const refuses = (call: string) => broken && (refused.length === 0 || refused.includes(call));
  return stand.beginAnew({ storage: refusingStorage(stand.storage, refuses) });
}

describe('a storage that fails', () => {
  it('when nothing could be written: the request is an error and nothing was sent', async () => {
    await beginWith('append');
    broken = true;
    await expect(stand.outbox.request(stand.visit())).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(stand.open).toEqual([]);
    expect(await stand.stages()).toEqual([]);
    // Nor is there anything to withdraw.
    broken = false;
    await stand.world.pass(longestRoundWaitMs);
    expect(stand.open).toEqual([]);
  });

  it.each([
    ['counted', () => stand.only().answer(counted)],
    ['refused', () => stand.only().answer(soldOut)],
    ['not answered', () => stand.only().fail(error('registry/unreachable'))],
    ['given up', () => stand.only().fail(error('registry/not-found', false))],
  ])('after a request was %s: it is an error, and the visit is withdrawn once the storage works', async (_, answer) => {
    await beginWith('change');
    const { id, asked } = await stand.asked();
    broken = true;
    answer();
    await expect(asked).rejects.toMatchObject({ code: 'outbox/storage' });
    expect(await stand.stages()).toEqual(['request']);
    broken = false;
    await stand.world.pass(longestRoundWaitMs);
    expect(stand.only()).toMatchObject({ what: 'void', visitId: id });
    stand.only().answer(counted);
    await settled();
    expect(await stand.stages()).toEqual([]);
  });

  it('after it has written all the same: the visit is withdrawn at once, whatever wait is agreed on', async () => {
    const { storage } = stand;
    await stand.beginAnew({
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

  it('to be read back does not fail what has been written', async () => {
    await beginWith('entries');
    const { asked } = await stand.asked();
    broken = true;
    stand.only().answer(counted);
    expect(await asked).toEqual(counted);
    const undone = stand.outbox.void(stand.newId(), hamlet.id);
    expect(await undone).toBe('outbox/storage');
    expect(await stand.stages()).toEqual(['void']);
  });

  it('to tell its capacity fails no request, and no lease is drawn on', async () => {
    await beginWith('capacity');
    await stand.hold(3);
    broken = true;
    const { asked } = await stand.asked();
    stand.only().fail(error('registry/unreachable'));
    expect((await asked).outcome).toBe('kept');
  });

  it('when it is opened is tried again by the next request, and by the sender', async () => {
    await stand.report();
    stand.crash();
    broken = true;
    await beginWith();
    await settled();
    await expect(stand.outbox.request(stand.visit())).rejects.toMatchObject({ code: 'outbox/storage' });
    broken = false;
    await stand.world.pass(longestRoundWaitMs);
    expect(stand.only().what).toBe('report');
    stand.only().answer(counted);
    const asked = stand.outbox.request(stand.visit());
    await settled();
    stand.only().answer(counted);
    expect((await asked).outcome).toBe('counted');
  });

  it('when a delivered report is struck off is not hammered at, nor is the registry', async () => {
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
    'at each %s never lets an undo be told that is not kept',
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

  it('to be locked is an error of the device, and is tried again', async () => {
    const { locks } = stand;
    broken = true;
    const shaky: Locks = {
      ...locks,
      hold: (name) => (broken ? Promise.reject(new DOMException('no locks', 'SecurityError')) : locks.hold(name)),
    };
    await stand.beginAnew({ locks: shaky });
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
  it('sends nothing and writes nothing after it has closed', async () => {
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
  it('sends what a tab that died has left, though nothing of its own waits', async () => {
    await settled();
    await stand.storage.append({ stage: 'request', visit: stand.visit(), owner: 'a tab that is gone' });
    await stand.world.pass(30_000);
    expect(stand.only().what).toBe('void');
  });
  it('knows the oldest of what waits, and none where nothing does', async () => {
    expect(stand.outbox.oldest).toBeUndefined();
    const id = await stand.report();
    stand.linkDown = true;
    await stand.outbox.request(stand.visit());
    expect(stand.outbox.oldest).toMatchObject({ stage: 'report', visit: { id } });
  });
  it('goes on although one who listens throws, and reports it', async () => {
    const reported: unknown[] = [];
    const before = globalThis.reportError;
    globalThis.reportError = (thrown) => reported.push(thrown);
    try {
      const seen: number[] = [];
      stand.outbox.subscribe(() => {
        throw new Error('a page that fails');
      });
      stand.outbox.subscribe(() => seen.push(stand.outbox.pending));
      await stand.report();
      expect(seen).toContain(1);
      expect(reported).not.toEqual([]);
    } finally {
      globalThis.reportError = before;
    }
  });
});
