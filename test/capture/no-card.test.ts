// A share of the soak: `npm run test:soak -- --only no-card` looks at 100 000.
import { expect, it } from 'vitest';
import { watchHeap } from '../offline/heap.ts';
import { pieceFrames, together } from '../soak/no-card.ts';
import { createNoCardReaders } from '../soak/no-card-readers.ts';

it('reads no card in 160 frames of print, stripes, other symbologies, foreign Code 39 and QR codes; no memory is kept', async () => {
  const readers = await createNoCardReaders();
  const heap = watchHeap();
  const reports = [await readers.look(1)];
  const [{ heapBytes }, wasmBytes] = [await heap.look(), readers.wasmBytes()];
  reports.push(await readers.look(2));
  const grownBytes = (await heap.look()).heapBytes - heapBytes;
  heap.close();

  const { frames, looks, wrong } = together(reports);
  expect(wrong).toEqual([]);
  expect(Object.values(frames).reduce((sum, many) => sum + many, 0)).toBe(2 * pieceFrames);
  // Some come near enough to be weighed: else nothing would have been refused.
  expect(looks['weighed by card39']).toBeGreaterThan(10);
  expect(looks['weighed by cardqr']).toBeGreaterThan(1);
  expect(grownBytes).toBeLessThan(2 ** 20);
  expect(wasmBytes).toBeGreaterThan(0);
  expect(readers.wasmBytes()).toBe(wasmBytes);
}, 240_000);
