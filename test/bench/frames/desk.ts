// A desk with many things that are not cards, drawn once, and any number of camera views of it. Each is another frame to a
// reader, at a hundredth of the cost of drawing it.
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { meanAcross, meanDown } from '../../../packages/capture/src/engines/cardqr/running-means.ts';
import { foreignBars } from './conditions39.ts';
import { projectionOf } from './optics.ts';
import { foreignQrText, nearlyCardText, qrSheet } from './qr-scene.ts';
import { createRandom, type Random } from './random.ts';
import { barSheet, room, type Sheet } from './scene.ts';

/** A thing on the desk. */
export interface Desk {
  readonly width: number;
  readonly height: number;
  /** Reflectance, 0 ink to 1 paper. */
  readonly data: Float32Array;
  readonly kinds: readonly string[];
}

const [width, height] = [1440, 1080];
/** The middles of the things, as shares of the desk. A large thing covers its neighbour. */
const places = [0.2, 0.5, 0.8].flatMap((x) => [0.18, 0.5, 0.82].map((y) => [x, y] as const));

/** Draws a desk with nine things on it: bars, QR codes of nearly a card's text and of other texts, in a room. */
export function deskWithoutCard(seed: number): Desk {
  const random = createRandom(seed * 6151 + 29);
  const data = enlarged(room(width / 2, height / 2, random), width / 2, height / 2);
  const kinds = places.map((place) => {
    const { kind, sheet, ppm } = thing(random);
    lay(data, sheet, { place, ppm, random });
    return kind;
  });
  return { width, height, data, kinds };
}

function thing(random: Random): { readonly kind: string; readonly sheet: Sheet; readonly ppm: number } {
  const chance = random.next();
  if (chance < 0.22) {
    const sheet = qrSheet(nearlyCardText(random), random, random.pick(['L', 'M', 'Q']));
    return { kind: 'QR, nearly a card', sheet, ppm: random.between(2, 6) };
  }
  if (chance < 0.4) return { kind: 'QR', sheet: qrSheet(foreignQrText(random), random), ppm: random.between(2, 6) };
  const { bars, kind } = foreignBars(random);
  const bare = random.next() < 0.6;
  const heightModules = random.between(14, 50);
  return { kind, sheet: barSheet(bars, random, { bare, heightModules }), ppm: random.between(1.4, 3.2) };
}

interface Lying {
  readonly place: readonly [number, number];
  readonly ppm: number;
  readonly random: Random;
}

const across = 2;

function lay(data: Float32Array, sheet: Sheet, { place, ppm, random }: Lying): void {
  const pose = {
    ppm,
    rotationDeg: random.between(0, 360),
    tiltXDeg: random.between(-25, 25),
    tiltYDeg: random.between(-35, 35),
    offsetPx: [
      (place[0] - 0.5 + random.between(-0.06, 0.06)) * width,
      (place[1] - 0.5 + random.between(-0.06, 0.06)) * height,
    ],
    focal: 1.2,
  } as const;
  const { symbol, box } = sheet;
  const projection = projectionOf(pose, width, height, [symbol.width / 2, symbol.height / 2]);
  const corners = [0, 2].flatMap((u) => [1, 3].map((v) => projection.toPixel(box[u] as number, box[v] as number)));
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, right] = [Math.max(0, Math.floor(Math.min(...xs))), Math.min(width, Math.ceil(Math.max(...xs)))];
  const [top, bottom] = [Math.max(0, Math.floor(Math.min(...ys))), Math.min(height, Math.ceil(Math.max(...ys)))];
  const half = 0.5 / across / ppm;
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      let sum = 0;
      let hits = 0;
      for (let n = 0; n < across * across; n++) {
        const [u, v] = projection.toSheet(
          x + ((n % across) + 0.5) / across,
          y + (Math.floor(n / across) + 0.5) / across,
        );
        const value = sheet.at(u, v, half);
        if (value < 0) continue;
        sum += value;
        hits++;
      }
      if (hits > 0) data[y * width + x] = sum / hits;
    }
}

/** Enlarges to twice the size each way, with the same contrast. */
function enlarged(from: Float32Array, columns: number, rows: number): Float32Array {
  const to = new Float32Array(4 * columns * rows);
  for (let y = 0; y < 2 * rows; y++)
    for (let x = 0; x < 2 * columns; x++) to[y * 2 * columns + x] = from[(y >> 1) * columns + (x >> 1)] as number;
  return to;
}

/** Picture sizes of cameras, the small ones more often: the cost of a frame is in its pixels. */
const sizes = [
  ...Array<readonly [number, number]>(5).fill([640, 480]),
  ...Array<readonly [number, number]>(8).fill([640, 360]),
  [800, 600],
  [960, 540],
  [1280, 720],
] as const;

/** A camera that looks at desks. Its memory is reused. */
export interface Camera {
  /** Looks at a desk from a random pose, the same for the same seed: turned, mirrored, near or far, soft. */
  aim(desk: Desk, seed: number): void;
  /** Returns a frame of that view, the same for the same seed: dim or glaring, noisy, upside down. */
  take(seed: number): Frame;
}

export function createCamera(): Camera {
  const most = Math.max(...sizes.map(([wide, high]) => wide * high));
  const light = new Float32Array(most);
  const other = new Float32Array(most);
  const sums = new Float64Array(Math.max(...sizes.map(([wide]) => wide)));
  const normal = createRandom(1);
  const noise = Float32Array.from({ length: 1 << 18 }, () => normal.normal());
  let [widthPx, heightPx] = [0, 0];
  return {
    aim(desk, seed) {
      const random = createRandom(seed * 2719 + 17);
      [widthPx, heightPx] = random.pick(sizes);
      look(desk, light, { widthPx, heightPx, random });
      for (const pixels of random.pick(softness)) {
        meanAcross({ width: widthPx, height: heightPx }, light, pixels, other);
        meanDown({ width: widthPx, height: heightPx }, other, pixels, light, sums);
      }
      const moved = random.pick([1, 1, 1, 3, 5]);
      if (moved === 1) return;
      meanAcross({ width: widthPx, height: heightPx }, light, moved, other);
      light.set(other);
    },
    take(seed) {
      const random = createRandom(seed * 4093 + 5);
      const luma = expose(light, noise, { widthPx, heightPx, random });
      if (random.next() < 0.5) luma.reverse();
      return { luma, widthPx, heightPx, takenAtMs: 0 };
    },
  };
}

/** Widths of the running means that make up the blur: none, or a sigma of about one to two and a half pixels. */
const softness = [[], [], [3], [3], [3, 3], [3, 3], [3, 5], [5, 5], [5, 7]] as const;

interface View {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly random: Random;
}

/** Samples the desk, at two points of a large pixel. Beyond its edges it is mirrored. */
function look(desk: Desk, into: Float32Array, { widthPx, heightPx, random }: View): void {
  const turn = random.next() < 0.3 ? random.whole(0, 3) * (Math.PI / 2) : random.between(0, 2 * Math.PI);
  const step = random.between(0.75, 1.9);
  const mirrored = random.next() < 0.3 ? -1 : 1;
  const [cos, sin] = [Math.cos(turn) * step, Math.sin(turn) * step];
  const [x0, y0] = [random.between(0.15, 0.85) * desk.width, random.between(0.15, 0.85) * desk.height];
  const samples = step > 1.1 ? 2 : 1;
  for (let y = 0, at = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, at++) {
      let sum = 0;
      for (let n = 0; n < samples; n++) {
        const px = (x - widthPx / 2 + n / 2) * mirrored;
        const py = y - heightPx / 2 + n / 2;
        const column = folded((x0 + cos * px - sin * py) | 0, desk.width);
        const row = folded((y0 + sin * px + cos * py) | 0, desk.height);
        sum += desk.data[row * desk.width + column] as number;
      }
      into[at] = sum / samples;
    }
}

function folded(at: number, length: number): number {
  if (at >= 0 && at < length) return at;
  const rest = (at < 0 ? -at : at) % (2 * length);
  return rest < length ? rest : 2 * length - 1 - rest;
}

const toneSteps = 1023;

/** Applies shading, tone curve by table, and noise. */
function expose(
  light: Float32Array,
  noise: Float32Array,
  { widthPx, heightPx, random }: View,
): Uint8Array<ArrayBuffer> {
  const gamma = random.pick([1.6, 2.2, 2.2]);
  const [black, white] = [(random.between(15, 90) / 255) ** gamma, (random.between(130, 300) / 255) ** gamma];
  const tones = Float32Array.from({ length: toneSteps + 1 }, (_, at) => 255 * (at / toneSteps) ** (1 / gamma));
  const sigma = random.pick([1, 3, 6, 12, 20]);
  const [gx, gy] = [random.between(-0.6, 0.6) / widthPx, random.between(-0.6, 0.6) / heightPx];
  const luma = new Uint8Array(widthPx * heightPx);
  for (let y = 0, at = 0; y < heightPx; y++) {
    let from = Math.floor(random.next() * (noise.length - widthPx));
    for (let x = 0; x < widthPx; x++, at++, from++) {
      const shade = 1 + (x - widthPx / 2) * gx + (y - heightPx / 2) * gy;
      const own = (black + (white - black) * (light[at] as number)) * shade;
      const level = tones[own >= 1 ? toneSteps : (own * toneSteps) | 0] as number;
      const told = level + sigma * (noise[from] as number) + 0.5;
      luma[at] = Math.max(0, Math.min(255, told));
    }
  }
  return luma;
}
