import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shot } from '../camera/frame-pump.ts';
import { decodeError, toLoadError } from './engine-errors.ts';
import {
  createLastingEngine,
  firstFrameBudgetMs,
  forgivenAfterFrames,
  frameBudgetMs,
  maxReplacements,
} from './lasting-engine.ts';
import type { WorkerEngine } from './worker-engine.ts';

const shot = { takenAtMs: 0 } as Shot;
const card = { symbology: 'qr', text: 'A045198723' } as const;

/** A worker that answers or fails as it is told, and notes what was asked of it. */
function createWorker() {
  const world = { isBroken: false, loads: true, nowMs: 0, takesMs: 10, budgets: [] as number[], asked: [] as string[] };
  const engine: WorkerEngine = {
    async load() {
      world.asked.push('load');
      if (!world.loads) throw toLoadError(new Error('404'));
    },
    async decode(_picture, budgetMs = Number.NaN) {
      world.budgets.push(budgetMs);
      world.nowMs += world.takesMs;
      if (world.isBroken) throw decodeError('It hung.');
      return [card];
    },
    async close() {
      world.asked.push('close');
    },
  };
  return { world, lasting: createLastingEngine(engine, () => world.nowMs) };
}

async function decodeMany(lasting: { decode(shot: Shot): Promise<unknown> }, frames: number): Promise<void> {
  for (let frame = 0; frame < frames; frame++) await lasting.decode(shot);
}

describe('a worker that fails at a frame', () => {
  it('is replaced: the frame shows nothing, and the next one is read', async () => {
    const { world, lasting } = createWorker();
    await lasting.load();
    world.isBroken = true;
    expect(await lasting.decode(shot)).toEqual([]);
    world.isBroken = false;
    expect(await lasting.decode(shot)).toEqual([card]);
    expect(world.asked).toEqual(['load', 'close', 'load']);
  });

  it('is replaced three times, and then its failure is told', async () => {
    const { world, lasting } = createWorker();
    world.isBroken = true;
    await decodeMany(lasting, maxReplacements);
    await expect(lasting.decode(shot)).rejects.toMatchObject({ code: 'engine/decode' });
    expect(world.asked.filter((asked) => asked === 'load')).toHaveLength(maxReplacements);
  });

  it('is told as engine/load when the next one does not load', async () => {
    const { world, lasting } = createWorker();
    [world.isBroken, world.loads] = [true, false];
    await expect(lasting.decode(shot)).rejects.toMatchObject({ code: 'engine/load' });
  });

  it('is not replaced once it is closed', async () => {
    const { world, lasting } = createWorker();
    world.isBroken = true;
    const decoding = lasting.decode(shot);
    await lasting.close();
    await expect(decoding).rejects.toMatchObject({ code: 'engine/decode' });
    expect(world.asked).not.toContain('load');
  });
});

describe('a frame’s budget', () => {
  it('is longer for the first frame of a worker, and twice as long after each replacement', async () => {
    const { world, lasting } = createWorker();
    await decodeMany(lasting, 2);
    world.isBroken = true;
    await lasting.decode(shot);
    world.isBroken = false;
    await decodeMany(lasting, 2);
    const [first, usual] = [firstFrameBudgetMs, frameBudgetMs];
    expect(world.budgets).toEqual([first, usual, usual, first, 2 * usual]);
  });

  it('is the usual one again when enough frames were answered', async () => {
    const { world, lasting } = createWorker();
    world.isBroken = true;
    await lasting.decode(shot);
    world.isBroken = false;
    await decodeMany(lasting, forgivenAfterFrames);
    expect(world.budgets.at(-1)).toBe(2 * frameBudgetMs);
    await lasting.decode(shot);
    expect(world.budgets.at(-1)).toBe(frameBudgetMs);
  });

  it('is three times what frames have lately taken on a slow machine, and no more than a first frame’s', async () => {
    const { world, lasting } = createWorker();
    world.takesMs = 200;
    await decodeMany(lasting, 2);
    expect(world.budgets.at(-1)).toBe(600);
    world.takesMs = 10;
    await decodeMany(lasting, forgivenAfterFrames);
    expect(world.budgets.at(-1)).toBe(frameBudgetMs);
    world.takesMs = 1900;
    await decodeMany(lasting, 2);
    expect(world.budgets.at(-1)).toBe(firstFrameBudgetMs);
  });
});

it('never replaces more than is forgiven and three, and never tells a failure before (law)', async () => {
  const outcomes = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 250 })), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(outcomes, async (runs) => {
      const { world, lasting } = createWorker();
      let [unforgiven, inARow] = [0, 0];
      for (const [isBroken, frames] of runs) {
        world.isBroken = isBroken;
        for (let frame = 0; frame < (isBroken ? 1 : frames); frame++) {
          if (isBroken && unforgiven === maxReplacements) {
            await expect(lasting.decode(shot)).rejects.toMatchObject({ code: 'engine/decode' });
            return;
          }
          expect(await lasting.decode(shot)).toEqual(isBroken ? [] : [card]);
          if (isBroken) [unforgiven, inARow] = [unforgiven + 1, 0];
          else if (unforgiven > 0 && ++inARow === forgivenAfterFrames) [unforgiven, inARow] = [unforgiven - 1, 0];
        }
      }
    }),
  );
});
