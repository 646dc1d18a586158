import type { DecodedSymbol, Engine } from '../decode/engine.ts';
import { decodeError, loadFailure } from '../decode/engine-errors.ts';
import { type Frame, refuseMisshapen } from '../decode/frame.ts';
import { createLoadable } from '../decode/loadable.ts';

/** The source of quagga2. */
export interface Quagga2Options {
  /** The package's module. Default: `import('@ericblade/quagga2')`, an optional peer; for pages without a bundler. */
  readonly library?: () => Promise<unknown>;
}

/**
 * Creates the Code 39 engine of `@ericblade/quagga2` (an optional peer): its reader on lines that this engine draws through
 * the frame every 10°, so that it reads at any angle. Runs on the thread that creates it, in browsers, workers and Node.
 * Only quagga2's reader runs; in a worker it gets a `window` while it loads. Why not its own locator:
 * docs/decisions/0011-engines.md.
 *
 * Limits: Code 39 alone, no QR; black on white; bars at least a tenth as high as the code is long; a text counts if
 * two lines agree, because the reader mistakes noise for codes. Some five times as slow as `zxing-wasm` on an empty
 * frame; at a ratio of 2 it needs 2 px a module (docs/benchmarks.md).
 */
export function quagga2Engine({ library = () => import('@ericblade/quagga2') }: Quagga2Options = {}): Engine {
  const reader = createLoadable(() => loadReader(library), loadFailure('@ericblade/quagga2 could not be loaded.'));
  return {
    load: reader.load,
    async decode(frame) {
      const loaded = reader.need();
      refuseMisshapen(frame);
      try {
        return decodeWith(loaded, frame);
      } catch (cause) {
        throw decodeError('quagga2 failed on a frame.', cause);
      }
    },
    async close() {
      reader.close();
    },
  };
}

/** As much of quagga2's `Code39Reader` as is used: a line of ones (bar) and zeros in, which it may turn round. */
interface LineReader {
  decodePattern(line: Uint8Array): { readonly code: string } | null;
}

async function loadReader(library: () => Promise<unknown>): Promise<LineReader> {
  const { Code39Reader } = readersOf(await withWindow(library));
  return new Code39Reader({}, []);
}

interface Readers {
  readonly Code39Reader: new (config: object, supplements: readonly never[]) => LineReader;
}

/** The package is CommonJS in Node, UMD elsewhere: bundlers put it in different places. */
function readersOf(module: unknown): Readers {
  let found = module as { readonly default?: unknown; readonly Readers?: Readers } | undefined;
  for (let depth = 0; depth < 3 && found !== undefined; depth++) {
    if (found.Readers !== undefined) return found.Readers;
    found = found.default as typeof found;
  }
  throw new Error('The module has no Readers.');
}

/** quagga2 reads `window` while it loads, even in a worker. */
async function withWindow<T>(load: () => Promise<T>): Promise<T> {
  if ('window' in globalThis || !('importScripts' in globalThis)) return load();
  Object.defineProperty(globalThis, 'window', { value: globalThis, configurable: true });
  try {
    return await load();
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
}

/** 18 directions: a line is at most 5° from the code's, and crosses all of it if its bars are 9 % of its length high. */
const angleStepDeg = 10;
const directions = 180 / angleStepDeg;
/** Directions in an order that is spread out from the first on: every 70°. */
const directionStride = 7;
/**
 * The most pixels of lines that the reader gets from one frame. Noise from edge to edge would take a second otherwise, and
 * such a frame has nothing to read. Some 250 ms on a slow core; a room takes a third.
 */
const maxPx = 350_000;
/** Lines of one direction are this far apart, relative to the frame's height, at least 4 px. */
const linesPerHeight = 60;
/**
 * Samples a pixel that the reader gets: it counts runs in whole samples. With two, a ratio of 2 at 2 px a module was read
 * in three of ten frames, with four in ten.
 */
const samplesPerPx = 4;
/**
 * A line with fewer turns between dark and light is passed over. `*xx*` has 40; a low contrast loses some of them (with
 * 36 a photograph of the corpus was lost, with 24 a room took no longer).
 */
const minTurns = 28;

function decodeWith(reader: LineReader, frame: Frame): readonly DecodedSymbol[] {
  const spacingPx = Math.max(4, Math.round(frame.heightPx / linesPerHeight));
  const diagonalPx = Math.ceil(Math.hypot(frame.widthPx, frame.heightPx)) + 2;
  const levels = new Float32Array(diagonalPx);
  const turns = new Uint32Array(diagonalPx);
  const bars = new Uint8Array(diagonalPx * samplesPerPx);
  const seen = new Map<string, number>();
  let leftPx = maxPx;
  for (let direction = 0; direction < directions; direction++)
    for (const line of linesAt(((direction * directionStride) % directions) * angleStepDeg, frame, spacingPx)) {
      if (leftPx < 0) break;
      if (findTurns(levels, sample(frame, line, 0, levels), turns) < minTurns) continue;
      const lengthPx = sample(frame, line, 1, levels);
      const count = findTurns(levels, lengthPx, turns);
      if (count < minTurns) continue;
      leftPx -= lengthPx;
      drawBars(levels, turns.subarray(0, count), bars);
      const code = reader.decodePattern(bars.subarray(0, lengthPx * samplesPerPx))?.code;
      if (code) seen.set(code, (seen.get(code) ?? 0) + 1);
    }
  return [...seen].filter(([, lines]) => lines >= 2).map(([text]) => ({ symbology: 'code-39', text }));
}

interface Line {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly lengthPx: number;
}

/** Parallel lines across the whole frame, from edge to edge. */
function linesAt(angleDeg: number, { widthPx, heightPx }: Frame, spacing: number): readonly Line[] {
  const [dx, dy] = [Math.cos((angleDeg * Math.PI) / 180), Math.sin((angleDeg * Math.PI) / 180)];
  const [right, bottom] = [widthPx - 1, heightPx - 1];
  const reach = (Math.abs(dx) * bottom + Math.abs(dy) * right) / 2;
  const lines: Line[] = [];
  for (let offset = (spacing >> 1) - reach; offset <= reach; offset += spacing) {
    const [cx, cy] = [right / 2 - offset * dy, bottom / 2 + offset * dx];
    const [x0, x1] = spanOf(cx, dx, right);
    const [y0, y1] = spanOf(cy, dy, bottom);
    const [from, to] = [Math.max(x0, y0), Math.min(x1, y1)];
    if (to > from) lines.push({ x: cx + from * dx, y: cy + from * dy, dx, dy, lengthPx: to - from });
  }
  return lines;
}

/** The range of `t` for which the coordinate `at + t * step` is in 0 … end. */
function spanOf(at: number, step: number, end: number): readonly [number, number] {
  if (Math.abs(step) < 1e-9) return at >= 0 && at <= end ? [-Infinity, Infinity] : [1, 0];
  const [a, b] = [-at / step, (end - at) / step];
  return a < b ? [a, b] : [b, a];
}

/** Fills `levels` with the brightness at each pixel of a line, averaged with `sides` pixels on each side. Returns their number. */
function sample({ luma, widthPx, heightPx }: Frame, line: Line, sides: 0 | 1, levels: Float32Array): number {
  const { x, y, dx, dy } = line;
  const [right, bottom] = [widthPx - 1, heightPx - 1];
  const count = Math.floor(line.lengthPx) + 1;
  for (let index = 0; index < count; index++) {
    let sum = 0;
    for (let across = -sides; across <= sides; across++) {
      const px = Math.min(right, Math.max(0, x + index * dx - across * dy));
      const py = Math.min(bottom, Math.max(0, y + index * dy + across * dx));
      const [left, top] = [px | 0, py | 0];
      const [fx, fy] = [px - left, py - top];
      const at = top * widthPx + left;
      const next = left < right ? 1 : 0;
      const below = top < bottom ? at + widthPx : at;
      sum += (1 - fy) * ((1 - fx) * luma[at] + fx * luma[at + next]);
      sum += fy * ((1 - fx) * luma[below] + fx * luma[below + next]);
    }
    levels[index] = sum / (2 * sides + 1);
  }
  return count;
}

/** A smaller swing, as a share of the line's whole range and in levels, is noise. */
const swingShare = 0.12;
const minSwing = 10;

/** Fills `turns` with the indices at which a line turns from falling to rising or back, noise aside. Returns their number. */
function findTurns(levels: Float32Array, length: number, turns: Uint32Array): number {
  let [darkest, lightest] = [255, 0];
  for (let at = 0; at < length; at++) {
    const level = levels[at];
    if (level < darkest) darkest = level;
    if (level > lightest) lightest = level;
  }
  const swing = Math.max(minSwing, swingShare * (lightest - darkest));
  let [low, high, rising, count] = [0, 0, 0, 0];
  for (let at = 1; at < length; at++) {
    const level = levels[at];
    if (level > levels[high]) high = at;
    if (level < levels[low]) low = at;
    // A swing up from the lowest since the last turn confirms that one as a turn, and the other way round.
    if (rising <= 0 && level - levels[low] > swing) {
      turns[count++] = low;
      high = at;
      rising = 1;
    } else if (rising >= 0 && levels[high] - level > swing) {
      turns[count++] = high;
      low = at;
      rising = -1;
    }
  }
  if (rising !== 0) turns[count++] = rising > 0 ? high : low;
  return count;
}

/** Edges to each side whose extremes an edge is compared with: about one character. */
const neighbours = 7;

/**
 * Fills `bars` with ones where the line is dark, `samplesPerPx` a pixel. Each edge is where the line crosses the middle
 * between the darkest and the lightest near it: in blur a narrow bar does not reach as far as a wide one, and the middle
 * of its own swing would make it wide.
 */
function drawBars(levels: Float32Array, turns: Uint32Array, bars: Uint8Array): void {
  const levelAt = (turn: number) => levels[turns[turn]];
  let filled = 0;
  let dark = levelAt(0) < levelAt(1) ? 1 : 0;
  for (let turn = 0; turn + 1 < turns.length; turn++) {
    let [low, high] = [255, 0];
    const last = Math.min(turns.length - 1, turn + 1 + neighbours);
    for (let near = Math.max(0, turn - neighbours); near <= last; near++) {
      low = Math.min(low, levelAt(near));
      high = Math.max(high, levelAt(near));
    }
    const [from, to] = [levelAt(turn), levelAt(turn + 1)];
    const margin = Math.abs(to - from) / 5;
    const edge = Math.min(Math.max(from, to) - margin, Math.max(Math.min(from, to) + margin, (low + high) / 2));
    let at = turns[turn];
    while (levels[at + 1] < edge === (dark === 1)) at++;
    const [before, after] = [levels[at], levels[at + 1]];
    const end = Math.ceil(samplesPerPx * (at + (edge - before) / (after - before)));
    bars.fill(dark, filled, end);
    filled = end;
    dark = 1 - dark;
  }
  bars.fill(dark, filled);
}
