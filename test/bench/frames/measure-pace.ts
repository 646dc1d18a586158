// How many frames a second a page looks at while no card is in view, here and on a processor four times slower.
//   node --conditions=kaiku-source test/bench/frames/measure-pace.ts [--rooms=20]
import type { Engine } from '../../../packages/capture/src/decode/engine.ts';
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { createStrategy } from '../../../packages/capture/src/decode/strategy.ts';
import { thoroughCard39 } from '../../../packages/capture/src/engines/card39/thorough.ts';
import { thoroughCardQr } from '../../../packages/capture/src/engines/cardqr/thorough.ts';
import { zxingWasmEngine } from '../../../packages/capture/src/engines/zxing-wasm.ts';
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';
import { quantile } from '../../support/quantile.ts';
import { wasmBinary } from '../../support/zxing-wasm.ts';
import { render } from './render.ts';

const rooms = Number(process.argv.find((word) => word.startsWith('--rooms='))?.slice(8) ?? 20);
const roomMs = 3000;
const frameMs = 1000 / 30;
/** Motion, in pixels from one frame to the next: a hand or a queue moves in the picture, and every frame is worth a look. */
const movedPx = 6;

const fast = zxingWasmEngine({ wasmBinary });
await fast.load();

function framesOf(room: number): readonly [Frame, Frame] {
  const { frame } = render(undefined, { widthPx: 1280, heightPx: 720 }, 5010 + room, true);
  const luma = new Uint8Array(frame.luma.length);
  luma.set(frame.luma.subarray(0, -movedPx), movedPx);
  return [frame, { ...frame, luma }];
}

const rows = [1, 4].flatMap((slower) => [
  { name: 'zxing-wasm alone', slower, isWhole: false },
  { name: 'zxing-wasm, card39 and cardqr by the strategy', slower, isWhole: true },
]);
console.log('| frames looked at in a second, no card | processor | median | least |\n|---|---|--:|--:|');
for (const { name, slower, isWhole } of rows) {
  // A clock that waits for the next frame by jumping, and runs faster if the processor is slower.
  let jumpedMs = 0;
  const now = () => slower * performance.now() + jumpedMs;
  const thorough = isWhole ? [thoroughCard39(cardGrammar, { maxMs: 4, now }), thoroughCardQr(cardGrammar)] : [];
  const engine: Engine = createStrategy({ fast, thorough, grammar: cardGrammar, now });
  const seconds: number[] = [];
  // The first two rooms warm the code up.
  for (let room = -2; room < rooms; room++) {
    const frames = framesOf(room);
    const startedMs = now();
    const endedMs: number[] = [];
    for (let n = 0; now() - startedMs < roomMs; n++) {
      const begunMs = now();
      await engine.decode(frames[n % 2] as Frame);
      endedMs.push(now() - startedMs);
      jumpedMs += Math.max(0, begunMs + frameMs - now());
    }
    for (let second = 0; room >= 0 && second < roomMs; second += 1000)
      seconds.push(endedMs.filter((ms) => ms >= second && ms < second + 1000).length);
  }
  const processor = slower === 1 ? 'this one' : `${slower} times slower`;
  console.log(`| ${name} | ${processor} | ${quantile(seconds, 0.5)} | ${Math.min(...seconds)} |`);
}
