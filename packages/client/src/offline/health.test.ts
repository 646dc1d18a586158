import { afterEach, describe, expect, it, vi } from 'vitest';
import { OutboxStand } from '../../../../test/client/outbox-stand.ts';
import { error, hamlet, settled } from '../../../../test/client/world.ts';
import { senderLock } from '../outbox/sender.ts';
import { createClock } from './clock.ts';
import { askToPersist, lookAtHealth } from './health.ts';

const megabyte = 1024 * 1024;
afterEach(() => vi.unstubAllGlobals());

function browser(persisted: boolean, quota: number) {
  const storage = { persisted: async () => persisted, estimate: async () => ({ usage: 5, quota }) };
  vi.stubGlobal('navigator', { storage: { ...storage, persist: async () => persisted } });
}
function look(stand: OutboxStand) {
  const { environment } = stand.world;
  const { storage, outbox } = stand;
  return lookAtHealth({ environment, storage, outbox, clock: createClock(environment, storage), warnings: [] });
}

describe('the health of a device', () => {
  it.each([
    [false, 120, true],
    [false, 2_000, false],
    [true, 120, false],
  ])(
    'with a promise to persist (%s) and %d MB of room suspects a private window: %s',
    async (persisted, room, isSuspected) => {
      browser(persisted, room * megabyte);
      const stand = new OutboxStand();
      expect(await look(stand)).toMatchObject({
        persistent: persisted,
        storage: { usedBytes: 5, quotaBytes: room * megabyte },
        privateSuspected: isSuspected,
      });
      expect(await askToPersist()).toBe(persisted);
      await stand.outbox.close();
    },
  );
  it('is unknown where the browser has no API for it', async () => {
    vi.stubGlobal('navigator', undefined);
    const stand = new OutboxStand();
    const health = { persistent: undefined, privateSuspected: false, storage: undefined, clock: undefined };
    expect(await look(stand)).toMatchObject({ ...health, clockSuspect: true, pending: 0, oldestTakenAt: undefined });
    expect(await askToPersist()).toBeUndefined();
    await stand.outbox.close();
  });
  it('is returned even if the browser’s calls reject', async () => {
    const fails = () => Promise.reject(new DOMException('no', 'SecurityError'));
    vi.stubGlobal('navigator', { storage: { persisted: fails, estimate: fails, persist: fails } });
    const stand = new OutboxStand();
    expect(await look(stand)).toMatchObject({ persistent: undefined, storage: undefined });
    expect(await askToPersist()).toBeUndefined();
    await stand.outbox.close();
  });
  it('has the time of the oldest pending visit, if that is not a void', async () => {
    const stand = new OutboxStand();
    const id = await stand.report();
    expect(await look(stand)).toMatchObject({ pending: 1, oldestTakenAt: '2026-05-15T16:00:00.000Z' });
    void stand.outbox.void(id, hamlet.id);
    await settled();
    expect(await look(stand)).toMatchObject({ pending: 1, oldestTakenAt: undefined });
    stand.only().fail(error('registry/unreachable'));
    await stand.outbox.close();
  });
  it('has whether a tab is sending', async () => {
    const stand = new OutboxStand();
    await settled();
    expect((await look(stand)).sending).toBe(false);
    const letGo = await stand.locks.hold(senderLock(stand.storage.name));
    expect((await look(stand)).sending).toBe(true);
    letGo();
    await stand.outbox.close();
  });
});
