// Any sequence of events of the page, the person, the system and the camera.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Camera, createCamera } from '../../packages/capture/src/camera/camera.ts';
import { createFakePage, type FakePage, FakeTrack, settled } from './fake-camera.ts';

/** The expected state, as far as the test knows: if a camera is wanted. */
interface Wish {
  wanted: boolean;
}

interface Real {
  readonly fake: FakePage;
  readonly camera: Camera;
}

function createReal(): Real {
  const fake = createFakePage();
  const options = { constraints: () => ({}), idleAfterMs: 60_000, onChange: () => {} };
  return { fake, camera: createCamera({ video: fake.video, page: fake.page, ...options }) };
}

/** The invariants after every step. */
function judge(wish: Wish, { fake, camera }: Real): void {
  expect(fake.maxLive(), 'live tracks at once').toBeLessThanOrEqual(1);
  expect(fake.asks.length, 'askings at once').toBeLessThanOrEqual(1);
  expect(fake.world.locks, 'wake locks').toBeLessThanOrEqual(1);
  if (fake.world.locks > 0) expect(['playing', 'muted', 'stalled']).toContain(camera.phase.at);
  if (!fake.world.visible || !wish.wanted) expect(fake.live().length, 'live tracks unseen or unwanted').toBe(0);
  if (fake.live().length === 0) expect(fake.video.srcObject).toBe(null);
  if (!wish.wanted) expect([camera.phase.at, fake.left(), fake.world.locks]).toEqual(['closed', 0, 0]);
}

class Step implements fc.AsyncCommand<Wish, Real> {
  readonly #name: string;
  readonly #act: (real: Real, wish: Wish) => void | Promise<void>;

  constructor(name: string, act: (real: Real, wish: Wish) => void | Promise<void>) {
    this.#name = name;
    this.#act = act;
  }
  check = (): boolean => true;
  async run(wish: Wish, real: Real): Promise<void> {
    await this.#act(real, wish);
    await settled();
    judge(wish, real);
  }
  toString = (): string => this.#name;
}

const step = (name: string, act: (real: Real, wish: Wish) => void | Promise<void>) => fc.constant(new Step(name, act));
const of = <T>(name: string, values: readonly T[], act: (real: Real, value: T) => void | Promise<void>) =>
  fc.constantFrom(...values).map((value) => new Step(`${name} ${String(value)}`, (real) => act(real, value)));

const steps = [
  step('start', ({ camera }, wish) => {
    wish.wanted = true;
    camera.start();
  }),
  step('stop', ({ camera }, wish) => {
    wish.wanted = false;
    void camera.stop();
  }),
  step('grant', ({ fake }) => fake.asks[0]?.grant()),
  step('grant a black picture', ({ fake }) => fake.asks[0]?.grant(new FakeTrack(), false)),
  of('refuse', ['NotAllowedError', 'NotReadableError', 'NotFoundError'], ({ fake }, name) =>
    fake.asks[0]?.refuse(name),
  ),
  of('the page is seen', [true, false], ({ fake }, visible) => fake.see(visible)),
  of('the track tells', ['ended', 'mute', 'unmute'] as const, ({ fake }, type) => fake.live()[0]?.happen(type)),
  step('a picture', ({ fake }) => fake.picture()),
  of('so many ms with pictures', [400, 12_000], ({ fake }, ms) => fake.elapse(ms, true)),
  of('so many ms without', [100, 1000, 1600, 5100, 61_000], ({ fake }, ms) => fake.elapse(ms)),
  step('touch', ({ camera }) => camera.touch()),
  step('another', ({ camera }) => camera.reopen()),
];

/** From now on everything succeeds: a wanted camera opens. */
async function heal({ fake, camera }: Real): Promise<void> {
  fake.see(true);
  for (let turn = 0; turn < 20 && camera.phase.at !== 'playing'; turn++) {
    if (camera.phase.at === 'failed') camera.start();
    camera.touch();
    fake.asks[0]?.grant();
    for (const track of fake.live()) track.happen('unmute');
    await fake.elapse(1000, true);
  }
}

describe('one owner of the camera', () => {
  it('never holds two, holds none unseen or unwanted, and always comes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 60 }), async (commands) => {
        const wish = { wanted: false };
        const real = createReal();
        await fc.asyncModelRun(() => ({ model: wish, real }), commands);
        if (wish.wanted) {
          await heal(real);
          expect([real.camera.phase.at, real.fake.live().length]).toEqual(['playing', 1]);
        }
        const stopped = real.camera.stop();
        real.fake.asks[0]?.grant();
        await stopped;
        await settled();
        expect([real.fake.live().length, real.fake.left(), real.fake.world.locks]).toEqual([0, 0, 0]);
      }),
      { numRuns: 300 },
    );
  });
});
