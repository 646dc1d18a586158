// From light on the sensor to the bytes that an engine gets: shading, glare, tone curve, sharpening, noise, compression.
import { gaussian, type Light } from './optics.ts';
import type { Random } from './random.ts';

export interface Camera {
  /** 8-bit levels of ink and paper. */
  readonly black: number;
  readonly white: number;
  /** Exponent of the tone curve: level = 255 · light^(1 / gamma). */
  readonly gamma: number;
  /** Standard deviation of the noise in 8-bit levels, after the tone curve. */
  readonly noise: number;
  /** Strength of the camera's own unsharp mask (radius one pixel). */
  readonly sharpen: number;
  /** Quality of the compression, 1–100 as in JPEG; 0 for none. */
  readonly jpeg: number;
  /** Peak of a spot of glare, relative to the light of white paper. */
  readonly glare: number;
  /** Distance of the spot from its random position near the code's middle, in lengths of the code. */
  readonly glareShift: number;
  /** Strength of a gradient of light across the picture, as a share. */
  readonly shade: number;
}

/** Where the glare falls: its centre and its sigma, in pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
}

/** Light (1 saturates) to luma. */
export function expose(light: Light, camera: Camera, spot: Spot, random: Random): Uint8Array<ArrayBuffer> {
  const { data, width, height } = light;
  const white = (camera.white / 255) ** camera.gamma;
  const turn = random.between(0, 2 * Math.PI);
  const [gx, gy] = [(2 * camera.shade * Math.cos(turn)) / width, (2 * camera.shade * Math.sin(turn)) / height];
  const signal: Light = { data: new Float32Array(data.length), width, height };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let value = data[y * width + x] as number;
      if (camera.shade > 0) value *= 1 + (x - width / 2) * gx + (y - height / 2) * gy;
      if (camera.glare > 0) {
        const far = ((x - spot.x) ** 2 + (y - spot.y) ** 2) / spot.sigma ** 2;
        if (far < 12) value += camera.glare * white * Math.exp(-far / 2);
      }
      signal.data[y * width + x] = toned(value, camera.gamma);
    }
  if (camera.sharpen > 0) {
    const soft: Light = { ...signal, data: signal.data.slice() };
    gaussian(soft, 1);
    for (let at = 0; at < data.length; at++) {
      const value = signal.data[at] as number;
      signal.data[at] = value + camera.sharpen * (value - (soft.data[at] as number));
    }
  }
  for (let at = 0; at < data.length; at++) {
    // The pixel saturates before the noise is added.
    const value = Math.min(255, signal.data[at] as number);
    signal.data[at] = camera.noise > 0 ? value + camera.noise * random.normal() : value;
  }
  if (camera.jpeg > 0) compress(signal, camera.jpeg);
  return Uint8Array.from(signal.data, (value) => Math.min(255, Math.max(0, Math.round(value))));
}

const toneSteps = 4096;
const toneTables = new Map<number, Float32Array>();

/** The tone curve as a table in the square root of light, over which it is smooth. */
function toned(light: number, gamma: number): number {
  let table = toneTables.get(gamma);
  if (table === undefined) {
    table = Float32Array.from({ length: 2 * toneSteps + 1 }, (_, at) => 255 * (at / toneSteps) ** (2 / gamma));
    toneTables.set(gamma, table);
  }
  const at = Math.min(2 * toneSteps, Math.round(Math.sqrt(Math.max(0, light)) * toneSteps));
  return table[at] as number;
}

/** The luminance quantisation of ITU-T T.81, annex K.1. */
const quantisation = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const cosines = Float32Array.from({ length: 64 }, (_, at) => {
  const [k, n] = [at >> 3, at & 7];
  return (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * n + 1) * k * Math.PI) / 16);
});

/** Applies the loss of baseline JPEG: 8 × 8 blocks, transformed, rounded and transformed back. */
function compress({ data, width, height }: Light, quality: number): void {
  const scale = quality < 50 ? 50 / quality : (100 - quality) / 50;
  const steps = quantisation.map((step) => Math.max(1, Math.round(step * scale)));
  const [block, other] = [new Float32Array(64), new Float32Array(64)];
  for (let top = 0; top + 8 <= height; top += 8)
    for (let left = 0; left + 8 <= width; left += 8) {
      for (let at = 0; at < 64; at++) {
        const level = data[(top + (at >> 3)) * width + left + (at & 7)] as number;
        block[at] = Math.min(255, Math.max(0, level)) - 128;
      }
      transform(block, other, false);
      transform(other, block, false);
      for (let at = 0; at < 64; at++) {
        const step = steps[at] as number;
        block[at] = Math.round((block[at] as number) / step) * step;
      }
      transform(block, other, true);
      transform(other, block, true);
      for (let at = 0; at < 64; at++) data[(top + (at >> 3)) * width + left + (at & 7)] = (block[at] as number) + 128;
    }
}

/** One pass of the cosine transform over the rows, written transposed. Two passes make the whole transform. */
function transform(from: Float32Array, to: Float32Array, back: boolean): void {
  for (let row = 0; row < 8; row++)
    for (let k = 0; k < 8; k++) {
      let sum = 0;
      for (let n = 0; n < 8; n++)
        sum += (from[row * 8 + n] as number) * (cosines[back ? n * 8 + k : k * 8 + n] as number);
      to[k * 8 + row] = sum;
    }
}
