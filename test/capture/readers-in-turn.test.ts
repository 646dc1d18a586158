import { describe, expect, it } from 'vitest';
import type { Frame } from '../../packages/capture/src/decode/frame.ts';
import { createCard39Reader } from '../../packages/capture/src/engines/card39/card39.ts';
import { createCardQrReader } from '../../packages/capture/src/engines/cardqr/read.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';
import { glare, mix, pictureOf } from '../bench/frames/conditions39.ts';
import { qrMix, qrPictureOf } from '../bench/frames/qr-scene.ts';

const seeds = [1, 2, 3];
const bars = seeds.flatMap((seed) => [pictureOf(mix, seed).frame, pictureOf(glare, seed).frame]);
const squares = seeds.map((seed) => qrPictureOf(qrMix, seed).frame);

describe.each([
  ['card39', () => createCard39Reader(cardShapes), bars],
  ['cardqr', () => createCardQrReader(cardShapes), squares],
])('two readers of %s', (_name, createReader, frames) => {
  it('return the same in turn, on different frames, as each does alone', () => {
    const backwards: readonly Frame[] = [...frames].reverse();
    const alone = [frames, backwards].map((own) => {
      const reader = createReader();
      return own.map((frame) => reader.read(frame));
    });
    const [one, other] = [createReader(), createReader()];
    const inTurn = frames.map((frame, at) => [one.read(frame), other.read(backwards[at] as Frame)]);
    expect(inTurn.map(([own]) => own)).toEqual(alone[0]);
    expect(inTurn.map(([, own]) => own)).toEqual(alone[1]);
    expect(alone.flat(2).length).toBeGreaterThan(3);
  });
});
