// A share of the soak: `npm run test:soak -- --only no-card` looks at 100 000.
import { expect, it } from 'vitest';
import { lookWhereNoCardIs, watchMemory } from '../soak/no-card.ts';

it('reads no card in 200 frames of rooms, print, stripes, other symbologies and foreign Code 39', () => {
  const { frames, weighed, wrong } = lookWhereNoCardIs({ firstSeed: 1, count: 200 });
  expect(wrong).toEqual([]);
  expect([...frames.values()].reduce((sum, many) => sum + many, 0)).toBe(200);
  // Some come near enough to be weighed: else nothing would have been refused.
  expect(weighed).toBeGreaterThan(10);
}, 240_000);

it('leaves nothing behind in memory, nor does zxing-wasm', async () => {
  const { heapBytes, wasmBytes } = await watchMemory(200);
  expect(heapBytes[1] - heapBytes[0]).toBeLessThan(2 ** 20);
  expect(wasmBytes[0]).toBeGreaterThan(0);
  expect(wasmBytes[1]).toBe(wasmBytes[0]);
}, 240_000);
