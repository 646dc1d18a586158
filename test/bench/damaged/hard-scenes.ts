// Cards whose code is all there or can be corrected, and is hard to see. The same for the same seed.
import { anyCard } from '../frames/conditions39.ts';
import { createRandom, type Random } from '../frames/random.ts';
import type { Glare, Phone } from './phone.ts';
import { type Print, paint, printCard, printQrCard } from './print.ts';
import { heldScene, type Scene } from './scenes.ts';

interface Hard {
  readonly symbology: 'Code 39' | 'QR code';
  /** What the check of 23 November 2026 saw with its own generator. */
  readonly was: string;
  readonly phone?: Partial<Phone>;
  /** Pixels to a module. Default: as a card is held. */
  ppm?(random: Random): number;
  /** Changes the print. */
  change?(print: Print, random: Random): void;
  glare?(print: Print, random: Random): Glare;
}

const usualPpm = {
  'Code 39': (random: Random) => random.between(1.3, 2.2),
  'QR code': (random: Random) => random.between(2.5, 4),
};

/** The modules of a finder pattern and what separates it (ISO/IEC 18004). */
const finder = 8;
/** A lens that is in focus, as far as a phone's is. */
const inFocus = { blurModules: 0.35 };

/** A display at its lowest light, with the reflection of a lamp: ink and paper differ by a quarter of what a card's do. */
function dimDisplay(print: Print, random: Random): void {
  const lamp = { u: random.between(0, print.symbolWidth), v: random.between(0, print.symbolHeight) };
  const sigma = random.between(0.2, 0.4) * print.symbolWidth;
  const all = { u: -1000, v: -1000, width: 2000, height: 2000 };
  paint(print, all, (old, u, v) => {
    const away = ((u - lamp.u) ** 2 + (v - lamp.v) ** 2) / (2 * sigma ** 2);
    return 0.04 + 0.25 * old + 0.25 * Math.exp(-away);
  });
}

/** A lamp over the code: its middle, its half width as a share of the code's width, and its strength; paper is about 0.85. */
const lampOver =
  (halves: readonly [number, number], strengths: readonly [number, number]) =>
  ({ symbolWidth }: Print, random: Random): Glare => ({
    u: random.between(0.2, 0.8) * symbolWidth,
    halfModules: random.between(...halves) * symbolWidth,
    strength: random.between(...strengths),
  });

/** Paper over 15 % of a QR code, between its three finder patterns. */
function coverPart(print: Print, random: Random): void {
  const side = print.symbolWidth;
  const width = random.between(0.3, 0.6) * side;
  const height = (0.15 * side * side) / width;
  const box = { u: random.between(finder, side - width), v: random.between(finder, side - height), width, height };
  paint(print, box, () => 0.9);
}

/** What makes a card hard to see, by the name of the table. */
export const hard: Readonly<Record<string, Hard>> = {
  'Code 39 on a dim, reflecting display': { symbology: 'Code 39', was: '14 of 40 read', change: dimDisplay },
  'QR code on a dim, reflecting display': { symbology: 'QR code', was: '0 of 40 read', change: dimDisplay },
  'Code 39 under a soft highlight': {
    symbology: 'Code 39',
    was: '16 of 40 read',
    glare: lampOver([0.15, 0.3], [0.2, 0.5]),
  },
  'QR code under a soft highlight': {
    symbology: 'QR code',
    was: '25 of 40 read',
    glare: lampOver([0.3, 0.6], [0.2, 0.5]),
  },
  'QR code with a streak of glare': {
    symbology: 'QR code',
    was: '3 of 30 read',
    phone: inFocus,
    glare: lampOver([0.06, 0.12], [3, 3]),
  },
  'QR code, 15 % covered': { symbology: 'QR code', was: '19 of 40 read', phone: inFocus, change: coverPart },
  'Code 39 of 0.6 pixels a module': {
    symbology: 'Code 39',
    was: '2 of 40 read',
    phone: { jpeg: 75, blurModules: 0.4 },
    ppm: () => 0.6,
  },
  'QR code of 1 pixel a module': {
    symbology: 'QR code',
    was: '20 of 40 read',
    phone: { jpeg: 75, blurModules: 0.3 },
    ppm: () => 1,
  },
};

/** Returns a scene of a kind of {@link hard}. */
export function hardScene(seed: number, kind: string): Scene {
  const { symbology, phone, change, glare, ...own } = hard[kind] as Hard;
  const ppm = own.ppm ?? usualPpm[symbology];
  const random = createRandom(seed * 3571 + 13);
  const text = anyCard(random);
  const print =
    symbology === 'QR code'
      ? printQrCard(text, random)
      : printCard(text, random, { ratio: random.pick([2, 2.5, 3]), heightModules: random.between(18, 34) });
  change?.(print, random);
  // A tilt changes the scale over a code's length, and a QR code is short.
  const tilt = symbology === 'QR code' ? 0.2 : 1;
  return heldScene({ kind, print, seed, random, phone, ppm: ppm(random), tilt, glare: glare?.(print, random) });
}
