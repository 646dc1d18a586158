import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWorld, settled, type World } from '../../../../test/client/world.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import { type Clock, createClock } from './clock.ts';

let world: World;
let clock: Clock;
beforeEach(() => {
  world = createWorld();
  clock = createClock(world.environment, memoryStorage());
});

/** Runs an exchange with a registry whose clock is ahead by the offset. */
async function hear(aheadMs: number, { thereMs = 20, backMs = 20, on = world, by = clock } = {}): Promise<void> {
  const sentMs = on.environment.now();
  await on.pass(thereMs);
  const second = Math.floor((on.environment.now() + aheadMs) / 1000) * 1000;
  await on.pass(backMs);
  by.hear({ serverMs: second + 500, sentMs, heardMs: on.environment.now() });
}

describe('the clock of the registry', () => {
  it('is the device’s own until the registry responds', () => {
    expect(clock.now()).toBe(world.environment.now());
    expect([clock.error, clock.isSuspect()]).toEqual([undefined, true]);
  });
  it('is estimated within its error, for any device clock and any delay, and never gets less exact (property)', async () => {
    const ms = fc.nat(40_000);
    const ahead = fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.integer({ min: -1e9, max: 1e9 }));
    await fc.assert(
      fc.asyncProperty(ahead, ms, ms, fc.nat(999), async (aheadMs, thereMs, backMs, beganMs) => {
        const on = createWorld();
        await on.pass(beganMs);
        const by = createClock(on.environment, memoryStorage());
        await hear(aheadMs, { thereMs, backMs, on, by });
        const { offsetMs = Number.NaN, errorMs = Number.NaN } = by.error ?? {};
        expect(Math.abs(offsetMs - aheadMs)).toBeLessThanOrEqual(errorMs);
        const wrongMs = Math.abs(by.now() - (on.environment.now() + aheadMs));
        expect(wrongMs).toBeLessThanOrEqual(Math.max(errorMs, Math.abs(aheadMs)));
      }),
    );
  });
  it('is the device’s own if the difference is within the error', async () => {
    await hear(300);
    expect(clock.now()).toBe(world.environment.now());
  });
  it.each([
    ['right', 0, 20, false],
    ['a minute off', 60_000, 20, false],
    ['two minutes and some seconds off', 125_000, 20, true],
    ['two minutes and some seconds behind', -125_000, 20, true],
    ['right within half a minute', 0, 31_000, true],
  ])('is suspect or not if the device’s clock is %s', async (_, aheadMs, oneWayMs, isSuspect) => {
    await hear(aheadMs, { thereMs: oneWayMs, backMs: oneWayMs });
    expect(clock.isSuspect()).toBe(isSuspect);
  });
  it('uses the most exact sample of an hour, then the next one', async () => {
    await hear(10_000);
    await hear(10_000, { thereMs: 4_000, backMs: 0 });
    expect(clock.error?.errorMs).toBe(520);
    await world.pass(3_600_000);
    await hear(10_000, { thereMs: 4_000, backMs: 0 });
    expect(clock.error?.errorMs).toBe(2_500);
  });
  it('is suspect once the device’s clock was set back, until the registry responds again', async () => {
    await hear(0);
    world.putClock(-60_000);
    expect(clock.isSuspect()).toBe(true);
    await hear(60_000, { thereMs: 2_000, backMs: 2_000 });
    expect(clock.isSuspect()).toBe(false);
    expect(Math.abs((clock.error?.offsetMs ?? 0) - 60_000)).toBeLessThan(2_500);
  });
  it('follows a device’s clock that was set forward', async () => {
    await hear(0);
    world.putClock(60_000);
    await hear(-60_000, { thereMs: 2_000, backMs: 2_000 });
    expect(Math.abs((clock.error?.offsetMs ?? 0) + 60_000)).toBeLessThan(2_500);
  });
  it('is not suspect after a sleep, which stops the steady clock', async () => {
    await hear(0);
    world.sleep(3_600_000);
    expect(clock.isSuspect()).toBe(false);
  });
});

describe('the stored clock error', () => {
  it('survives a reload', async () => {
    const storage = memoryStorage();
    await hear(180_000, { by: createClock(world.environment, storage) });
    await settled();
    const next = createClock(world.environment, storage);
    let calls = 0;
    next.subscribe(() => {
      calls += 1;
    });
    await settled();
    expect(calls).toBe(1);
    expect(Math.abs(next.now() - world.environment.now() - 180_000)).toBeLessThanOrEqual(520);
  });
  it('is ignored if it is malformed, and not needed if the storage fails', async () => {
    const broken = { note: () => Promise.reject(new Error('no')), keepNote: () => Promise.reject(new Error('no')) };
    const odd = { ...broken, note: async () => ({ offsetMs: 'much' }) };
    for (const storage of [broken, odd]) {
      const by = createClock(world.environment, storage);
      await settled();
      expect(by.error).toBeUndefined();
      await hear(0, { by });
      await settled();
      expect(by.isSuspect()).toBe(false);
    }
  });
});
