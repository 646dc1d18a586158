import type { DecodedSymbol, Engine } from '../decode/engine.ts';
import { decodeError, loadFailure } from '../decode/engine-errors.ts';
import { type Frame, refuseMisshapen } from '../decode/frame.ts';
import { createLoadable } from '../decode/loadable.ts';

/** Where the engine gets quagga2 from. */
export interface Quagga2Options {
  /** The package's module. Default: `import('@ericblade/quagga2')`, an optional peer; for pages without a bundler. */
  readonly library?: () => Promise<unknown>;
}

/**
 * The Code 39 reader of `@ericblade/quagga2` (an optional peer) on lines that this engine draws through the frame in
 * steps of 10°, so that it reads at any angle. Runs on the thread it is made on, in browsers, workers and Node; nothing of
 * quagga2 but the reader runs, and its `window` is lent to it in a worker only while it is loaded. Why not its own
 * locator: docs/decisions/0011-engines.md.
 *
 * Limits: Code 39 alone, no QR; black on white; bars at least a tenth as high as the code is long; a text counts where
 * two lines agree, because the reader takes a glimpse for a code. Some five times as slow as `zxing-wasm` on an empty
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

/** quagga2 asks for `window` while it is loaded, also where there is none. */
async function withWindow<T>(load: () => Promise<T>): Promise<T> {
  if ('window' in globalThis || !('importScripts' in globalThis)) return load();
  Object.defineProperty(globalThis, 'window', { value: globalThis, configurable: true });
  try {
    return await load();
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
}

/** 18 directions: a line is at most 5° from the code's, and crosses all of it where its bars are 9 % of its length. */
const angleStepDeg = 10;
const directions = 180 / angleStepDeg;
/** Directions in an order that is spread out from the first on: every 70°. */
const directionStride = 7;
/**
 * Of so many pixels in all a frame's lines are read, then no more: noise from edge to edge would take a second else, and
 * such a frame bears nothing. Some 250 ms on a slow core; a room takes a third.
 */
const maxPx = 350_000;
/** Lines of one direction are this far apart, relative to the frame's height, at least 4 px. */
const linesPerHeight = 60;
/**
 * Samples a pixel that the reader gets: it counts runs in whole samples. With two, a ratio of 2 at 2 px a module was read
 * in three of ten frames, with four in ten.
 */
const samplesPerPx = 4;
/** `*xx*` has 39 edges; a line with fewer swings between dark and light bears no Code 39 worth reading. */
const fewestSwings = 36;

function decodeWith(reader: LineReader, frame: Frame): readonly DecodedSymbol[] {
  const { widthPx, heightPx } = frame;
  const spacing = Math.max(4, Math.round(heightPx / linesPerHeight));
  const seen = new Map<string, number>();
  const longest = Math.ceil(Math.hypot(widthPx, heightPx)) + 2;
  const samples = longest * samplesPerPx;
  const scratch: Scratch = {
    pixels: new Float32Array(longest),
    levels: new Float32Array(samples),
    bars: new Uint8Array(samples),
    turns: new Uint32Array(samples),
  };
  let leftPx = maxPx;
  for (let direction = 0; direction < directions; direction++)
    for (const line of linesAt(((direction * directionStride) % directions) * angleStepDeg, frame, spacing)) {
      if (leftPx < 0) break;
      if (swingsOf(frame, line) < fewestSwings) continue;
      leftPx -= line.lengthPx;
      const length = sample(frame, line, scratch);
      if (!binarise(scratch, length)) continue;
      const code = reader.decodePattern(scratch.bars.subarray(0, length))?.code;
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

/** For which `t` the coordinate `at + t * step` lies in 0 … end. */
function spanOf(at: number, step: number, end: number): readonly [number, number] {
  if (Math.abs(step) < 1e-9) return at >= 0 && at <= end ? [-Infinity, Infinity] : [1, 0];
  const [a, b] = [-at / step, (end - at) / step];
  return a < b ? [a, b] : [b, a];
}

/** A swing of three pixels' mean: lower, and a line is kept for its noise. Measured on the corpus' photographs and at sigma 10. */
const coarseSwing = 11;

/** How often a line goes from dark to light or back, by a coarse look at the nearest pixels and those to their sides. */
function swingsOf({ luma, widthPx }: Frame, { x, y, dx, dy, lengthPx }: Line): number {
  let [swings, low, high, rising] = [0, 255, 0, 0];
  // Sixteen fractional bits, rounded.
  let [fx, fy] = [(x + 0.5) * 65536, (y + 0.5) * 65536];
  const [sx, sy] = [Math.round(dx * 65536), Math.round(dy * 65536)];
  const aside = Math.round(dx) * widthPx - Math.round(dy);
  const last = luma.length - 1;
  for (let step = 0; step < lengthPx; step++, fx += sx, fy += sy) {
    const at = (fy >> 16) * widthPx + (fx >> 16);
    const sides = (luma[Math.max(0, at - aside)] as number) + (luma[Math.min(last, at + aside)] as number);
    const level = ((luma[at] as number) + sides) / 3;
    if (level > high) high = level;
    if (level < low) low = level;
    if (rising <= 0 && level - low > coarseSwing) {
      high = level;
      rising = 1;
      swings++;
    } else if (rising >= 0 && high - level > coarseSwing) {
      low = level;
      rising = -1;
      swings++;
    }
  }
  return swings;
}

/** Brightness along a line at every pixel's length, averaged over three pixels across, then drawn out; how many samples. */
function sample({ luma, widthPx, heightPx }: Frame, { x, y, dx, dy, lengthPx }: Line, scratch: Scratch): number {
  const { pixels, levels } = scratch;
  const count = Math.min(pixels.length, Math.floor(lengthPx) + 1);
  const [right, bottom] = [widthPx - 1, heightPx - 1];
  for (let index = 0; index < count; index++) {
    let sum = 0;
    for (let across = -1; across <= 1; across++) {
      const px = Math.min(right, Math.max(0, x + index * dx - across * dy));
      const py = Math.min(bottom, Math.max(0, y + index * dy + across * dx));
      const [left, top] = [px | 0, py | 0];
      const [fx, fy] = [px - left, py - top];
      const at = top * widthPx + left;
      const beside = left < right ? 1 : 0;
      const below = top < bottom ? at + widthPx : at;
      const upper = (luma[at] as number) * (1 - fx) + (luma[at + beside] as number) * fx;
      const lower = (luma[below] as number) * (1 - fx) + (luma[below + beside] as number) * fx;
      sum += upper * (1 - fy) + lower * fy;
    }
    pixels[index] = sum / 3;
  }
  for (let index = 0; index + 1 < count; index++) {
    const [from, to] = [pixels[index] as number, pixels[index + 1] as number];
    for (let part = 0; part < samplesPerPx; part++)
      levels[index * samplesPerPx + part] = from + ((to - from) * part) / samplesPerPx;
  }
  return Math.max(0, count - 1) * samplesPerPx;
}

/** What is a wave and what is noise: a swing of this share of the line's whole range, at least so many levels. */
const swingShare = 0.12;
const swingLevels = 10;

/** An edge is judged against the extremes of so many edges to each side: about one character. */
const neighbours = 7;

/**
 * Ones where the line is dark. Each edge is put where the line crosses the middle between the darkest and the lightest
 * about it: a narrow bar does not reach as far as a wide one in blur, and the middle of its own swing would make it wide.
 * False when there is no edge at all.
 */
function binarise({ levels, bars, turns }: Scratch, length: number): boolean {
  const count = turnsOf(levels, length, turns);
  if (count < 2) return false;
  const levelAt = (turn: number) => levels[turns[turn] as number] as number;
  let filled = 0;
  let dark = levelAt(0) < levelAt(1) ? 1 : 0;
  for (let turn = 0; turn + 1 < count; turn++) {
    let [low, high] = [255, 0];
    const last = Math.min(count - 1, turn + 1 + neighbours);
    for (let near = Math.max(0, turn - neighbours); near <= last; near++) {
      low = Math.min(low, levelAt(near));
      high = Math.max(high, levelAt(near));
    }
    const [darker, lighter] = [Math.min(levelAt(turn), levelAt(turn + 1)), Math.max(levelAt(turn), levelAt(turn + 1))];
    const play = (lighter - darker) / 5;
    const middle = Math.min(lighter - play, Math.max(darker + play, (low + high) / 2));
    let at = turns[turn] as number;
    while (at < (turns[turn + 1] as number) && (levels[at] as number) < middle === (dark === 1)) at++;
    bars.fill(dark, filled, at);
    filled = at;
    dark = 1 - dark;
  }
  bars.fill(dark, filled, length);
  return true;
}

/** Where the line turns from falling to rising or back, its noise aside; how often. */
function turnsOf(levels: Float32Array, length: number, turns: Uint32Array): number {
  const swing = Math.max(swingLevels, swingShare * rangeOf(levels, length));
  let [low, high, rising, count] = [0, 0, 0, 0];
  for (let at = 1; at < length; at++) {
    const level = levels[at] as number;
    if (level > (levels[high] as number)) high = at;
    if (level < (levels[low] as number)) low = at;
    // A swing up from the lowest since the last turn confirms that one as a turn, and the other way round.
    if (rising <= 0 && level - (levels[low] as number) > swing) {
      turns[count++] = low;
      high = at;
      rising = 1;
    } else if (rising >= 0 && (levels[high] as number) - level > swing) {
      turns[count++] = high;
      low = at;
      rising = -1;
    }
  }
  if (rising !== 0) turns[count++] = rising > 0 ? high : low;
  return count;
}

/** What one frame's lines are worked out in. */
interface Scratch {
  readonly pixels: Float32Array;
  readonly levels: Float32Array;
  readonly bars: Uint8Array;
  readonly turns: Uint32Array;
}

function rangeOf(levels: Float32Array, length: number): number {
  let [low, high] = [255, 0];
  for (let at = 0; at < length; at++) {
    const level = levels[at] as number;
    if (level < low) low = level;
    if (level > high) high = level;
  }
  return high - low;
}
