// The frames for card39 and its peers: cards under one kind of trouble at a time, under all at once, and other things than cards.
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { cardShapes } from '../../../packages/client/src/card/grammar.ts';
import { createRandom, type Random } from './random.ts';
import { type Picture, render, type Shot } from './render.ts';
import { type Bars, barSheet, code39, otherBars, type SheetOptions } from './scene.ts';

/** A shot with its blur in modules, and how the symbol was printed. */
export interface Trouble extends Partial<Shot>, SheetOptions {
  readonly blurModules?: number;
  readonly ratio?: number;
}

export interface Condition {
  readonly name: string;
  /** The minimum share that should be read. */
  readonly target: number;
  readonly trouble: (random: Random) => Trouble;
}

function fixed(name: string, trouble: Trouble, target = 0.95): Condition {
  return { name, target, trouble: (random) => ({ rotationDeg: random.between(-3, 3), ...trouble }) };
}

const near: Trouble = { ppm: 2, blurModules: 0.5 };

export const conditions: readonly Condition[] = [
  ...[0.5, 0.6, 0.7, 0.8, 1, 1.5, 2].map((ppm) =>
    fixed(`${ppm} px/module, blur 0.3`, { ppm, blurModules: 0.3 }, ppm < 0.8 ? 0 : 0.95),
  ),
  ...[1, 1.5, 2].map((blurModules) =>
    fixed(`blur ${blurModules} at 2 px/module`, { ppm: 2, blurModules }, blurModules > 1.5 ? 0 : 0.95),
  ),
  ...[20, 40].map((noise) => fixed(`noise ${noise}`, { ...near, noise })),
  ...[40, 20].map((levels) =>
    fixed(`contrast ${levels}`, { ...near, black: 128 - levels / 2, white: 128 + levels / 2 }),
  ),
  ...[30, 45, 50, -50].map((tiltYDeg) => fixed(`tilt ${tiltYDeg}°`, { ...near, tiltYDeg })),
  fixed('tilt 40° across', { ...near, tiltXDeg: 40 }),
  ...[3, 6].map((motionPx) => fixed(`motion ${motionPx} px`, { ...near, blurModules: 0.3, motionPx })),
  fixed('disc of 3 px', { ppm: 2, blurModules: 0, discPx: 3 }),
  fixed('skirt of 2 px', { ppm: 2, blurModules: 0.2, skirtPx: 2 }),
  fixed('sharpened, JPEG 30', { ppm: 2, blurModules: 0.8, sharpen: 1.5, jpeg: 30 }),
  fixed('gamma 1', { ppm: 1.5, blurModules: 1, gamma: 1 }),
  fixed('overexposed', { ppm: 1.5, blurModules: 1, black: 60, white: 300 }),
  fixed('ink gain 0.4', { ppm: 1.5, blurModules: 0.7, inkGain: 0.4 }),
  fixed('ink gain -0.3', { ppm: 1.5, blurModules: 0.7, inkGain: -0.3 }),
  fixed('glare 1', { ...near, blurModules: 0.3, glare: 1, shade: 0.5 }, 0),
  fixed('glare 3, one frame', { ...near, blurModules: 0.3, glare: 3, shade: 0.5 }, 0),
];

export const glare: Condition = fixed('glare 3', { ...near, blurModules: 0.3, glare: 3, shade: 0.5 }, 0.8);

/** Every fifth degree of a full turn. */
export const angles: readonly Condition[] = Array.from({ length: 72 }, (_, n) => ({
  name: `${5 * n}°`,
  target: 0.99,
  trouble: () => ({ ...near, rotationDeg: 5 * n }),
}));

/** Returns what a cheap camera and its room do to any picture, at random. */
export function cheapCamera(random: Random): Partial<Shot> {
  return {
    black: random.between(20, 90),
    white: random.between(140, 230),
    gamma: random.pick([1.6, 2.2, 2.2]),
    discPx: random.pick([0, 0, 1.5]),
    motionPx: random.pick([0, 0, 3]),
    motionRad: random.between(0, Math.PI),
    sharpen: random.pick([0, 0.7, 1.4]),
    jpeg: random.pick([0, 40, 75]),
    shade: random.between(0, 0.5),
  };
}

/** All kinds of trouble at once, at any angle. The ranges are a guess at a box office's cheap camera. */
export const mix: Condition = {
  name: 'mix',
  target: 0.8,
  trouble: (random) => ({
    ppm: random.between(0.9, 2.2),
    blurModules: random.between(0.2, 1.4),
    rotationDeg: random.between(0, 360),
    tiltXDeg: random.between(-25, 25),
    tiltYDeg: random.between(-35, 35),
    noise: random.between(2, 20),
    ...cheapCamera(random),
    inkGain: random.between(-0.2, 0.3),
  }),
};

/** Returns a card code of any shape. */
export function anyCard(random: Random): string {
  const { prefix, digits } = random.pick(cardShapes);
  return prefix + figures(random, random.pick(digits));
}

function figures(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.whole(0, 9)).join('');
}

/** Returns a picture of a card under a condition; the same for the same seed. */
export function pictureOf(condition: Condition, seed: number): Picture & { readonly text: string } {
  const random = createRandom(seed * 7919 + 13);
  const text = anyCard(random);
  const trouble = condition.trouble(random);
  return { ...shoot(code39(text, trouble.ratio ?? random.pick([2, 2.5, 3])), trouble, seed, random), text };
}

function shoot(bars: Bars, trouble: Trouble, seed: number, random: Random): Picture {
  const gaussianPx = (trouble.blurModules ?? 0) * (trouble.ppm ?? 2);
  return render(barSheet(bars, random, trouble), { ...trouble, gaussianPx }, seed);
}

export interface Burst {
  readonly pictures: readonly Picture[];
  readonly text: string;
}

/**
 * Returns several pictures of one card, each with its own glare and a slightly different pose. With `sweep` the glare moves
 * along the code by that number of lengths in all, as when the card is moved under a lamp. With a text: of a Code 39 with it.
 */
export function burstOf(
  condition: Condition,
  seed: number,
  { count, sweep = 0, text: given }: { readonly count: number; readonly sweep?: number; readonly text?: string },
): Burst {
  const random = createRandom(seed * 104729 + 7);
  const text = given ?? anyCard(random);
  const trouble = condition.trouble(random);
  const bars = code39(text, trouble.ratio ?? random.pick([2, 2.5, 3]));
  const pictures = Array.from({ length: count }, (_, n) => {
    const glareShift = sweep * (n / Math.max(1, count - 1) - 0.5);
    return shoot(bars, { ...trouble, glareShift }, seed * 64 + n, random);
  });
  return { pictures, text };
}

/** Returns pictures of a Code 39 that is not a card's, moved under a lamp. */
export function foreignBurst(seed: number, count: number): Burst {
  const random = createRandom(seed * 433 + 11);
  const own = random.next() < 0.5 ? longerText(random) : foreignText(random);
  return burstOf(glare, seed, { count, sweep: 1, text: own });
}

/** Returns a card's text with more before or after it, which glare over an end can turn into a card's. */
function longerText(random: Random): string {
  const card = random.next() < 0.5 ? anyCard(random) : `A${'0'.repeat(9)}`;
  const more = random.pick(['0', '00', '000', figures(random, 1), figures(random, 2), '-1']);
  return random.next() < 0.7 ? card + more : more + card;
}

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-. ';

/** Returns Code 39 texts that are not a card's: other letters, other lengths, letters among the digits. */
export function foreignText(random: Random): string {
  const kind = random.whole(0, 7);
  if (kind === 0) return random.pick('BCDEFGHIJKLMNOPQRSTUVW') + figures(random, 9);
  if (kind === 1) return random.pick('AXYZ') + figures(random, random.pick([6, 7, 8, 10, 11]));
  if (kind === 2) return `${random.pick('AXYZ')}${random.pick('BCDEFGHIJKLN')}${figures(random, random.pick([8, 9]))}`;
  if (kind === 3) return figures(random, random.pick([8, 10, 11, 12]));
  if (kind === 4) {
    const at = random.whole(1, 9);
    const card = random.pick('AXYZ') + figures(random, 9);
    return card.slice(0, at) + random.pick('BCDEFGHIJKLNOPQRSTUVW-') + card.slice(at + 1);
  }
  if (kind === 5) return `${random.pick(['BM', 'XM', 'ZM', 'AN', 'YN'])}${figures(random, random.pick([8, 9]))}`;
  const count = random.pick([7, 8, 9, 10, 10, 11, 11, 12]);
  return Array.from({ length: count }, () => random.pick(signs)).join('');
}

/** Returns bars that are not a card's: other Code 39, other symbologies, random stripes. */
export function foreignBars(random: Random): { readonly bars: Bars; readonly kind: string } {
  const kind = random.pick([
    'code39',
    'code39',
    'code39',
    'code128',
    'ean13',
    'itf',
    'codabar',
    'code93',
    'stripes',
    'pieces',
  ]);
  const card = random.pick('AXYZ') + figures(random, 9);
  if (kind === 'code39') return { kind, bars: code39(foreignText(random), random.pick([2, 2.5, 3])) };
  if (kind === 'code128')
    return { kind, bars: otherBars('code128', random.pick([card, figures(random, 12), foreignText(random)])) };
  if (kind === 'ean13') return { kind, bars: otherBars('ean13', figures(random, 12)) };
  if (kind === 'itf') return { kind, bars: otherBars('interleaved2of5', figures(random, 14)) };
  if (kind === 'codabar') return { kind, bars: otherBars('rationalizedCodabar', `A${figures(random, 12)}A`) };
  if (kind === 'code93') return { kind, bars: otherBars('code93', card) };
  if (kind === 'stripes')
    return {
      kind,
      bars: Array.from({ length: random.whole(60, 130) | 1 }, () => random.pick([1, 1, 1, 2.5, 2.5, 3, 4])),
    };
  // A card's symbol cut in two or without its last character must never be read as a card.
  const whole = code39(card, random.pick([2, 2.5, 3]));
  return { kind, bars: random.next() < 0.5 ? whole.slice(0, -10) : whole.slice(10) };
}

/** Returns a whole picture without a card: other bars in a room, or the room alone. */
export function foreignPicture(seed: number): { readonly frame: Frame; readonly kind: string } {
  const random = createRandom(seed * 31 + 5);
  if (random.next() < 0.35) {
    const shot = { gaussianPx: random.between(0, 4), noise: random.between(1, 25), ...room(random) };
    return { kind: 'room', frame: render(undefined, shot, seed, true).frame };
  }
  const { bars, kind } = foreignBars(random);
  const trouble = random.next() < 0.5 ? mix.trouble(random) : { ...near, blurModules: random.between(0.2, 2) };
  return { kind, frame: shoot(bars, { ...trouble, ...room(random) }, seed, random).frame };
}

function room(random: Random): Partial<Shot> {
  return { rotationDeg: random.between(0, 360), shade: random.between(0, 0.5) };
}

/**
 * Returns other bars alone and upright, the same in every row but for noise: cheap to draw in large numbers. Blur up to two
 * modules.
 */
export function foreignStrip(seed: number): { readonly frame: Frame; readonly kind: string } {
  const random = createRandom(seed * 17 + 3);
  const { bars, kind } = foreignBars(random);
  return { kind, frame: barStrip(bars, random) };
}

/** Returns a frame of 72 rows with bars and little else. */
export function barStrip(bars: Bars, random: Random): Frame {
  const ppm = random.between(0.7, 2.5);
  const sheet = barSheet(bars, random, { bare: true, heightModules: 1e4 });
  const [widthPx, heightPx] = [Math.ceil((sheet.symbol.width + 40) * ppm), 72];
  const sigma = random.between(0.2, 2) * ppm;
  const fine = 3;
  const line = new Float32Array(widthPx * fine);
  for (let at = 0; at < line.length; at++) {
    const u = (at + 0.5) / fine / ppm - 20;
    const value = sheet.at(u, 1, 0.5 / fine / ppm);
    line[at] = value < 0 ? 1 : value;
  }
  const soft = blurred(line, sigma * fine);
  const [black, white, noise] = [random.between(20, 80), random.between(150, 240), random.between(1, 20)];
  const [dark, light] = [(black / 255) ** 2.2, (white / 255) ** 2.2];
  const luma = new Uint8Array(widthPx * heightPx);
  for (let x = 0; x < widthPx; x++) {
    let value = 0;
    for (let n = 0; n < fine; n++) value += (soft[x * fine + n] ?? 0) / fine;
    const level = 255 * (dark + (light - dark) * value) ** (1 / 2.2);
    // Paper above and below, as around any symbol.
    for (let y = 0; y < heightPx; y++) {
      const own = y < 20 || y >= heightPx - 20 ? white : level;
      luma[y * widthPx + x] = Math.min(255, Math.max(0, Math.round(own + noise * random.normal())));
    }
  }
  return { luma, widthPx, heightPx, takenAtMs: 0 };
}

function blurred(line: Float32Array, sigma: number): Float32Array {
  const reach = Math.ceil(3.5 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-((n - reach) ** 2) / (2 * sigma * sigma)));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  return line.map((_, at) => {
    let sum = 0;
    for (let n = -reach; n <= reach; n++)
      sum += (kernel[n + reach] ?? 0) * (line[Math.min(line.length - 1, Math.max(0, at + n))] ?? 0);
    return sum / total;
  });
}
