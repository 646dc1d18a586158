/**
 * Camera frames of a card in a hand: paper with a QR or a Code 39, seen in perspective, moving a little, with sensor
 * noise. The same options and seed give the same bytes.
 */
import bwipjs from 'bwip-js/node';
import { uniform } from './random.ts';

/** One 8-bit luma picture, row by row, no padding. */
export interface LumaFrame {
  readonly luma: Uint8Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface CardFramesOptions {
  readonly symbology: 'qr' | 'code-39';
  readonly text: string;
  readonly frames: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** How far the card is turned in the picture, in degrees. Default 4. */
  readonly turnedDeg?: number;
  /** How far it sways to each side while it is held, in pixels. Default 12. */
  readonly swayPx?: number;
  /** How far a lens that is out of focus spreads each point: Gaussian, its sigma in pixels. Default 0. */
  readonly blurPx?: number;
  /** Standard deviation of the noise, in 8-bit levels. Default 6. */
  readonly noiseSigma?: number;
  readonly seed?: number;
}

/** The card of the programme is the size of a bank card; the symbols' sizes are read off its pictures. */
const cardMm = { width: 85.6, height: 54 };
const qrSideMm = 30;
const code39Mm = { width: 72, height: 12 };

/** Frame after frame of one card in view. */
export function* cardFrames(options: CardFramesOptions): Generator<LumaFrame> {
  const { widthPx = 640, heightPx = 480, turnedDeg = 4, swayPx = 12, noiseSigma = 6, seed = 1, blurPx = 0 } = options;
  const ink = options.symbology === 'qr' ? qrInk(options.text) : code39Ink(options.text);
  const noise = gaussian(seed);
  const pxPerMm = (widthPx * 0.86) / cardMm.width;
  for (let n = 0; n < options.frames; n++) {
    const phase = (2 * Math.PI * n) / 40;
    const angle = ((turnedDeg + Math.sin(phase)) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const centre = { x: widthPx / 2 + swayPx * Math.sin(phase), y: heightPx / 2 + (swayPx / 2) * Math.cos(phase) };
    const lit = new Float32Array(widthPx * heightPx);
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        let light = 0;
        for (const [dx, dy] of subpixels) {
          const right = x + dx - centre.x;
          const down = y + dy - centre.y;
          const across = cos * right + sin * down;
          const along = cos * down - sin * right;
          // A card held at a slant: its right edge is about a twelfth nearer to the lens than its left.
          const scale = pxPerMm * (1 + across / (widthPx * 12));
          light += shade(ink, across / scale, along / scale);
        }
        lit[y * widthPx + x] = light / subpixels.length;
      }
    }
    const luma = Uint8Array.from(blurred(lit, widthPx, blurPx), (level) => clamp(level + noiseSigma * noise()));
    yield { luma, widthPx, heightPx };
  }
}

const subpixels = [0.25, 0.75].flatMap((dy) => [0.25, 0.75].map((dx) => [dx, dy] as const));

/** Whether there is ink at a place of the card, in millimetres from its centre. */
type Ink = (xMm: number, yMm: number) => boolean;

function shade(ink: Ink, xMm: number, yMm: number): number {
  if (Math.abs(xMm) > cardMm.width / 2 || Math.abs(yMm) > cardMm.height / 2) return 90; // the table behind
  return ink(xMm, yMm) ? 40 : 215;
}

function qrInk(text: string): Ink {
  const [symbol] = bwipjs.raw({ bcid: 'qrcode', text });
  if (symbol === undefined || !('pixs' in symbol)) throw new Error('no QR was drawn');
  const { pixs, pixx, pixy } = symbol;
  const moduleMm = qrSideMm / pixx;
  return (xMm, yMm) => {
    const column = Math.floor(xMm / moduleMm + pixx / 2);
    const row = Math.floor(yMm / moduleMm + pixy / 2);
    return column >= 0 && column < pixx && row >= 0 && row < pixy && pixs[row * pixx + column] === 1;
  };
}

function code39Ink(text: string): Ink {
  const [symbol] = bwipjs.raw({ bcid: 'code39', text });
  if (symbol === undefined || !('sbs' in symbol)) throw new Error('no Code 39 was drawn');
  // Widths of bar, space, bar, … in modules: laid out as one boolean a module.
  const modules = symbol.sbs.flatMap((width: number, index: number) => Array<boolean>(width).fill(index % 2 === 0));
  const moduleMm = code39Mm.width / modules.length;
  return (xMm, yMm) =>
    Math.abs(yMm) < code39Mm.height / 2 && modules[Math.floor(xMm / moduleMm + modules.length / 2)] === true;
}

/** The picture through a lens out of focus: rows, then columns; beyond its edges as at them. */
function blurred(lit: Float32Array, widthPx: number, sigmaPx: number): Float32Array {
  if (sigmaPx === 0) return lit;
  const reach = Math.ceil(3 * sigmaPx);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-0.5 * ((at - reach) / sigmaPx) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const heightPx = lit.length / widthPx;
  const spread = (from: Float32Array, count: number, step: number) =>
    from.map((_, at) => {
      const place = Math.floor(at / step) % count;
      let sum = 0;
      for (let off = -reach; off <= reach; off++) {
        const to = Math.max(0, Math.min(count - 1, place + off));
        sum += (weights[off + reach] ?? 0) * (from[at + (to - place) * step] ?? 0);
      }
      return sum / total;
    });
  return spread(spread(lit, widthPx, 1), heightPx, widthPx);
}

/** Standard normal numbers, the same for the same seed (Box–Muller). */
function gaussian(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

function clamp(level: number): number {
  return Math.max(0, Math.min(255, Math.round(level)));
}
