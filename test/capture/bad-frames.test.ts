// The whole strategy, with the real engines, on frames that no camera should deliver.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStrategy } from '../../packages/capture/src/decode/strategy.ts';
import { thoroughCard39 } from '../../packages/capture/src/engines/card39/thorough.ts';
import { zxingLibraryEngine } from '../../packages/capture/src/engines/zxing-library.ts';
import { zxingWasmEngine } from '../../packages/capture/src/engines/zxing-wasm.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';
import { badFrames, cardInThem, impossibleFrames } from '../support/bad-frames.ts';
import { wasmBinary } from '../support/zxing-wasm.ts';

describe.each([
  ['zxing-wasm', () => zxingWasmEngine({ wasmBinary })],
  ['zxing-library', () => zxingLibraryEngine()],
])('the strategy with %s and card39', (_name, makeFast) => {
  // One second from frame to frame: each is decoded, and no engine pauses.
  let nowMs = 0;
  const thorough = [thoroughCard39(cardShapes)];
  const engine = createStrategy({ fast: makeFast(), thorough, grammar: cardShapes, now: () => (nowMs += 1000) });
  beforeAll(() => engine.load());
  afterAll(() => engine.close());

  it('survives any frame, and reads nothing that is not in it (law)', async () => {
    await fc.assert(
      fc.asyncProperty(badFrames, async (frame) => {
        const before = frame.luma.slice();
        const symbols = await engine.decode(frame);
        const cards = symbols.filter(({ symbology }) => symbology !== 'other');
        expect(cards.filter(({ text }) => text !== cardInThem)).toEqual([]);
        expect(frame.luma).toEqual(before);
      }),
      { numRuns: 150 },
    );
  });

  it('refuses a frame whose size is not that of its bytes (law)', async () => {
    await fc.assert(
      fc.asyncProperty(impossibleFrames, async (frame) => {
        await expect(engine.decode(frame)).rejects.toMatchObject({ code: 'engine/decode' });
      }),
      { numRuns: 50 },
    );
  });
});
