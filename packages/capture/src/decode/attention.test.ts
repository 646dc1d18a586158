import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAttention, idleAfterMs, idleEveryMs } from './attention.ts';
import type { Frame } from './frame.ts';

const [widthPx, heightPx] = [64, 36];
const sceneOf = (number: number): Frame => {
  const luma = new Uint8Array(widthPx * heightPx).fill(90);
  for (let y = 0; y < 8; y++) luma.fill(200, y * widthPx + 10 * number, y * widthPx + 10 * number + 12);
  return { luma, widthPx, heightPx, takenAtMs: 0 };
};

/** A frame: after this time, one of four scenes, and whether it had something new. */
const steps = fc.array(
  fc.record({ afterMs: fc.integer({ min: 5, max: 700 }), scene: fc.nat({ max: 3 }), news: fc.boolean() }),
  { maxLength: 80 },
);
/** Mostly one scene, or nothing would ever be idle. */
const calmSteps = steps.map((all) => all.map((step, at) => (at % 9 === 0 ? step : { ...step, scene: 0, news: false })));

describe('attention', () => {
  it('does what its table of states says (model)', () => {
    fc.assert(
      fc.property(fc.oneof(steps, calmSteps), (all) => {
        const attention = createAttention();
        let state: 'awake' | 'idle' = 'awake';
        let [nowMs, quietSinceMs, lookedAtMs] = [0, 0, Number.NEGATIVE_INFINITY];
        let [before, asleepAt] = [-1, -1];
        for (const { afterMs, scene, news } of all) {
          nowMs += afterMs;
          const moved = state === 'idle' ? scene !== asleepAt : scene !== before;
          before = scene;
          const was: typeof state = state;
          if (moved) quietSinceMs = nowMs;
          state = nowMs - quietSinceMs >= idleAfterMs ? 'idle' : 'awake';
          if (was === 'awake' && state === 'idle') asleepAt = scene;
          const isStill = state === 'idle' && nowMs - lookedAtMs < idleEveryMs;
          const expected = isStill ? 'still' : was === 'idle' && moved ? 'woken' : 'worth it';
          expect(attention.see(sceneOf(scene), nowMs)).toBe(expected);
          if (!isStill) lookedAtMs = nowMs;
          if (!isStill && news) {
            attention.news(nowMs);
            [quietSinceMs, state] = [nowMs, 'awake'];
          }
        }
      }),
    );
  });

  it('never leaves a picture unseen for longer than a quarter of a second and a frame (law)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 100 }), fc.nat({ max: 3 })), { maxLength: 200 }),
        (all) => {
          const attention = createAttention();
          let [nowMs, lookedAtMs] = [0, 0];
          for (const [afterMs, scene] of all) {
            nowMs += afterMs;
            if (attention.see(sceneOf(scene), nowMs) === 'still') expect(nowMs - lookedAtMs).toBeLessThan(idleEveryMs);
            else lookedAtMs = nowMs;
          }
        },
      ),
    );
  });
});
