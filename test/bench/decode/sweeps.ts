// What is measured: one kind of trouble at a time from easy to hard, every angle, all kinds at once, no card at all.
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { type Condition, foreignPicture, mix, pictureOf, type Trouble } from '../frames/conditions39.ts';
import { foreignQrPicture, nearlyCardPicture, type QrTrouble, qrMix, qrPictureOf } from '../frames/qr-scene.ts';

/** One frame and the text in it; `undefined` if any text would be wrong. */
export interface Sample {
  readonly frame: Frame;
  readonly text: string | undefined;
}

export interface Point {
  /** The value of what varies, for the table. */
  readonly name: string;
  sample(seed: number): Sample;
}

export interface Sweep {
  readonly kind: 'qr' | 'code-39';
  /** The row's name in the table. */
  readonly name: string;
  /** From easy to hard if the row shows the last point that is read; otherwise in any order. */
  readonly points: readonly Point[];
  /**
   * `last`: the hardest point at which at least 95 % of the frames are read, if no easier point fails. `each`: the number of
   * such points. `sum`: the number of frames read. `none`: there is nothing to read, and every text is wrong.
   */
  readonly tells: 'last' | 'each' | 'sum' | 'none';
  readonly framesAPoint: number;
}

/** A code that is near, sharp and almost straight, except for what varies. */
const near39: Trouble = { ppm: 2, blurModules: 0.3, noise: 3 };
const nearQr: QrTrouble = { ppm: 4, blurModules: 0.3, noise: 3 };
const framesAPoint = 20;

type Values<T> = readonly (readonly [name: string, trouble: T])[];

function sweep39(name: string, values: Values<Trouble>, base: Trouble = near39): Sweep {
  const points = values.map(([value, trouble]) => {
    const condition: Condition = {
      name: value,
      target: 0.95,
      trouble: (random) => ({ rotationDeg: random.between(-3, 3), ...base, ...trouble }),
    };
    return { name: value, sample: (seed: number) => pictureOf(condition, seed) };
  });
  return { kind: 'code-39', name: `Code 39: ${name}`, points, tells: 'last', framesAPoint };
}

function sweepQr(name: string, values: Values<QrTrouble>, base: QrTrouble = nearQr): Sweep {
  const points = values.map(([value, trouble]) => {
    const trouble39 = (random: { between(low: number, high: number): number }) => ({
      rotationDeg: random.between(-3, 3),
      ...base,
      ...trouble,
    });
    return { name: value, sample: (seed: number) => qrPictureOf({ name: value, trouble: trouble39 }, seed) };
  });
  return { kind: 'qr', name: `QR: ${name}`, points, tells: 'last', framesAPoint };
}

/** Returns numbers as the points of a sweep. */
function by<T>(values: readonly number[], trouble: (value: number) => T): Values<T> {
  return values.map((value) => [String(value), trouble(value)]);
}

/**
 * All kinds of trouble at once, half held straight and half at any angle. About as hard as the mix of the project's first
 * measurements: there the best library read 58 of 400 and all together 89.
 */
export const officeMix: Condition = {
  name: 'mix',
  target: 0.8,
  trouble: (random) => ({
    ...mix.trouble(random),
    ppm: random.between(1, 4),
    blurModules: random.between(0.1, 1),
    rotationDeg: random.next() < 0.5 ? random.between(-10, 10) : random.between(0, 360),
    tiltXDeg: random.between(-15, 15),
    tiltYDeg: random.between(-25, 25),
    noise: random.between(2, 15),
  }),
};

const contrast = (levels: number) => ({ black: 128 - levels / 2, white: 128 + levels / 2 });
const turns = Array.from({ length: 24 }, (_, n) => 15 * n);

export const sweeps: readonly Sweep[] = [
  sweep39(
    'smallest px/module, blur 0.3, ratio 2–3',
    by([2.5, 2, 1.75, 1.5, 1.25, 1, 0.8, 0.6], (ppm) => ({ ppm })),
  ),
  sweep39(
    'largest blur at 2 px/module, in modules',
    by([0.3, 0.5, 0.7, 1, 1.25, 1.5, 2], (blurModules) => ({ blurModules })),
  ),
  {
    ...sweep39(
      'angles of 24, every 15°',
      by(turns, (rotationDeg) => ({ rotationDeg })),
    ),
    tells: 'each',
    framesAPoint: 8,
  },
  sweep39(
    'noise, sigma in levels',
    by([10, 15, 20, 30, 40], (noise) => ({ noise })),
  ),
  sweep39('contrast, levels', by([80, 60, 40, 30, 20], contrast)),
  sweep39(
    'tilt about the vertical',
    by([15, 30, 45, 50], (tiltYDeg) => ({ tiltYDeg })),
  ),
  sweep39(
    'motion along the code, px',
    by([1, 2, 3, 4, 6], (motionPx) => ({ motionPx })),
  ),
  { ...sweep39('glare 3 with shading, one frame', [['3', { glare: 3, shade: 0.5 }]]), tells: 'sum' },
  {
    kind: 'code-39',
    name: 'Code 39: the mix',
    points: [{ name: 'mix', sample: (seed) => pictureOf(officeMix, seed) }],
    tells: 'sum',
    framesAPoint: 400,
  },
  {
    kind: 'code-39',
    name: 'Code 39: the harder mix, smaller and more blurred',
    points: [{ name: 'mix', sample: (seed) => pictureOf(mix, seed) }],
    tells: 'sum',
    framesAPoint: 100,
  },
  sweepQr(
    'smallest px/module, blur 0.3',
    by([4, 3, 2.5, 2, 1.8, 1.6, 1.4, 1.2, 1], (ppm) => ({ ppm })),
  ),
  sweepQr(
    'largest blur at 4 px/module, in modules',
    by([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.25, 1.5], (blurModules) => ({ blurModules })),
  ),
  {
    ...sweepQr(
      'angles of 24, every 15°',
      by(turns, (rotationDeg) => ({ rotationDeg })),
    ),
    tells: 'each',
    framesAPoint: 4,
  },
  sweepQr(
    'noise, sigma in levels',
    by([5, 10, 15, 20, 30, 40], (noise) => ({ noise })),
  ),
  sweepQr('contrast, levels', by([80, 60, 40, 30, 20], contrast)),
  sweepQr(
    'tilt about the vertical',
    by([15, 30, 45, 60], (tiltYDeg) => ({ tiltYDeg })),
  ),
  sweepQr(
    'motion, px',
    by([2, 3, 4, 6, 8], (motionPx) => ({ motionPx, motionRad: 0.6 })),
  ),
  {
    kind: 'qr',
    name: 'QR: the mix',
    points: [{ name: 'mix', sample: (seed) => qrPictureOf(qrMix, seed) }],
    tells: 'sum',
    framesAPoint: 300,
  },
  {
    kind: 'code-39',
    name: 'No card, looking for Code 39: rooms, other codes, foreign Code 39',
    points: [{ name: 'no card', sample: (seed) => ({ ...foreignPicture(seed), text: undefined }) }],
    tells: 'none',
    framesAPoint: 200,
  },
  {
    kind: 'qr',
    name: 'No card, looking for QR: rooms, bars',
    points: [{ name: 'no card', sample: (seed) => ({ ...foreignPicture(1_000_000 + seed), text: undefined }) }],
    tells: 'none',
    framesAPoint: 100,
  },
  {
    kind: 'qr',
    name: 'No card, looking for QR: nearly a card’s code, small, blurred or noisy',
    points: [{ name: 'nearly', sample: (seed) => ({ ...nearlyCardPicture(seed), text: undefined }) }],
    tells: 'none',
    framesAPoint: 150,
  },
  {
    kind: 'qr',
    name: 'QR: another kind of code, the mix’s troubles',
    points: [{ name: 'foreign', sample: foreignQrPicture }],
    tells: 'sum',
    framesAPoint: 60,
  },
];
