// All readers of the benchmark: the other libraries and our engines.
import type { Engine } from '../../../packages/capture/src/decode/engine.ts';
import { createStrategy } from '../../../packages/capture/src/decode/strategy.ts';
import { card39Engine } from '../../../packages/capture/src/engines/card39/card39.ts';
import { thoroughCard39 } from '../../../packages/capture/src/engines/card39/thorough.ts';
import { cardQrEngine } from '../../../packages/capture/src/engines/cardqr/cardqr.ts';
import { thoroughCardQr } from '../../../packages/capture/src/engines/cardqr/thorough.ts';
import { quagga2Engine } from '../../../packages/capture/src/engines/quagga2.ts';
import { zxingLibraryEngine } from '../../../packages/capture/src/engines/zxing-library.ts';
import { zxingWasmEngine } from '../../../packages/capture/src/engines/zxing-wasm.ts';
import type { SymbolGrammar } from '../../../packages/capture/src/reading.ts';
import { cardShapes } from '../../../packages/client/src/card/grammar.ts';
import { wasmBinary } from '../../support/zxing-wasm.ts';
import { createRandom } from '../frames/random.ts';
import { jsqrPeer, quaggaPeer, type Reader, zbarPeer, zxingLibraryPeer, zxingWasmPeer } from './peers.ts';
import { createProduct } from './product.ts';

export const productName = 'product, ten looks';

export interface Readers {
  readonly peers: readonly Reader[];
  /** Our engines by their names in the table; ZXing's wasm is among the peers. */
  readonly ours: readonly Reader[];
  /** What a page with a camera reads within ten looks. */
  readonly product: Reader;
}

/** Loads all readers. Silences @zxing/library, which warns about every frame without a code. */
export async function createReaders(): Promise<Readers> {
  console.warn = () => {};
  // The engines before the peer: loading one unloads the package's own module.
  const zxingWasm = await engineReader('zxing-wasm engine', zxingWasmEngine({ wasmBinary }));
  const camera = await cameraReader(zxingWasmEngine({ wasmBinary }));
  const product = await productReader(zxingWasmEngine({ wasmBinary }));
  const peers = [await zxingWasmPeer(), zxingLibraryPeer(), quaggaPeer(), await zbarPeer(), jsqrPeer()];
  const ours = [
    zxingWasm,
    await engineReader('zxing-library engine', zxingLibraryEngine()),
    await engineReader('quagga2 engine', quagga2Engine(), ['code-39']),
    await card39Reader(cardShapes),
    await engineReader('cardqr', cardQrEngine({ grammar: cardShapes }), ['qr']),
    camera,
  ];
  return { peers, ours, product };
}

/** card39 for the texts of a grammar. */
export function card39Reader(grammar: SymbolGrammar): Promise<Reader> {
  return engineReader('card39', card39Engine({ grammar }), ['code-39']);
}

/** Looks of the product at each picture, each with its own weak noise: a camera never delivers a picture twice. */
const looks = 10;
const noiseLevels = 2;

async function productReader(fast: Engine): Promise<Reader> {
  await fast.load();
  const random = createRandom(11);
  const noise = Int8Array.from({ length: 65_536 }, () => Math.round(noiseLevels * random.normal()));
  return {
    name: productName,
    kinds: ['qr', 'code-39', 'both'],
    async read(frame) {
      const product = createProduct(fast);
      for (let look = 0; look < looks; look++) {
        const from = random.whole(0, noise.length - 1);
        // The array clamps.
        const luma = Uint8ClampedArray.from(
          frame.luma,
          (level, at) => level + (noise[(at + from) % noise.length] as number),
        );
        const texts = await product.look({ ...frame, luma: new Uint8Array(luma.buffer) });
        if (texts.length > 0) return texts;
      }
      return [];
    },
  };
}

const frameMs = 1000 / 30;

/** Reads as the camera's worker does, with a frame every thirtieth of a second. Used only for its time. */
async function cameraReader(fast: Engine): Promise<Reader> {
  let [frameAtMs, startedMs] = [0, 0];
  const now = () => frameAtMs + performance.now() - startedMs;
  const reader = await engineReader(
    'zxing-wasm, card39 and cardqr by the strategy',
    createStrategy({
      fast,
      thorough: [thoroughCard39(cardShapes), thoroughCardQr(cardShapes)],
      grammar: cardShapes,
      now,
    }),
    ['both'],
  );
  return {
    ...reader,
    read(frame, kind) {
      frameAtMs += frameMs;
      startedMs = performance.now();
      return reader.read(frame, kind);
    },
  };
}

async function engineReader(
  name: string,
  engine: Engine,
  kinds: Reader['kinds'] = ['qr', 'code-39', 'both'],
): Promise<Reader> {
  await engine.load();
  return {
    name,
    kinds,
    async read(frame, kind) {
      const found = await engine.decode(frame).catch(() => []);
      return found.filter(({ symbology }) => kind === 'both' || symbology === kind).map(({ text }) => text);
    },
  };
}
