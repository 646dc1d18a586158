/**
 * Camera frames of a card that a person holds: a QR code or a Code 39 in perspective, with small movements and sensor
 * noise. The same options and seed give the same bytes.
 */
import bwipjs from 'bwip-js/node';
import { uniform } from './random.ts';

/** An 8-bit luma picture, row by row, without padding. */
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
  /** The rotation of the card, in degrees. @default 4 */
  readonly turnedDeg?: number;
  /** The movement of the card to each side, in pixels. @default 12 */
  readonly swayPx?: number;
  /** The blur of a lens out of focus: the sigma of a Gaussian, in pixels. @default 0 */
  readonly blurPx?: number;
  /** The standard deviation of the noise, in 8-bit levels. @default 6 */
  readonly noiseSigma?: number;
  readonly seed?: number;
}

/** The programme's card has the size of a bank card. The sizes of the symbols are measured on its published pictures. */
const cardMm = { width: 85.6, height: 54 };
const qrSideMm = 30;
const code39Mm = { width: 72, height: 12 };

/** Yields consecutive frames of a card. */
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
          // Perspective: the card's right edge is about a twelfth nearer to the lens than its left edge.
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

/** True if there is ink at a position, in millimetres from the centre of the card. */
type Ink = (xMm: number, yMm: number) => boolean;

function shade(ink: Ink, xMm: number, yMm: number): number {
  if (Math.abs(xMm) > cardMm.width / 2 || Math.abs(yMm) > cardMm.height / 2) return 90; // the table behind
  return ink(xMm, yMm) ? 40 : 215;
}

function qrInk(text: string): Ink {
  const [symbol] = bwipjs.raw({ bcid: 'qrcode', text });
  if (symbol === undefined || !('pixs' in symbol)) throw new Error('bwip-js did not return the modules of a QR code.');
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
  if (symbol === undefined || !('sbs' in symbol)) throw new Error('bwip-js did not return the bars of a Code 39.');
  // From the widths of bar, space, bar, … to one boolean per module.
  const modules = symbol.sbs.flatMap((width: number, index: number) => Array<boolean>(width).fill(index % 2 === 0));
  const moduleMm = code39Mm.width / modules.length;
  return (xMm, yMm) =>
    Math.abs(yMm) < code39Mm.height / 2 && modules[Math.floor(xMm / moduleMm + modules.length / 2)] === true;
}

/** Blurs rows, then columns. Pixels beyond an edge are those at the edge. */
function blurred(lit: Float32Array, widthPx: number, sigmaPx: number): Float32Array {
  if (sigmaPx === 0) return lit;
  const reach = Math.ceil(3 * sigmaPx);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-0.5 * ((at - reach) / sigmaPx) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const heightPx = lit.length / widthPx;
  const spread = (from: Float32Array, count: number, step: number) =>
    from.map((_, at) => {
      const position = Math.floor(at / step) % count;
      let sum = 0;
      for (let off = -reach; off <= reach; off++) {
        const to = Math.max(0, Math.min(count - 1, position + off));
        sum += (weights[off + reach] ?? 0) * (from[at + (to - position) * step] ?? 0);
      }
      return sum / total;
    });
  return spread(spread(lit, widthPx, 1), heightPx, widthPx);
}

/** Returns a generator of standard normal numbers (Box–Muller). The same seed gives the same numbers. */
function gaussian(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

function clamp(level: number): number {
  return Math.max(0, Math.min(255, Math.round(level)));
}
