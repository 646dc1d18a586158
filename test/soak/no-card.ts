/**
 * Frames without a card before our own Code 39 reader, as many as one likes: rooms, print, stripes, other symbologies,
 * foreign Code 39. Any text it tells is wrong. And what as many frames leave behind in memory.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from '../../packages/capture/src/decode/frame.ts';
import { createCard39Reader } from '../../packages/capture/src/engines/card39/card39.ts';
import { createCardEvidence } from '../../packages/capture/src/engines/card39/evidence.ts';
import { patientCard39 } from '../../packages/capture/src/engines/card39/patient.ts';
import { zxingWasmEngine } from '../../packages/capture/src/engines/zxing-wasm.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';
import { foreignPicture, foreignStrip, mix, pictureOf } from '../bench/frames/conditions39.ts';
import { watchHeap } from '../offline/heap.ts';

export interface NoCardReport {
  /** Frames by what was in them. */
  readonly frames: ReadonlyMap<string, number>;
  /** Those of them whose best text of the grammar explained three quarters of the light, and was weighed. */
  readonly weighed: number;
  /** What must be none: frames in which a card was read, by seed and kind. */
  readonly wrong: readonly string[];
}

/** Every so manieth frame is a whole picture of 640 × 480; the others are bars alone, which are drawn faster. */
const roomEvery = 10;

/** Looks at so many frames, each twice for what several frames add up to; the same for the same seeds. */
export function lookWhereNoCardIs(options: { readonly firstSeed: number; readonly count: number }): NoCardReport {
  const { firstSeed, count } = options;
  const reader = createCard39Reader(cardShapes);
  const evidence = createCardEvidence(cardShapes);
  const frames = new Map<string, number>();
  const wrong: string[] = [];
  let weighed = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const { frame, kind } = pictureWithoutCard(seed);
    frames.set(kind, (frames.get(kind) ?? 0) + 1);
    evidence.reset();
    const readings = reader.read(frame);
    if (readings.length > 0) weighed++;
    for (const reading of readings) {
      if (reading.accepted) wrong.push(`seed ${seed}, ${kind}: read in one frame`);
      if (evidence.add(reading) ?? evidence.add(reading)) wrong.push(`seed ${seed}, ${kind}: read in two`);
    }
  }
  return { frames, weighed, wrong };
}

function pictureWithoutCard(seed: number): { readonly frame: Frame; readonly kind: string } {
  if (seed % roomEvery > 0) return foreignStrip(seed);
  const { frame, kind } = foreignPicture(seed);
  return { frame, kind: kind === 'room' ? kind : `${kind} in a room` };
}

export interface MemoryReport {
  readonly frames: number;
  /** Of JavaScript, after the first tenth and at the end. */
  readonly heapBytes: readonly [warm: number, end: number];
  /** Of zxing-wasm's module, at the same moments. */
  readonly wasmBytes: readonly [warm: number, end: number];
}

/** Frames with and without cards, again and again, through card39 as the camera runs it and through zxing-wasm. */
export async function watchMemory(count: number): Promise<MemoryReport> {
  const pictures = [pictureOf(mix, 1), ...Array.from({ length: 29 }, (_, seed) => foreignStrip(seed + 1))].map(
    ({ frame }) => frame,
  );
  const memories = rememberWasmMemories();
  const file = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const fast = zxingWasmEngine({ wasmBinary: new Uint8Array(file).buffer });
  await fast.load();
  memories.stop();
  const patient = patientCard39(cardShapes);
  const heap = watchHeap();
  const look = async () => {
    const { heapBytes } = await heap.look();
    return [heapBytes, memories.bytes()] as const;
  };
  const warmUp = Math.ceil(count / 10);
  const run = async (frames: number) => {
    for (let n = 0; n < frames; n++) {
      const frame = pictures[n % pictures.length] as Frame;
      await fast.decode(frame);
      patient.look(frame);
    }
  };
  await run(warmUp);
  const [warmHeap, warmWasm] = await look();
  await run(count - warmUp);
  const [endHeap, endWasm] = await look();
  heap.close();
  await fast.close();
  return { frames: count, heapBytes: [warmHeap, endHeap], wasmBytes: [warmWasm, endWasm] };
}

/** The memories of all modules that are instantiated before `stop`. */
function rememberWasmMemories() {
  const original = WebAssembly.instantiate;
  const found: WebAssembly.Memory[] = [];
  const remembering = async (...asked: Parameters<typeof WebAssembly.instantiate>) => {
    const made = (await original(...asked)) as unknown as WebAssembly.WebAssemblyInstantiatedSource;
    for (const part of Object.values((made.instance ?? made).exports))
      if (part instanceof WebAssembly.Memory) found.push(part);
    return made;
  };
  WebAssembly.instantiate = remembering as unknown as typeof WebAssembly.instantiate;
  return {
    stop() {
      WebAssembly.instantiate = original;
    },
    bytes: () => found.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
  };
}

const mostGrownBytes = 2 ** 20;

export interface NoCardSoakReport extends NoCardReport {
  readonly memory: MemoryReport;
}

/** Both, in pieces that each say how far it is. */
export async function runNoCardSoak(options: {
  readonly frames: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}): Promise<NoCardSoakReport> {
  const { frames: all, seed, say } = options;
  const frames = new Map<string, number>();
  const wrong: string[] = [];
  let weighed = 0;
  const piece = 1000;
  for (let done = 0; done < all; done += piece) {
    const report = lookWhereNoCardIs({ firstSeed: seed + done, count: Math.min(piece, all - done) });
    for (const [kind, many] of report.frames) frames.set(kind, (frames.get(kind) ?? 0) + many);
    wrong.push(...report.wrong);
    weighed += report.weighed;
    say(`no-card, from seed ${seed}: ${Math.min(all, done + piece)} frames, ${wrong.length} wrong`);
  }
  const memory = await watchMemory(all);
  for (const [what, [warm, end]] of Object.entries({ heap: memory.heapBytes, wasm: memory.wasmBytes }))
    if (end - warm > mostGrownBytes)
      wrong.push(`${what}: ${warm} bytes after a tenth of the frames, ${end} at the end`);
  return { frames, weighed, wrong, memory };
}
