// The engines of the camera's worker, on frames without a card.
import type { Frame } from '../../packages/capture/src/decode/frame.ts';
import { createCard39Reader } from '../../packages/capture/src/engines/card39/card39.ts';
import { createCardEvidence } from '../../packages/capture/src/engines/card39/evidence.ts';
import { createCardQrReader } from '../../packages/capture/src/engines/cardqr/read.ts';
import { zxingWasmEngine } from '../../packages/capture/src/engines/zxing-wasm.ts';
import { matchesGrammar } from '../../packages/capture/src/grammar.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';
import { foreignStrip } from '../bench/frames/conditions39.ts';
import { type Camera, createCamera, deskWithoutCard } from '../bench/frames/desk.ts';
import { wasmBinary } from '../support/zxing-wasm.ts';
import { type NoCardReport, pieceFrames } from './no-card-report.ts';

/** Every eighth frame shows a strip of bars alone. */
const stripEvery = 8;
/** The number of strips that card39 decodes per frame, those that it has not decoded lately first: about as many as on a camera. */
const stripsPerFrame = 2;
/** The number of frames that the camera takes at one position, each with its own light and noise. */
const framesPerPosition = 3;

export interface NoCardReaders {
  /** Decodes a piece of frames. Its seed and a number in the piece identify each frame. */
  look(seed: number): Promise<NoCardReport>;
  /** The memory of zxing-wasm's module. */
  wasmBytes(): number;
}

/** Returns the seed of a frame; every frame of every piece has its own. */
function frameSeed(seed: number, number: number): number {
  return seed * pieceFrames + number;
}

/** Returns a function from a number to a frame of the piece's desk. A frame is valid until the next call. */
export function deskFrames(seed: number, camera: Camera): (number: number) => Frame {
  const desk = deskWithoutCard(seed);
  let aimedAt: number | undefined;
  return (number) => {
    const own = frameSeed(seed, number);
    const position = own - (number % framesPerPosition);
    if (position !== aimedAt) camera.aim(desk, position);
    aimedAt = position;
    return camera.take(own);
  };
}

/** Collects the results of a frame. */
interface Found {
  /** Card texts that zxing-wasm has read on this desk. */
  readonly glimpsed: Set<string>;
  note(what: string): void;
  wrong(who: string): void;
}

/**
 * Runs the engines as the camera's worker does (decode/strategy.ts): zxing-wasm on each frame, card39 and cardqr in turn;
 * only card39 gets the strips. Also scores card39's evidence over the frames of a desk, and of each frame with itself. A
 * Code 39 of zxing-wasm counts if two frames of a desk agree, as in accept.
 */
export async function createNoCardReaders(): Promise<NoCardReaders> {
  const memories = rememberWasmMemories();
  const fast = zxingWasmEngine({ wasmBinary });
  await fast.load();
  memories.stop();
  let [strips, turn] = [0, 0];
  // The clock counts strips, so that a busy machine decodes as many.
  const bars = createCard39Reader(cardShapes, { maxMs: stripsPerFrame, now: () => strips++ });
  const [desks, twice] = [createCardEvidence(cardShapes), createCardEvidence(cardShapes)];
  const qr = createCardQrReader(cardShapes);
  const camera = createCamera();

  type Look = (frame: Frame, found: Found) => void | Promise<void>;

  const lookFast: Look = async (frame, { glimpsed, note, wrong }) => {
    for (const { text, symbology } of await fast.decode(frame)) {
      if (!matchesGrammar(text, cardShapes)) continue;
      note('zxing-wasm, once');
      if (symbology === 'qr' || glimpsed.has(text)) wrong(`zxing-wasm, ${symbology}`);
      glimpsed.add(text);
    }
  };

  const lookForBars: Look = (frame, { note, wrong }) => {
    const readings = bars.read(frame);
    note('looked at by card39');
    if (readings.length > 0) note('weighed by card39');
    for (const reading of readings) {
      if (reading.accepted) wrong('card39, in one frame');
      twice.reset();
      if (twice.add(reading) ?? twice.add(reading)) wrong('card39, in two like it');
      if (desks.add(reading)) wrong('card39, in several');
    }
  };

  const lookForQr: Look = (frame, { note, wrong }) => {
    const place = qr.readOne(frame, turn++);
    note('looked at by cardqr');
    if (place !== undefined) note('weighed by cardqr');
    if (place?.accepted) wrong('cardqr');
  };

  return {
    async look(seed) {
      const frames: Record<string, number> = {};
      const looks: Record<string, number> = {};
      const wrong: string[] = [];
      const frameOf = deskFrames(seed, camera);
      const glimpsed = new Set<string>();
      desks.reset();
      for (let number = 0; number < pieceFrames; number++) {
        const isStrip = number % stripEvery === 0;
        const frame = isStrip ? foreignStrip(frameSeed(seed, number)).frame : frameOf(number);
        const kind = isStrip ? 'bars alone' : `a desk of ${frame.widthPx} × ${frame.heightPx}`;
        frames[kind] = (frames[kind] ?? 0) + 1;
        const found: Found = {
          glimpsed,
          note(who) {
            looks[who] = (looks[who] ?? 0) + 1;
          },
          wrong: (who) => wrong.push(`seed ${seed}, frame ${number}: ${who}`),
        };
        await lookFast(frame, found);
        await (isStrip || number % 2 === 1 ? lookForBars : lookForQr)(frame, found);
      }
      return { frames, looks, wrong };
    },
    wasmBytes: memories.bytes,
  };
}

/** Records the memories of all modules that are instantiated before `stop`. */
function rememberWasmMemories() {
  const original = WebAssembly.instantiate;
  const found: WebAssembly.Memory[] = [];
  const remembering = async (...given: Parameters<typeof WebAssembly.instantiate>) => {
    const result = (await original(...given)) as unknown as WebAssembly.WebAssemblyInstantiatedSource;
    for (const part of Object.values((result.instance ?? result).exports))
      if (part instanceof WebAssembly.Memory) found.push(part);
    return result;
  };
  WebAssembly.instantiate = remembering as unknown as typeof WebAssembly.instantiate;
  return {
    stop() {
      WebAssembly.instantiate = original;
    },
    bytes: () => found.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
  };
}
