// The worker that pages load, on frames that no camera should deliver: it answers each in time, and continues to read.
import fc from 'fast-check';
import { createWorkerEngine } from '../../packages/capture/src/decode/worker-engine.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';
import { frameOf } from '../contract/symbol-frames.ts';
import { badFrames, cardInThem } from '../support/bad-frames.ts';
import { defaultSeed } from '../support/seed.ts';
import { describe, it, same } from './browser-words.ts';

/** A worker that hangs never answers; on a busy machine it answers late. */
const budgetMs = 5000;

/** Not in the frames before, so that it is new: a card that is still in view is looked at by a second engine after a while. */
const newCard = 'A045198731';

describe('the decode worker', () => {
  it('survives any frame, and still reads a card after them all (law)', async () => {
    const engine = createWorkerEngine({ grammar: cardShapes });
    await engine.load();
    await fc.assert(
      fc.asyncProperty(badFrames, async (frame) => {
        const symbols = await engine.decode(frame, budgetMs);
        const cards = symbols.filter(({ symbology }) => symbology !== 'other');
        same(
          cards.filter(({ text }) => text !== cardInThem),
          [],
        );
      }),
      { numRuns: 100, seed: defaultSeed },
    );
    same(await engine.decode(frameOf('qrcode', newCard), budgetMs), [{ symbology: 'qr', text: newCard }]);
    await engine.close();
  });
});
