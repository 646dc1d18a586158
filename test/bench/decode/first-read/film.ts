// What the camera films: an empty desk, a card, the desk, the next card. Every frame shows its number.
import { writeVideo } from '../../../support/card-video.ts';
import { anyCard } from '../../frames/conditions39.ts';
import { qrSheet } from '../../frames/qr-scene.ts';
import { createRandom } from '../../frames/random.ts';
import { render } from '../../frames/render.ts';
import { barSheet, code39 } from '../../frames/scene.ts';

export interface FilmOptions {
  readonly symbology: 'qr' | 'code-39';
  readonly blurModules: number;
  readonly cards: number;
}

export interface Film {
  readonly frames: number;
  /** Each card, the number of the first frame that shows it, and the number of frames that show it. */
  readonly cards: readonly { readonly text: string; readonly from: number; readonly frames: number }[];
}

export const filmSize = { widthPx: 1280, heightPx: 720, framesPerSecond: 30 };
const emptyFrames = 12;
const cardFrames = 24;
/** A card held at an arm's length from the lens: bars of two and modules of five pixels. */
const modulePx = { qr: 5, 'code-39': 2 };
/** A seed selects the room; there are 24. */
const rooms = 24;

/** Writes a film of the given number of cards. Each moves a little from frame to frame, and has its own noise. */
export function writeFilm(file: string, options: FilmOptions): Film {
  const each = emptyFrames + cardFrames;
  const random = createRandom(77 + Math.round(100 * options.blurModules));
  const texts = Array.from({ length: options.cards }, () => anyCard(random));
  writeVideo(file, filmSize, framesOf(texts, options));
  const cards = texts.map((text, nth) => ({ text, from: nth * each + emptyFrames, frames: cardFrames }));
  return { frames: texts.length * each, cards };
}

function* framesOf(texts: readonly string[], { symbology, blurModules }: FilmOptions): Generator<{ luma: Uint8Array }> {
  const ppm = modulePx[symbology];
  const shot = { ...filmSize, ppm, gaussianPx: blurModules * ppm, noise: 4 };
  const desk = Array.from(
    { length: emptyFrames },
    (_, n) => render(undefined, { ...filmSize, noise: 4 }, rooms * n).frame,
  );
  let number = 0;
  for (const [nth, text] of texts.entries()) {
    const random = createRandom(nth + 1);
    const sheet = symbology === 'qr' ? qrSheet(text, random) : barSheet(code39(text, 2.5), random);
    const rotationDeg = random.between(-8, 8);
    for (let frame = 0; frame < emptyFrames + cardFrames; frame++, number++) {
      const card = () => render(sheet, { ...shot, rotationDeg }, rooms * (number + 1)).frame;
      yield { luma: numbered((desk[frame] ?? card()).luma, number) };
    }
  }
}

/** Draws a frame's number into its upper left corner: twelve squares, each a bit, the lowest first. */
export const mark = { bits: 12, sidePx: 8 };

function numbered(luma: Uint8Array, number: number): Uint8Array {
  for (let bit = 0; bit < mark.bits; bit++)
    for (let y = 0; y < mark.sidePx; y++) {
      const at = y * filmSize.widthPx + bit * mark.sidePx;
      luma.fill((number >> bit) & 1 ? 220 : 30, at, at + mark.sidePx);
    }
  return luma;
}
