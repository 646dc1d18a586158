import { uniform } from '../random.ts';
import { code39Ink, type Ink, qrInk } from './symbols.ts';

/** An 8-bit luma picture, row by row, without padding. */
export interface LumaFrame {
  readonly luma: Uint8Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A card that a person holds to a camera, and how. */
export interface HeldCard {
  readonly symbology: 'qr' | 'code-39';
  /** The text of the symbol, such as a card code. */
  readonly text: string;
  /** The rotation of the card in the picture, in degrees. @default 4 */
  readonly turnedDeg?: number;
  /** How far its right edge is nearer to the lens: a turn about the upright axis, in degrees, below 60. @default 10 */
  readonly tiltedDeg?: number;
  /** The movement of the card to each side, in pixels. @default 12 */
  readonly swayPx?: number;
  /** The blur of a lens out of focus: the sigma of a Gaussian, in pixels. @default 0 */
  readonly blurPx?: number;
  /** How far the card moves sideways while the picture is taken, in pixels. @default 0 */
  readonly motionPx?: number;
  /** The reflection of a lamp near the middle of the card, from 0 (none) to 1 (it covers the ink). @default 0 */
  readonly glare?: number;
  /** The standard deviation of the noise, in 8-bit levels. @default 6 */
  readonly noiseSigma?: number;
}

/** Options of {@link cardFrames}. */
export interface CardFramesOptions extends HeldCard {
  /** The number of pictures. The movement repeats after {@link swayFrames}. */
  readonly frames: number;
  /** @default 640 */
  readonly widthPx?: number;
  /** @default 480 */
  readonly heightPx?: number;
  /** The seed of the noise. @default 1 */
  readonly seed?: number;
}

/** After this number of pictures the card is where it was. */
export const swayFrames = 40;

/** The programme's card has the size of a bank card. */
const cardMm = { width: 85.6, height: 54 };
/** Levels of the table, the card and its ink, as cameras expose them. */
const levels = { table: 90, card: 215, ink: 40, lamp: 255 };
/** Where the lamp is reflected, and how wide its reflection is. */
const lampMm = { x: 8, y: -4, sigma: 14 };
/** The lens is two widths of the picture away. */
const distanceInWidths = 2;
/** The part of the picture's width that a card takes which is tilted as by default. */
const cardShare = 0.86;

/**
 * Yields consecutive pictures of a card: a QR code or a Code 39 in perspective, with small movements and sensor noise. The
 * same options give the same bytes.
 * @throws Error if the symbology cannot encode the text
 */
export function* cardFrames(options: CardFramesOptions): Generator<LumaFrame> {
  const { widthPx = 640, heightPx = 480, turnedDeg = 4, tiltedDeg = 10, swayPx = 12, noiseSigma = 6 } = options;
  const { seed = 1, blurPx = 0, motionPx = 0, glare = 0 } = options;
  const ink = options.symbology === 'qr' ? qrInk(options.text) : code39Ink(options.text);
  const noise = gaussian(seed);
  for (let n = 0; n < options.frames; n++) {
    const phase = (2 * Math.PI * n) / swayFrames;
    const lit = lightOf({
      ...{ ink, glare, widthPx, heightPx },
      turned: toRadians(turnedDeg + Math.sin(phase)),
      tilted: toRadians(tiltedDeg),
      x: widthPx / 2 + swayPx * Math.sin(phase),
      y: heightPx / 2 + (swayPx / 2) * Math.cos(phase),
    });
    const blurred = smeared(blurredBy(lit, widthPx, blurPx), widthPx, motionPx);
    const luma = Uint8Array.from(blurred, (level) => clamp(level + noiseSigma * noise()));
    yield { luma, widthPx, heightPx };
  }
}

/** A card in a picture: its centre in pixels, its angles in radians. */
interface Pose {
  readonly ink: Ink;
  readonly glare: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly turned: number;
  readonly tilted: number;
  readonly x: number;
  readonly y: number;
}

/** Returns the light at each pixel: the mean of four points in it. */
function lightOf({ ink, glare, widthPx, heightPx, turned, tilted, x, y }: Pose): Float32Array {
  const [cos, sin] = [Math.cos(turned), Math.sin(turned)];
  const pxPerMm = (widthPx * cardShare) / cardMm.width;
  const [flat, lean] = [Math.cos(tilted), Math.sin(tilted) / (distanceInWidths * widthPx)];
  const lit = new Float32Array(widthPx * heightPx);
  for (let pixel = 0; pixel < lit.length; pixel++) {
    let light = 0;
    for (let point = 0; point < 4; point++) {
      const right = (pixel % widthPx) + (point % 2 === 0 ? 0.25 : 0.75) - x;
      const down = Math.floor(pixel / widthPx) + (point < 2 ? 0.25 : 0.75) - y;
      const across = cos * right + sin * down;
      const along = cos * down - sin * right;
      // What is nearer to the lens is larger.
      const scale = pxPerMm * (flat + across * lean);
      light += shade(ink, glare, across / scale, (flat * along) / scale);
    }
    lit[pixel] = light / 4;
  }
  return lit;
}

/** Returns a picture of the table without a card. */
export function emptyFrame(widthPx: number, heightPx: number): LumaFrame {
  return { luma: new Uint8Array(widthPx * heightPx).fill(levels.table), widthPx, heightPx };
}

function shade(ink: Ink, glare: number, xMm: number, yMm: number): number {
  if (Math.abs(xMm) > cardMm.width / 2 || Math.abs(yMm) > cardMm.height / 2) return levels.table;
  const level = ink(xMm, yMm) ? levels.ink : levels.card;
  if (glare === 0) return level;
  const far = ((xMm - lampMm.x) ** 2 + (yMm - lampMm.y) ** 2) / (2 * lampMm.sigma ** 2);
  return level + (levels.lamp - level) * Math.min(1, glare * 1.5 * Math.exp(-far));
}

/** Blurs rows, then columns. Pixels beyond an edge are those at the edge. */
function blurredBy(lit: Float32Array, widthPx: number, sigmaPx: number): Float32Array {
  if (sigmaPx === 0) return lit;
  const reach = Math.ceil(3 * sigmaPx);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-0.5 * ((at - reach) / sigmaPx) ** 2));
  return spread(spread(lit, widthPx, 1, weights), lit.length / widthPx, widthPx, weights);
}

/** Averages each pixel with its neighbours, over the way that the card moves. */
function smeared(lit: Float32Array, widthPx: number, motionPx: number): Float32Array {
  const reach = Math.round(motionPx / 2);
  return reach === 0 ? lit : spread(lit, widthPx, 1, Array<number>(2 * reach + 1).fill(1));
}

/** Returns the weighted means along lines of `count` pixels that are `step` apart. */
function spread(from: Float32Array, count: number, step: number, weights: readonly number[]): Float32Array {
  const reach = (weights.length - 1) / 2;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return from.map((_, at) => {
    const position = Math.floor(at / step) % count;
    let sum = 0;
    for (let off = -reach; off <= reach; off++) {
      const to = Math.max(0, Math.min(count - 1, position + off));
      sum += (weights[off + reach] ?? 0) * (from[at + (to - position) * step] ?? 0);
    }
    return sum / total;
  });
}

/** Returns a generator of standard normal numbers (Box–Muller). The same seed gives the same numbers. */
function gaussian(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

function toRadians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function clamp(level: number): number {
  return Math.max(0, Math.min(255, Math.round(level)));
}
