// A share of the soak: `npm run test:soak -- --only no-card` uses 100 000 frames.
import { expect, it } from 'vitest';
import { createCard39Reader } from '../../packages/capture/src/engines/card39/card39.ts';
import { createCardEvidence } from '../../packages/capture/src/engines/card39/evidence.ts';
import { createCardQrReader } from '../../packages/capture/src/engines/cardqr/read.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';
import { createCamera } from '../bench/frames/desk.ts';
import { watchHeap } from '../offline/heap.ts';
import { createNoCardReaders, deskFrames } from '../soak/no-card-readers.ts';
import { pieceFrames, sumOf } from '../soak/no-card-report.ts';

it('reads no card in 160 frames of print, stripes, other symbologies, foreign Code 39 and QR codes; no memory is kept', async () => {
  const readers = await createNoCardReaders();
  const heap = watchHeap();
  const reports = [await readers.look(1)];
  const [{ heapBytes }, wasmBytes] = [await heap.look(), readers.wasmBytes()];
  reports.push(await readers.look(2));
  const grownBytes = (await heap.look()).heapBytes - heapBytes;
  heap.close();

  const { frames, looks, wrong } = sumOf(reports);
  expect(wrong).toEqual([]);
  expect(Object.values(frames).reduce((sum, many) => sum + many, 0)).toBe(2 * pieceFrames);
  // Some come near enough to be scored; otherwise nothing would have been refused.
  expect(looks['weighed by card39']).toBeGreaterThan(10);
  expect(looks['weighed by cardqr']).toBeGreaterThan(1);
  expect(grownBytes).toBeLessThan(2 ** 20);
  expect(wasmBytes).toBeGreaterThan(0);
  expect(readers.wasmBytes()).toBe(wasmBytes);
});

// Found by the soak: each was read as a card, in one frame or in several, while the `*` at the ends were not checked.
it.each([
  { what: 'a longer code that the picture’s edge cuts off', seed: 10_562, numbers: [15], weighed: 1 },
  { what: 'a longer code that lies under white paper', seed: 10_615, numbers: [7, 55, 73, 79], weighed: 1 },
  { what: 'a card’s code whose first `*` is another paper’s edge', seed: 10_903, numbers: [27, 39, 41], weighed: 3 },
])('reads no card in $what', ({ seed, numbers, weighed }) => {
  const frameOf = deskFrames(seed, createCamera());
  const reader = createCard39Reader(cardShapes);
  const evidence = createCardEvidence(cardShapes);
  const readings = numbers.flatMap((number) => reader.read(frameOf(number)));
  // Near enough to be scored; otherwise nothing was refused.
  expect(readings).toHaveLength(weighed);
  expect(readings.filter(({ accepted }) => accepted)).toEqual([]);
  expect(readings.flatMap((reading) => evidence.add(reading) ?? [])).toEqual([]);
});

// Found by the soak: each was read as a card.
it.each([
  { what: 'a blurred QR code that is not a card’s', seed: 10_034, number: 30 },
  { what: 'half a QR code of a letter and ten digits, the rest beyond the picture’s edge', seed: 51_213, number: 10 },
])('reads no card in $what', ({ seed, number }) => {
  const reading = createCardQrReader(cardShapes).readOne(deskFrames(seed, createCamera())(number), 0);
  expect(reading).toMatchObject({ accepted: false });
});
