// Pictures of cards that are hard to read, by a phone's camera that the engines do not assume.
import type { Frame } from '../../packages/capture/src/decode/frame.ts';
import { createPhoneCamera, type Held, type Hold, type Phone } from '../bench/damaged/phone.ts';
import { type Print, paint, printCard } from '../bench/damaged/print.ts';
import { qrSheet } from '../bench/frames/qr-scene.ts';
import { createRandom } from '../bench/frames/random.ts';
import { render } from '../bench/frames/render.ts';
import { room } from '../bench/frames/scene.ts';

const [widthPx, heightPx] = [448, 256];
const looks = 10;
const phone: Phone = {
  ...{ widthPx, heightPx, blurModules: 0.5, exposure: 0.7, tint: [0.7, 1, 0.8] },
  ...{ shotNoise: 0.02, readNoise: 0.006, sharpen: 0.8, jpeg: 75, isVideo: false },
};
const level: Hold = { x: widthPx / 2, y: heightPx / 2, ppm: 1.8, angleRad: 0.04, tiltX: 0.05, tiltY: 0, rolling: 1 };
const printOf = (text: string, isInverted = false) =>
  printCard(text, createRandom(5), { ratio: 2.5, heightModules: 22, isInverted });

/** A card; with a `finger` on its fifth digit. */
export function heldCard(text: string, { finger = false } = {}): Promise<readonly Frame[]> {
  const print = printOf(text);
  const box = { u: 6 * print.period, v: -2, width: print.period, height: 80 };
  if (finger) paint(print, box, () => 0.35);
  return picturesOf([{ print, y: heightPx / 2 }]);
}

/** The room without a card. */
export function emptyRoom(): Promise<readonly Frame[]> {
  return picturesOf([]);
}

/** A card in white on black, as a phone in dark mode shows it. */
export function darkCard(text: string): Promise<readonly Frame[]> {
  return picturesOf([{ print: printOf(text, true), y: heightPx / 2 }], 0.4);
}

/** Two cards, one below the other. */
export function twoCards(upper: string, lower: string): Promise<readonly Frame[]> {
  return picturesOf([
    { print: printOf(upper), y: 0.27 * heightPx },
    { print: printOf(lower), y: 0.77 * heightPx },
  ]);
}

/** A card's QR code of 1.2 pixels a module. */
export function smallQr(text: string): readonly Frame[] {
  const sheet = qrSheet(text, createRandom(5));
  const shot = { widthPx: 640, heightPx: 480, ppm: 1.2, gaussianPx: 0.36, noise: 3, rotationDeg: 4 };
  return Array.from({ length: looks }, (_, n) => render(sheet, shot, 24 * n + 1).frame);
}

async function picturesOf(
  cards: readonly { readonly print: Print; readonly y: number }[],
  blurModules = phone.blurModules,
): Promise<readonly Frame[]> {
  const random = createRandom(9);
  const camera = createPhoneCamera({ ...phone, blurModules }, room(widthPx, heightPx, createRandom(77_005)), random);
  const pictures: Frame[] = [];
  for (let n = 0; n < looks; n++) {
    // A hand holds nothing quite still.
    const [dx, dy] = [1.5 * random.normal(), 1.5 * random.normal()];
    const held = cards.map(({ print, y }): Held => ({ print, hold: { ...level, x: level.x + dx, y: y + dy } }));
    pictures.push(await camera.look(held, random));
  }
  return pictures;
}
