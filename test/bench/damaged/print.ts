// A printed card as a fine raster of reflectance, which damages are painted on.
import { qrModules } from '../frames/qr-scene.ts';
import type { Random } from '../frames/random.ts';
import { code39 } from '../frames/scene.ts';

/** Reflectance from 0 (ink) to 1 (paper), and less than 0 off the card. The origin is the symbol's top left. */
export interface Print {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  /** The raster's place of the origin. */
  readonly left: number;
  readonly top: number;
  /** The symbol's size in modules, and the width of one character with its gap. */
  readonly symbolWidth: number;
  readonly symbolHeight: number;
  readonly period: number;
  /** The width of a wide bar in modules. */
  readonly ratio: number;
  readonly text: string;
}

/** Raster cells to a module. */
export const perModule = 8;
const [sideModules, topModules, bottomModules] = [14, 22, 12];

export interface PrintOptions {
  readonly ratio: number;
  readonly heightModules: number;
  readonly isInverted?: boolean;
}

/** Prints a card: its code, a headline of blocks above it, and blocks like digits below. */
export function printCard(
  text: string,
  random: Random,
  { ratio, heightModules, isInverted = false }: PrintOptions,
): Print {
  const bars = code39(text, ratio);
  const symbolWidth = bars.reduce((sum, width) => sum + width, 0);
  const print = blankCard(random, { symbolWidth, symbolHeight: heightModules, period: 6 + 3 * ratio + 1, ratio, text });
  let at = 0;
  bars.forEach((bar, index) => {
    if (index % 2 === 0) paint(print, { u: at, v: 0, width: bar, height: heightModules }, () => 0);
    at += bar;
  });
  if (isInverted)
    for (let cell = 0; cell < print.data.length; cell++) print.data[cell] = 1 - (print.data[cell] as number);
  return print;
}

/** Prints a card with a QR code, level M. It has no characters next to each other: its period is a module. */
export function printQrCard(text: string, random: Random): Print {
  const { side, isInk } = qrModules(text, 'M');
  const print = blankCard(random, { symbolWidth: side, symbolHeight: side, period: 1, ratio: 1, text });
  for (let v = 0; v < side; v++)
    for (let u = 0; u < side; u++) if (isInk(u, v)) paint(print, { u, v, width: 1, height: 1 }, () => 0);
  return print;
}

/** Returns a card with room for a symbol, and a headline of blocks above it. */
function blankCard(random: Random, symbol: Omit<Print, 'data' | 'width' | 'height' | 'left' | 'top'>): Print {
  const width = Math.ceil((symbol.symbolWidth + 2 * sideModules) * perModule);
  const height = Math.ceil((symbol.symbolHeight + topModules + bottomModules) * perModule);
  const place = { left: sideModules * perModule, top: topModules * perModule };
  const print: Print = { ...symbol, ...place, data: new Float32Array(width * height).fill(1), width, height };
  for (let u = -10; u < symbol.symbolWidth * 0.8; u += random.between(4, 7))
    paint(print, { u, v: -16, width: random.between(2, 4), height: 7 }, () => 0.15);
  return print;
}

/** A rectangle in modules. */
export interface Box {
  readonly u: number;
  readonly v: number;
  readonly width: number;
  readonly height: number;
}

/** Replaces the cells whose centres lie in a box. `to` gets the old value and the place in modules. */
export function paint(
  print: Print,
  { u, v, width, height }: Box,
  to: (old: number, u: number, v: number) => number,
): void {
  const cell = (modules: number) => Math.round(modules * perModule);
  const [x0, x1] = [Math.max(0, print.left + cell(u)), Math.min(print.width, print.left + cell(u + width))];
  const [y0, y1] = [Math.max(0, print.top + cell(v)), Math.min(print.height, print.top + cell(v + height))];
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      const at = y * print.width + x;
      const own = print.data[at] as number;
      print.data[at] = to(own, (x + 0.5 - print.left) / perModule, (y + 0.5 - print.top) / perModule);
    }
}
