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

/** An exchange with a registry whose clock is ahead by so much. */
async function hear(aheadMs: number, { thereMs = 20, backMs = 20, on = world, by = clock } = {}): Promise<void> {
  const sentMs = on.environment.now();
  await on.pass(thereMs);
  const second = Math.floor((on.environment.now() + aheadMs) / 1000) * 1000;
  await on.pass(backMs);
  by.hear({ serverMs: second + 500, sentMs, heardMs: on.environment.now() });
}

describe('the clock of the registry', () => {
  it('is the device’s own until the registry was heard', () => {
    expect(clock.now()).toBe(world.environment.now());
    expect([clock.error, clock.isSuspect()]).toEqual([undefined, true]);
  });
  it('is told within its error, however wrong the device and slow the network, and never made worse than that', async () => {
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
  it('is the device’s where the two cannot be told apart', async () => {
    await hear(300);
    expect(clock.now()).toBe(world.environment.now());
  });
  it.each([
    ['right', 0, 20, false],
    ['a minute off', 60_000, 20, false],
    ['two minutes and some seconds off', 125_000, 20, true],
    ['the same, behind', -125_000, 20, true],
    ['right, as far as half a minute tells', 0, 31_000, true],
  ])('%s: suspect or not', async (_, aheadMs, oneWayMs, isSuspect) => {
    await hear(aheadMs, { thereMs: oneWayMs, backMs: oneWayMs });
    expect(clock.isSuspect()).toBe(isSuspect);
  });
  it('keeps the most exact of an hour, and then takes what comes', async () => {
    await hear(10_000);
    await hear(10_000, { thereMs: 4_000, backMs: 0 });
    expect(clock.error?.errorMs).toBe(520);
    await world.pass(3_600_000);
    await hear(10_000, { thereMs: 4_000, backMs: 0 });
    expect(clock.error?.errorMs).toBe(2_500);
  });
  it('is suspect once the device’s was put back, until the registry is heard again', async () => {
    await hear(0);
    world.putClock(-60_000);
    expect(clock.isSuspect()).toBe(true);
    await hear(60_000, { thereMs: 2_000, backMs: 2_000 });
    expect(clock.isSuspect()).toBe(false);
    expect(Math.abs((clock.error?.offsetMs ?? 0) - 60_000)).toBeLessThan(2_500);
  });
  it('follows a device’s clock that was put forwards', async () => {
    await hear(0);
    world.putClock(60_000);
    await hear(-60_000, { thereMs: 2_000, backMs: 2_000 });
    expect(Math.abs((clock.error?.offsetMs ?? 0) + 60_000)).toBeLessThan(2_500);
  });
  it('is not suspect after a sleep, which stops one of the device’s two', async () => {
    await hear(0);
    world.sleep(3_600_000);
    expect(clock.isSuspect()).toBe(false);
  });
});

describe('what was found', () => {
  it('outlives the page', async () => {
    const storage = memoryStorage();
    await hear(180_000, { by: createClock(world.environment, storage) });
    await settled();
    const next = createClock(world.environment, storage);
    let told = 0;
    next.subscribe(() => {
      told += 1;
    });
    await settled();
    expect(told).toBe(1);
    expect(Math.abs(next.now() - world.environment.now() - 180_000)).toBeLessThanOrEqual(520);
  });
  it('is not taken from what is no such note, nor missed where there is no storage', async () => {
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
