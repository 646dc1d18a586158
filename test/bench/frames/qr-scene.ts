// Cards with a QR code under one kind of trouble at a time and under all at once, and other QR codes.
import bwipjs from 'bwip-js/generic';
import { anyCard, cheapCamera } from './conditions39.ts';
import { createRandom, type Random } from './random.ts';
import { type Picture, render, type Shot } from './render.ts';
import type { Sheet } from './scene.ts';

/** A shot with its blur in modules. */
export interface QrTrouble extends Partial<Shot> {
  readonly blurModules?: number;
  /** Error correction; that of cards is not known, and M is the default of generators. */
  readonly level?: Level;
}

export interface QrCondition {
  readonly name: string;
  readonly trouble: (random: Random) => QrTrouble;
}

/** Returns a picture of a card under a condition; the same for the same seed. */
export function qrPictureOf(condition: QrCondition, seed: number): Picture & { readonly text: string } {
  const random = createRandom(seed * 6007 + 11);
  const text = anyCard(random);
  const trouble = condition.trouble(random);
  const gaussianPx = (trouble.blurModules ?? 0) * (trouble.ppm ?? 2);
  return { ...render(qrSheet(text, random, trouble.level), { ...trouble, gaussianPx }, seed), text };
}

/**
 * All kinds of trouble at once, at any angle. About as hard as the mix of the project's first measurements: there the best
 * library read 181 to 193 of 300.
 */
export const qrMix: QrCondition = {
  name: 'mix',
  trouble: (random) => ({
    ppm: random.between(2.2, 6),
    blurModules: random.between(0.1, 0.7),
    rotationDeg: random.between(0, 360),
    tiltXDeg: random.between(-25, 25),
    tiltYDeg: random.between(-25, 25),
    noise: random.between(2, 12),
    ...cheapCamera(random),
    level: random.pick(['L', 'M', 'M', 'Q']),
  }),
};

/** Texts of other QR codes. */
export function foreignQrText(random: Random): string {
  const figures = Array.from({ length: random.whole(4, 12) }, () => random.whole(0, 9)).join('');
  return random.pick([`https://example.org/${figures}`, `B${figures}`, figures, `WIFI:S:${figures};;`]);
}

/** Returns a picture of another QR code in a room. */
export function foreignQrPicture(seed: number): Picture & { readonly text: string } {
  const random = createRandom(seed * 43 + 3);
  const text = foreignQrText(random);
  const trouble = qrMix.trouble(random);
  const gaussianPx = (trouble.blurModules ?? 0) * (trouble.ppm ?? 2);
  return { ...render(qrSheet(text, random), { ...trouble, gaussianPx }, seed), text };
}

/** Returns almost a card's code: another letter, a digit too few or too many, the letter at the end. */
export function nearlyCardText(random: Random): string {
  const figures = (count: number) => Array.from({ length: count }, () => random.whole(0, 9)).join('');
  return random.pick([
    `${random.pick('BCDEFW')}${figures(9)}`,
    `${random.pick('AYXZ')}${figures(random.pick([8, 10]))}`,
    `${random.pick(['AB', 'YN', 'XM'])}${figures(8)}`,
    `${figures(9)}A`,
    figures(10),
    `A${figures(4)}${random.pick('-B ')}${figures(4)}`,
  ]);
}

/** Returns a picture of a QR code with almost a card's code. */
export function nearlyCardPicture(seed: number): Picture & { readonly text: string } {
  const random = createRandom(seed * 59 + 7);
  const text = nearlyCardText(random);
  const trouble = random.pick([
    { ppm: 3, blurModules: random.between(0.3, 1.5), noise: 5 },
    { ppm: random.between(1.2, 2), blurModules: 0.4, noise: 8 },
    { ppm: 3, blurModules: 0.5, noise: random.between(20, 50) },
  ]);
  const gaussianPx = trouble.blurModules * trouble.ppm;
  const rotationDeg = random.between(0, 360);
  const sheet = qrSheet(text, random, random.pick(['L', 'M', 'Q']));
  return { ...render(sheet, { ...trouble, gaussianPx, rotationDeg }, seed), text };
}

/** The error correction of a QR code, from the least. */
type Level = 'L' | 'M' | 'Q' | 'H';

/** Returns the modules of a QR code. */
export function qrModules(text: string, level: Level): { readonly side: number; isInk(u: number, v: number): boolean } {
  // The types have the options of all symbologies, but not QR's own.
  // Without `fixedeclevel`, bwip-js takes a higher level if it fits.
  const options = { bcid: 'qrcode', text, eclevel: level, fixedeclevel: true };
  const [drawn] = bwipjs.raw(options);
  if (drawn === undefined || 'sbs' in drawn) throw new Error('bwip-js drew no QR code.');
  const { pixs, pixx: side } = drawn as unknown as { pixs: readonly number[]; pixx: number };
  return { side, isInk: (u, v) => pixs[v * side + u] === 1 };
}

/** The quiet zone of ISO/IEC 18004, in modules. */
const quiet = 4;

/** Draws a card with a QR code at its right, a band, and blots like a picture's. */
export function qrSheet(text: string, random: Random, level: Level = 'M'): Sheet {
  const { side, isInk } = qrModules(text, level);
  // Ink to the left of each column, row by row, so that a mean over any width is one difference.
  const ink = new Float64Array(side * (side + 1));
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      ink[row * (side + 1) + column + 1] = (ink[row * (side + 1) + column] as number) + (isInk(column, row) ? 1 : 0);
  const upTo = (row: number, u: number) => {
    const place = Math.min(side, Math.max(0, u));
    const column = Math.min(side - 1, Math.floor(place));
    const before = ink[row * (side + 1) + column] as number;
    return before + ((ink[row * (side + 1) + column + 1] as number) - before) * (place - column);
  };
  const box = [-55, -22, side + 14, side + 14] as const;
  const blots = Array.from({ length: 7 }, () => {
    const [width, height] = [random.between(4, 18), random.between(2, 12)];
    const [left, top] = [random.between(box[0], -quiet - width), random.between(-14, side + 10 - height)];
    return { left, top, right: left + width, bottom: top + height, value: random.between(0.05, 0.9) };
  });
  const band = random.between(0.1, 0.7);
  return {
    symbol: { width: side, height: side },
    box,
    at(u, v, half) {
      if (u < box[0] || v < box[1] || u >= box[2] || v >= box[3]) return -1;
      if (v >= 0 && v < side && u > -half && u < side + half) {
        const row = Math.floor(v);
        // Rounding must not make it negative, which would mean off the sheet.
        return Math.max(0, 1 - (upTo(row, u + half) - upTo(row, u - half)) / (2 * half));
      }
      if (v < box[1] + 7) return band;
      return blots.find(({ left, top, right, bottom }) => u >= left && u < right && v >= top && v < bottom)?.value ?? 1;
    },
  };
}
