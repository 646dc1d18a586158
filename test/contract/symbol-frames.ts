/** Frames with drawn symbols, and without: what an engine's case decodes. */
import bwipjs from 'bwip-js/generic';
import type { Frame } from '../../packages/capture/src/decode/frame.ts';

/** Levels of ink and paper in the frames, as cameras expose them and not as drawings have them. */
const [ink, paper] = [24, 232];

/** Draws a symbol with four pixels for each module, dark on light, with a margin of ten modules. */
export function frameOf(kind: string, text: string): Frame {
  const [symbol] = bwipjs.raw(kind, text, {});
  if (symbol === undefined) throw new Error(`bwip-js knows no ${kind}.`);
  const { columns, rows, isDark } = 'sbs' in symbol ? barsOf(symbol.sbs) : gridOf(symbol);
  const [scale, margin] = [4, 10];
  return draw((columns + 2 * margin) * scale, (rows + 2 * margin) * scale, (x, y) => {
    const [column, row] = [Math.floor(x / scale) - margin, Math.floor(y / scale) - margin];
    return column >= 0 && column < columns && row >= 0 && row < rows && isDark(column, row) ? ink : paper;
  });
}

interface Modules {
  readonly columns: number;
  readonly rows: number;
  isDark(column: number, row: number): boolean;
}

/** Draws bars of alternating widths, the first one dark. */
function barsOf(widths: readonly number[]): Modules {
  const modules = widths.flatMap((width, index) => Array<boolean>(width).fill(index % 2 === 0));
  return { columns: modules.length, rows: 40, isDark: (column) => modules[column] === true };
}

function gridOf({ pixs, pixx, pixy }: { pixs: number[]; pixx: number; pixy: number }): Modules {
  return { columns: pixx, rows: pixy, isDark: (column, row) => pixs[row * pixx + column] === 1 };
}

function draw(widthPx: number, heightPx: number, brightness: (x: number, y: number) => number): Frame {
  const luma = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) for (let x = 0; x < widthPx; x++) luma[y * widthPx + x] = brightness(x, y);
  return { luma, widthPx, heightPx, takenAtMs: 0 };
}

/** Draws one level everywhere. */
export function plain(widthPx: number, heightPx: number, level: number): Frame {
  return draw(widthPx, heightPx, () => level);
}

/** Returns the same noise every time, from a linear congruential generator (Numerical Recipes). */
export function noise(widthPx: number, heightPx: number): Frame {
  let state = 1;
  return draw(widthPx, heightPx, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Draws bars of one width from edge to edge: many edges and no symbol. */
export function stripes(widthPx: number, heightPx: number): Frame {
  return draw(widthPx, heightPx, (x) => (x % 8 < 4 ? 0 : 255));
}

/** Turns a frame upside down. */
export function turned(frame: Frame): Frame {
  return { ...frame, luma: frame.luma.toReversed() };
}

/** Makes every pixel full black or full white. */
export function fullContrast(frame: Frame): Frame {
  return { ...frame, luma: frame.luma.map((level) => (level < 128 ? 0 : 255)) };
}

/** Swaps dark and light. */
export function inverted(frame: Frame): Frame {
  return { ...frame, luma: frame.luma.map((level) => 255 - level) };
}

/** Rotates a frame about its centre on a white background, with interpolation. */
export function slanted({ luma, widthPx, heightPx }: Frame, angleDeg: number): Frame {
  const [cos, sin] = [Math.cos((angleDeg * Math.PI) / 180), Math.sin((angleDeg * Math.PI) / 180)];
  const side = Math.ceil(Math.hypot(widthPx, heightPx));
  const at = (x: number, y: number) =>
    x >= 0 && x < widthPx && y >= 0 && y < heightPx ? (luma[y * widthPx + x] ?? paper) : paper;
  return draw(side, side, (column, row) => {
    const [dx, dy] = [column - side / 2, row - side / 2];
    const [x, y] = [dx * cos + dy * sin + widthPx / 2, dy * cos - dx * sin + heightPx / 2];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const upper = at(left, top) * (left + 1 - x) + at(left + 1, top) * (x - left);
    const lower = at(left, top + 1) * (left + 1 - x) + at(left + 1, top + 1) * (x - left);
    return Math.round(upper * (top + 1 - y) + lower * (y - top));
  });
}

/** Turns a frame by a quarter. */
export function onItsSide({ luma, widthPx, heightPx }: Frame): Frame {
  return draw(heightPx, widthPx, (x, y) => luma[x * widthPx + y] ?? paper);
}

/** Puts one frame above the other. */
export function stacked(upper: Frame, lower: Frame): Frame {
  const heightPx = upper.heightPx + lower.heightPx;
  return draw(Math.max(upper.widthPx, lower.widthPx), heightPx, (x, y) => {
    const [frame, row] = y < upper.heightPx ? [upper, y] : [lower, y - upper.heightPx];
    return x < frame.widthPx ? (frame.luma[row * frame.widthPx + x] ?? paper) : paper;
  });
}
