// Scenes in front of a phone: a damaged card, two cards after one another, two codes that touch. The same for the same seed.
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { anyCard } from '../frames/conditions39.ts';
import { createRandom, type Random } from '../frames/random.ts';
import { room } from '../frames/scene.ts';
import { damages } from './damages.ts';
import { createPhoneCamera, type Glare, type Held, type Hold, type Phone } from './phone.ts';
import { type Print, paint, printCard } from './print.ts';

/** Several looks at one scene. */
export interface Scene {
  readonly kind: string;
  /** The texts in it: it is read when all are returned, or with `anyOf` when one is. */
  readonly texts: readonly string[];
  readonly anyOf?: true;
  readonly looks: number;
  look(n: number): Promise<Frame>;
  /** The card at a look, if there is one and it is held still. */
  heldAt?(n: number): Held;
}

/** The looks at a scene. */
const looksAtScene = 10;
const [widthPx, heightPx] = [448, 256];
const rooms = new Map<number, Float32Array>();

/** Returns one of a few rooms: drawing them takes time. */
function pooledRoom(seed: number): Float32Array {
  const own = seed % 24;
  const known = rooms.get(own) ?? room(widthPx, heightPx, createRandom(77_003 + own));
  rooms.set(own, known);
  return known;
}

/** Draws a camera from those that people have. */
export function anyPhone(random: Random): Phone {
  return {
    widthPx,
    heightPx,
    blurModules: random.pick([0.2, 0.35, 0.5, 0.7, 1]) * random.between(0.8, 1.2),
    exposure: random.between(0.3, 1),
    tint: random.pick([
      [0.7, 1, 0.8],
      [0.9, 1, 0.45],
      [0.6, 1, 0.95],
    ]),
    shotNoise: random.between(0.01, 0.06),
    readNoise: random.between(0.003, 0.02),
    sharpen: random.pick([0, 0.8, 1.8]),
    jpeg: random.pick([0, 35, 60, 85]),
    isVideo: random.next() < 0.3,
  };
}

/** Draws a way to hold a card. `ppm`: pixels to a module. */
function anyHold(random: Random, print: Print, ppm = random.between(1.1, 2.4)): Hold {
  return {
    x: widthPx / 2 + random.between(-12, 12),
    y: heightPx / 2 + random.between(-12, 12),
    ppm: Math.min(ppm, 400 / print.symbolWidth),
    angleRad: (random.between(-14, 14) * Math.PI) / 180 + (random.next() < 0.3 ? Math.PI : 0),
    tiltX: random.between(-0.25, 0.25),
    tiltY: random.between(-0.2, 0.2),
    rolling: random.between(-3, 3),
  };
}

/** A hand holds nothing quite still. */
function shaken(hold: Hold, random: Random, px = 2): Hold {
  return {
    ...hold,
    x: hold.x + px * random.normal(),
    y: hold.y + px * random.normal(),
    angleRad: hold.angleRad + 0.006 * random.normal(),
    ppm: hold.ppm * (1 + 0.004 * random.normal()),
  };
}

/** The kinds of scenes in which all that distinguishes the card is there. */
export const wholeKinds = ['undamaged', 'white on black', 'finger over 65 % of the height'] as const;

/** A card that a damage has destroyed in part, held still. */
export function destroyedScene(seed: number): Scene {
  return cardScene(seed, undefined);
}

/** A card of one of the kinds, or with a damage by its name; without a name with any damage. */
export function cardScene(seed: number, name: string | undefined): Scene {
  const random = createRandom(seed * 8161 + 29);
  const text = anyCard(random);
  const options = { ratio: random.pick([2, 2.5, 3]), heightModules: random.between(18, 34) };
  const print = printCard(text, random, { ...options, isInverted: name === 'white on black' });
  const kind = name ?? random.pick(Object.keys(damages));
  damages[kind]?.(print, random);
  if (kind === 'finger over 65 % of the height') {
    const from = random.between(0, print.symbolWidth - 20);
    const box = { u: from, v: 0.35 * print.symbolHeight, width: random.between(12, 20), height: 80 };
    paint(print, box, () => 0.4);
  }
  return heldScene({ kind, print, seed, random });
}

/** A card, held still. */
export interface HeldScene {
  readonly kind: string;
  readonly print: Print;
  readonly seed: number;
  /** Draws the camera and the hold. */
  readonly random: Random;
  readonly phone?: Partial<Phone> | undefined;
  readonly ppm?: number | undefined;
  /** The share of the usual tilt. */
  readonly tilt?: number;
  readonly glare?: Glare | undefined;
}

/** Returns the looks at a card that is held still. */
export function heldScene({ kind, print, seed, random, phone, ppm, tilt = 1, glare }: HeldScene): Scene {
  const camera = createPhoneCamera({ ...anyPhone(random), ...phone }, pooledRoom(seed), random);
  const any = anyHold(random, print, ppm);
  const hold = { ...any, tiltX: tilt * any.tiltX, tiltY: tilt * any.tiltY };
  const shakes = (n: number) => createRandom(seed * 64 + n + 1);
  const heldAt = (n: number, own = shakes(n)): Held => ({ print, hold: shaken(hold, own), glare });
  return {
    kind,
    texts: [print.text],
    looks: looksAtScene,
    look(n) {
      const own = shakes(n);
      return camera.look([heldAt(n, own)], own);
    },
    heldAt: (n) => heldAt(n),
  };
}

/** Another card's text that differs at two or three digits: what half of each shows would make a third. */
function nearlyAlike(text: string, places: readonly number[], random: Random): string {
  const figures = [...text];
  for (const place of places) figures[place] = String((Number(text[place]) + random.whole(1, 9)) % 10);
  return figures.join('');
}

/** Two cards after one another, the glare of a lamp on another digit of each: made to deceive. */
export function pairScene(seed: number): Scene {
  const random = createRandom(seed * 5309 + 17);
  const first = anyCard(random);
  const firstDigit = /\d/.exec(first)?.index ?? 1;
  const places = [random.whole(firstDigit, first.length - 1), random.whole(firstDigit, first.length - 1)];
  if (places[0] === places[1]) places[1] = places[0] === first.length - 1 ? firstDigit : first.length - 1;
  const second = nearlyAlike(first, places, random);
  const options = { ratio: random.pick([2, 2.5, 3]), heightModules: random.between(18, 34) };
  const prints = [first, second].map((text) => printCard(text, createRandom(seed), options));
  const camera = createPhoneCamera({ ...anyPhone(random), exposure: 0.8 }, pooledRoom(seed), random);
  const hold = anyHold(random, prints[0] as Print);
  // A hand puts the next card about where the last one was; some looks may fall between the two.
  const holds = [hold, shaken(hold, random, random.pick([2, 8, 25]))];
  const between = random.whole(0, 2);
  const before = random.whole(3, 7);
  const glares = places.map(
    (place): Glare => ({
      u: ((prints[0] as Print).period * (2 * (place + 1) + 1)) / 2,
      halfModules: random.between(7, 14),
      strength: random.between(1.5, 4),
    }),
  );
  return {
    kind: 'two cards, one after the other',
    texts: [first, second],
    anyOf: true,
    looks: before + between + 8,
    look(n) {
      const own = createRandom(seed * 64 + n + 1);
      if (n >= before && n < before + between) return camera.look([], own);
      const card = n < before ? 0 : 1;
      const held: Held = {
        print: prints[card] as Print,
        hold: shaken(holds[card] as Hold, own, 1),
        glare: glares[card],
      };
      return camera.look([held], own);
    },
  };
}

/** Two cards whose codes touch, one above the other. */
export function touchingScene(seed: number): Scene {
  const random = createRandom(seed * 6151 + 5);
  const first = anyCard(random);
  const digits = Array.from({ length: random.whole(1, 3) }, () => random.whole(2, first.length - 1));
  const second = random.next() < 0.6 ? nearlyAlike(first, digits, random) : anyCard(random);
  const options = { ratio: random.pick([2, 2.5, 3]), heightModules: random.between(12, 20) };
  const [upper, lower] = [first, second].map((text) => printCard(text, createRandom(seed), options)) as [Print, Print];
  // The lower card's paper ends where its bars begin.
  lower.data.fill(-1, 0, lower.top * lower.width);
  const camera = createPhoneCamera(
    { ...anyPhone(random), blurModules: random.between(0.2, 0.45) },
    pooledRoom(seed),
    random,
  );
  const hold = { ...anyHold(random, upper), tiltX: 0, tiltY: 0, y: heightPx / 2 - 20 };
  const apart = (options.heightModules + random.between(-0.5, 0.5)) * hold.ppm;
  return {
    kind: 'two codes that touch',
    texts: [first, second],
    anyOf: true,
    looks: looksAtScene,
    look(n) {
      const own = createRandom(seed * 64 + n + 1);
      const one = shaken(hold, own);
      const other = { ...one, x: one.x - apart * Math.sin(one.angleRad), y: one.y + apart * Math.cos(one.angleRad) };
      return camera.look(
        [
          { print: upper, hold: one },
          { print: lower, hold: other },
        ],
        own,
      );
    },
  };
}

/** Two cards at once, both too blurred for the fast engine. */
export function twoAtOnceScene(seed: number): Scene {
  const random = createRandom(seed * 4513 + 3);
  const texts = [anyCard(random), anyCard(random)];
  const prints = texts.map((text) => printCard(text, random, { ratio: 2.5, heightModules: 18 }));
  const camera = createPhoneCamera({ ...anyPhone(random), blurModules: 0.7 }, pooledRoom(seed), random);
  const hold: Hold = { ...anyHold(random, prints[0] as Print), x: widthPx / 2, ppm: 1.9, tiltX: 0, tiltY: 0 };
  // At steeper angles the picture's edge would cut a code off.
  const level = { ...hold, angleRad: (random.between(-4, 4) * Math.PI) / 180 + random.pick([0, Math.PI]) };
  return {
    kind: 'two blurred cards at once',
    texts,
    looks: 30,
    look(n) {
      const own = createRandom(seed * 64 + n + 1);
      const held = prints.map((print, at) => ({
        print,
        hold: shaken({ ...level, y: heightPx * (at === 0 ? 0.27 : 0.75) }, own),
      }));
      return camera.look(held, own);
    },
  };
}
