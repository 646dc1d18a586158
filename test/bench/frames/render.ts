// The bench's own pictures: scene → optics → camera; the same bytes for the same options and seed.
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { type Camera, expose, type Spot } from './camera.ts';
import { applyBlur, type Blur, type Light, type Pose, type Projection, projectionOf } from './optics.ts';
import { createRandom } from './random.ts';
import { room, type Sheet } from './scene.ts';

/** Everything about one picture except its content. Blur is in pixels, as the lens makes it. */
export interface Shot extends Pose, Blur, Camera {
  readonly widthPx: number;
  readonly heightPx: number;
}

export const plainShot: Shot = {
  widthPx: 640,
  heightPx: 480,
  ppm: 2,
  rotationDeg: 0,
  tiltXDeg: 0,
  tiltYDeg: 0,
  offsetPx: [0, 0],
  focal: 1.2,
  gaussianPx: 0,
  discPx: 0,
  skirtPx: 0,
  motionPx: 0,
  motionRad: 0,
  black: 35,
  white: 215,
  gamma: 2.2,
  noise: 3,
  sharpen: 0,
  jpeg: 0,
  glare: 0,
  glareShift: 0,
  shade: 0,
};

export interface Picture {
  readonly frame: Frame;
  /** The symbol's corners in pixels: top left, top right, bottom right, bottom left. None without a sheet. */
  readonly corners: readonly (readonly [number, number])[];
}

const rooms = new Map<string, Float32Array>();

/** A few rooms of each size are enough, and drawing them takes time. */
function pooledRoom(width: number, height: number, seed: number): Float32Array {
  const key = `${width}×${height}:${seed % 24}`;
  const known = rooms.get(key) ?? room(width, height, createRandom(1000003 + (seed % 24)));
  rooms.set(key, known);
  return known;
}

/** Returns a picture of a sheet in a room, or of the room alone. With `ownRoom` each seed has its own room. */
export function render(sheet: Sheet | undefined, options: Partial<Shot>, seed: number, ownRoom = false): Picture {
  const shot = { ...plainShot, ...options };
  const random = createRandom(seed);
  const { widthPx: width, heightPx: height } = shot;
  const back = ownRoom ? room(width, height, random) : pooledRoom(width, height, seed);
  const black = (shot.black / 255) ** shot.gamma;
  const white = (shot.white / 255) ** shot.gamma;
  const light: Light = { data: back.map((value) => black + (white - black) * value), width, height };
  if (sheet === undefined) {
    applyBlur(light, shot, 1);
    const spot = spotIn({ x: width / 2, y: height / 2, length: width }, random);
    return { frame: frameOf(expose(light, shot, spot, random), shot), corners: [] };
  }
  const symbol = sheet.symbol;
  const jitter = [random.between(-8.5, 8.5), random.between(-8.5, 8.5)] as const;
  const offsetPx = [shot.offsetPx[0] + jitter[0], shot.offsetPx[1] + jitter[1]] as const;
  const projection = projectionOf({ ...shot, offsetPx }, width, height, [symbol.width / 2, symbol.height / 2]);
  const corners = [
    projection.toPixel(0, 0),
    projection.toPixel(symbol.width, 0),
    projection.toPixel(symbol.width, symbol.height),
    projection.toPixel(0, symbol.height),
  ] as const;
  const levels = { black, white };
  const margin = 4 + 3.5 * (shot.gaussianPx + 3 * shot.skirtPx) + shot.discPx + shot.motionPx / 2;
  const soft = shot.gaussianPx + shot.skirtPx + shot.discPx / 2 > 1.2;
  const fine = lightOfCode({ sheet, projection, light, levels, corners, margin, samples: soft ? 2 : 3 });
  const [u0, v0, u1, v1] = sheet.box;
  const box = [
    projection.toPixel(u0, v0),
    projection.toPixel(u1, v0),
    projection.toPixel(u1, v1),
    projection.toPixel(u0, v1),
  ];
  draw(light, { sheet, projection, levels, area: boundsOf(box, 1, light), samples: 1, back: light });
  applyBlur(light, shot, 1);
  applyBlur(fine.light, shot, fine.samples);
  putBack(light, fine, boundsOf(corners, 3, light));
  const [tl, tr, br, bl] = corners;
  const centre = {
    x: (tl[0] + tr[0] + br[0] + bl[0]) / 4 + shot.glareShift * (tr[0] - tl[0]),
    y: (tl[1] + tr[1] + br[1] + bl[1]) / 4 + shot.glareShift * (tr[1] - tl[1]),
  };
  const spot = spotIn({ ...centre, length: Math.hypot(tr[0] - tl[0], tr[1] - tl[1]) }, random);
  return { frame: frameOf(expose(light, shot, spot, random), shot), corners };
}

function frameOf(luma: Uint8Array<ArrayBuffer>, { widthPx, heightPx }: Shot): Frame {
  return { luma, widthPx, heightPx, takenAtMs: 0 };
}

function spotIn(about: { x: number; y: number; length: number }, random: ReturnType<typeof createRandom>): Spot {
  const spread = about.length / 2;
  return {
    x: about.x + random.between(-0.4, 0.4) * spread,
    y: about.y + random.between(-0.2, 0.2) * spread,
    sigma: spread * random.between(0.2, 0.5),
  };
}

type Bounds = readonly [number, number, number, number];

function boundsOf(points: readonly (readonly [number, number])[], margin: number, light: Light): Bounds {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [
    Math.min(light.width, Math.max(0, Math.floor(Math.min(...xs) - margin))),
    Math.min(light.height, Math.max(0, Math.floor(Math.min(...ys) - margin))),
    Math.max(0, Math.min(light.width, Math.ceil(Math.max(...xs) + margin))),
    Math.max(0, Math.min(light.height, Math.ceil(Math.max(...ys) + margin))),
  ];
}

interface Drawing {
  readonly sheet: Sheet;
  readonly projection: Projection;
  readonly levels: { readonly black: number; readonly white: number };
  readonly area: Bounds;
  readonly samples: number;
  readonly back: Light;
}

/** Draws the sheet over its background, `samples` squared to the pixel, each averaged along the code over its width. */
function draw(into: Light, { sheet, projection, levels, area, samples, back }: Drawing): void {
  const [x0, y0, x1, y1] = area;
  const alone = into === back;
  const [width, height] = [(x1 - x0) * samples, (y1 - y0) * samples];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [px, py] = [x0 + (x + 0.5) / samples, y0 + (y + 0.5) / samples];
      const [u, v] = projection.toSheet(px, py);
      // Half of the span of one sample along the code, in any direction of the code.
      const [right] = projection.toSheet(px + 0.5 / samples, py);
      const [below] = projection.toSheet(px, py + 0.5 / samples);
      const half = Math.max(0.02, Math.hypot(right - u, below - u));
      const value = sheet.at(u, v, half);
      const at = alone ? (y0 + y) * into.width + x0 + x : y * into.width + x;
      const behind = back.data[Math.floor(py) * back.width + Math.floor(px)] as number;
      into.data[at] = value < 0 ? behind : levels.black + (levels.white - levels.black) * value;
    }
}

interface Fine {
  readonly light: Light;
  readonly area: Bounds;
  readonly samples: number;
}

/** The code on a finer grid, so that aliasing comes from the pixels alone. */
function lightOfCode(
  of: Omit<Drawing, 'area' | 'back'> & {
    light: Light;
    corners: readonly (readonly [number, number])[];
    margin: number;
  },
): Fine {
  const area = boundsOf(of.corners, of.margin, of.light);
  const [width, height] = [(area[2] - area[0]) * of.samples, (area[3] - area[1]) * of.samples];
  const light = { data: new Float32Array(Math.max(0, width * height)), width, height };
  draw(light, { ...of, area, back: of.light });
  return { light, area, samples: of.samples };
}

/** Sums the fine samples into pixels. */
function putBack(light: Light, { light: fine, area, samples }: Fine, [x0, y0, x1, y1]: Bounds): void {
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      let sum = 0;
      for (let j = 0; j < samples; j++) {
        const from = ((y - area[1]) * samples + j) * fine.width + (x - area[0]) * samples;
        for (let i = 0; i < samples; i++) sum += fine.data[from + i] as number;
      }
      light.data[y * light.width + x] = sum / samples ** 2;
    }
}
