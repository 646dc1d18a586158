// What is in front of the camera, in reflectance from 0 (ink) to 1 (paper), before light, lens and pixels.
import bwipjs from 'bwip-js/generic';
import type { Random } from './random.ts';

/** A flat thing in a plane measured in modules, with its origin at the symbol's top left. */
export interface Sheet {
  /** Reflectance around (u, v), averaged over u ± half; -1 off the sheet. */
  at(u: number, v: number, half: number): number;
  /** The symbol's box in modules: from (0, 0) to here. */
  readonly symbol: { readonly width: number; readonly height: number };
  /** The sheet's box: left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
}

/** Widths of bar, space, bar, … in modules. */
export type Bars = readonly number[];

/** Five bars, then four spaces of each Code 39 character; `w` is wide (ISO/IEC 16388:2007, table 1). */
const code39Bars = ['wnnnw', 'nwnnw', 'wwnnn', 'nnwnw', 'wnwnn', 'nwwnn', 'nnnww', 'wnnwn', 'nwnwn', 'nnwwn'];
const code39Rows: readonly [string, string][] = [
  ['1234567890', 'nwnn'],
  ['ABCDEFGHIJ', 'nnwn'],
  ['KLMNOPQRST', 'nnnw'],
  ['UVWXYZ-. *', 'wnnn'],
];
const code39Odd: readonly [string, string][] = [
  ['$', 'wwwn'],
  ['/', 'wwnw'],
  ['+', 'wnww'],
  ['%', 'nwww'],
];

function code39Elements(): ReadonlyMap<string, string> {
  const weave = (bars: string, spaces: string) => [...bars].map((bar, at) => bar + (spaces[at] ?? '')).join('');
  const rows = code39Rows.flatMap(([characters, spaces]) =>
    [...characters].map((character, at) => [character, weave(code39Bars[at] ?? '', spaces)] as const),
  );
  return new Map([...rows, ...code39Odd.map(([character, spaces]) => [character, weave('nnnnn', spaces)] as const)]);
}

const elements = code39Elements();

/** Returns the elements of `*text*` with the given wide-to-narrow ratio and gap between characters. */
export function code39(text: string, ratio = 2.5, gap = 1): Bars {
  const characters = [...`*${text}*`].map((character) => {
    const element = elements.get(character);
    if (element === undefined) throw new Error('not a Code 39 text');
    return [...element].map((width) => (width === 'w' ? ratio : 1));
  });
  return characters.flatMap((widths, at) => (at < characters.length - 1 ? [...widths, gap] : widths));
}

/** Returns the bars of another linear symbology, drawn by bwip-js. */
export function otherBars(bcid: string, text: string): Bars {
  const [drawn] = bwipjs.raw({ bcid, text });
  if (drawn === undefined || !('sbs' in drawn)) throw new Error(`bwip-js drew no ${bcid}.`);
  return drawn.sbs as number[];
}

export interface SheetOptions {
  readonly heightModules?: number;
  readonly quietModules?: number;
  /** How much wider each bar is printed, in modules. */
  readonly inkGain?: number;
  /** True for a bare symbol without a card around it. */
  readonly bare?: boolean;
}

/** Draws a card with bars, a headline, blots like a picture's, and the text in digits below. */
export function barSheet(bars: Bars, random: Random, options: SheetOptions = {}): Sheet {
  const { heightModules = 28, quietModules = 10, inkGain = 0, bare = false } = options;
  const width = bars.reduce((sum, bar) => sum + bar, 0);
  const ink = inkIntegral(bars, width, inkGain);
  const wide = Math.max(270, width + 2 * quietModules + 4);
  const left = bare ? -quietModules : -(wide - width) / 2;
  const box = bare
    ? ([left, -4, width + quietModules, heightModules + 4] as const)
    : ([left, -110, left + wide, 60] as const);
  const art = bare ? undefined : artwork(wide, random, { width, heightModules, quietModules });
  return {
    symbol: { width, height: heightModules },
    box,
    at(u, v, half) {
      if (u < box[0] || v < box[1] || u >= box[2] || v >= box[3]) return -1;
      if (v >= 0 && v < heightModules && u > -half && u < width + half)
        return Math.max(0, 1 - (ink(u + half) - ink(u - half)) / (2 * half));
      return art === undefined ? 1 : art(u - box[0], v - box[1]);
    },
  };
}

/** The amount of ink left of a position, in modules, so that a mean over any width is one difference. */
function inkIntegral(bars: Bars, width: number, inkGain: number): (u: number) => number {
  const edges: number[] = [];
  let at = 0;
  bars.forEach((bar, index) => {
    if (index % 2 === 0) edges.push(at - inkGain / 2, at + bar + inkGain / 2);
    at += bar;
  });
  const perModule = 64;
  const margin = 4;
  const sums = new Float64Array(Math.ceil((width + 2 * margin) * perModule) + 2);
  let edge = 0;
  let sum = 0;
  for (let index = 0; index < sums.length; index++) {
    sums[index] = sum;
    const u = (index + 0.5) / perModule - margin;
    while (edge < edges.length && u > (edges[edge] ?? 0)) edge++;
    if (edge % 2 === 1) sum += 1 / perModule;
  }
  return (u) => {
    const place = Math.min(sums.length - 2, Math.max(0, (u + margin) * perModule));
    const index = Math.floor(place);
    const below = sums[index] ?? 0;
    return below + ((sums[index + 1] ?? 0) - below) * (place - index);
  };
}

/** Rows of a digit of 5 × 7 dots, one bit a dot. */
const figures: readonly (readonly number[])[] = [
  [14, 17, 19, 21, 25, 17, 14],
  [4, 12, 4, 4, 4, 4, 14],
  [14, 17, 1, 2, 4, 8, 31],
  [31, 2, 4, 2, 1, 17, 14],
  [2, 6, 10, 18, 31, 2, 2],
  [31, 16, 30, 1, 1, 17, 14],
  [6, 8, 16, 30, 17, 17, 14],
  [31, 1, 2, 4, 8, 8, 8],
  [14, 17, 17, 14, 17, 17, 14],
  [14, 17, 17, 15, 1, 2, 12],
  [14, 17, 17, 31, 17, 17, 17],
  [30, 17, 17, 30, 20, 18, 17],
  [31, 16, 16, 30, 16, 16, 31],
  [17, 25, 21, 19, 17, 17, 17],
];

type Raster = { readonly data: Float32Array; readonly width: number; readonly height: number };

function fill(raster: Raster, [x0, y0, x1, y1]: readonly [number, number, number, number], value: number): void {
  const from = Math.max(0, Math.round(x0));
  const to = Math.min(raster.width, Math.round(x1));
  if (to <= from) return;
  for (let y = Math.max(0, Math.round(y0)); y < Math.min(raster.height, Math.round(y1)); y++)
    raster.data.fill(value, y * raster.width + from, y * raster.width + to);
}

/** Returns random digits in a row: what a reader of bars sees of print. */
function print(
  raster: Raster,
  random: Random,
  line: { x: number; y: number; unit: number; count: number; value: number },
) {
  for (let n = 0; n < line.count; n++) {
    const x = line.x + n * 6 * line.unit;
    random.pick(figures).forEach((bits, row) => {
      for (let dot = 0; dot < 5; dot++) {
        if ((bits & (16 >> dot)) === 0) continue;
        const [left, top] = [x + dot * line.unit, line.y + row * line.unit];
        fill(raster, [left, top, left + line.unit, top + line.unit], line.value);
      }
    });
  }
}

function artwork(
  wide: number,
  random: Random,
  code: { width: number; heightModules: number; quietModules: number },
): (x: number, y: number) => number {
  const perModule = 2;
  const raster = { data: new Float32Array(wide * perModule * 170 * perModule).fill(1), width: 0, height: 340 };
  raster.width = Math.floor(wide * perModule);
  const dots = (value: number) => value * perModule;
  fill(raster, [0, 0, dots(wide), dots(20)], random.between(0.1, 0.7));
  print(raster, random, { x: dots(14), y: dots(28), unit: dots(2.2), count: 11, value: random.between(0, 0.4) });
  for (let n = 0; n < 6; n++) {
    const [w, h] = [wide * random.between(0.05, 0.2), random.between(8, 34)];
    const [x, y] = [random.between(0, wide * 0.5 - w), random.between(54, 88)];
    if (y + h < 110 - code.quietModules)
      fill(raster, [dots(x), dots(y), dots(x + w), dots(y + h)], random.between(0.1, 0.9));
  }
  const below = 110 + code.heightModules + 3;
  print(raster, random, { x: dots(wide / 2 - 48), y: dots(below), unit: dots(1.6), count: 10, value: 0 });
  const side = (wide - code.width) / 2 - code.quietModules;
  fill(raster, [dots(side), dots(109), dots(wide - side), dots(111 + code.heightModules)], 1);
  return (x, y) => raster.data[Math.floor(y * perModule) * raster.width + Math.floor(x * perModule)] ?? 1;
}

/** Draws a room without a card: shading, boxes, stripes, print. Reflectance by pixel. */
export function room(width: number, height: number, random: Random): Float32Array {
  const raster = { data: new Float32Array(width * height), width, height };
  const waves = Array.from({ length: 6 }, () => ({
    x: random.between(0.002, 0.05),
    y: random.between(0.002, 0.05),
    phase: random.between(0, 6.28),
    depth: random.between(0.02, 0.1),
  }));
  const base = random.between(0.1, 0.5);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let value = base;
      for (const wave of waves) value += wave.depth * Math.sin(wave.x * x + wave.y * y + wave.phase);
      raster.data[y * width + x] = value;
    }
  for (let n = 0; n < 25; n++) thing(raster, random, n % 5 === 0 ? random.between(1.2, 14) : 0);
  for (let n = 0; n < 8; n++)
    print(raster, random, {
      x: random.between(0, width * 0.8),
      y: random.between(0, height - 30),
      unit: random.whole(1, 3),
      count: 14,
      value: random.next(),
    });
  return raster.data.map((value) => Math.min(1, Math.max(0, value)));
}

/** Draws a slanting box, plain or striped. */
function thing({ data, width, height }: Raster, random: Random, stripe: number): void {
  const [w, h] = [random.between(5, width / 3), random.between(5, height / 3)];
  const [left, top] = [random.between(-20, width), random.between(-20, height)];
  const value = random.between(0, 0.9);
  const slant = random.between(-0.6, 0.6);
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, top + h); y++) {
    const from = left + slant * (y - top);
    for (let x = Math.max(0, Math.floor(from)); x < Math.min(width, from + w); x++) {
      const at = y * width + x;
      if (stripe > 0) data[at] = Math.floor((x - from) / stripe) % 2 === 0 ? value : 1 - value;
      else data[at] = 0.6 * value + 0.4 * (data[at] ?? 0);
    }
  }
}
