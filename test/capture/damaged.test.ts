// Damaged cards as a page with a camera reads them. The large numbers: npm run bench:damaged, and the soak.
import { beforeAll, describe, expect, it } from 'vitest';
import { createSceneReader, type SceneName, type Seen } from '../bench/damaged/see.ts';

let see: (name: SceneName) => Promise<Seen>;
beforeAll(async () => {
  see = await createSceneReader();
});

describe('a camera', () => {
  it.each<[string, number]>([
    ['finger', 1],
    ['sticker', 1],
    ['worn print lines', 2],
    ['bars changed', 4],
  ])('reads no card, and says that a part is hidden, where a digit is destroyed: %s', async (family, seed) => {
    expect(await see({ family, seed })).toMatchObject({ isRead: false, isHidden: true, wrong: [] });
  });

  it.each<[string, number]>([
    ['undamaged', 1],
    ['white on black', 1],
    ['white on black', 10],
    ['white on black', 11],
    ['white on black', 100_003],
    // The picture ends where the bars do: one quiet zone must show that they are white.
    ['white on black', 200_008],
    ['pen', 3],
    ['pen', 4],
    ['worn print lines', 5],
    ['two at once', 2],
    ['QR code of 1 pixel a module', 1],
    ['QR code, 15 % covered', 1],
    ['QR code with a streak of glare', 4],
    ['QR code under a soft highlight', 6],
    ['QR code on a dim, reflecting display', 3],
    // The dark table next to it made it seem white on black.
    ['Code 39 under a soft highlight', 200_040],
    // The strip was longer than the code, whose ends were not looked for.
    ['Code 39 on a dim, reflecting display', 200_020],
    ['Code 39 on a dim, reflecting display', 200_021],
    // One of their finder patterns is under a reflection.
    ['QR code with a streak of glare', 100_014],
    ['QR code on a dim, reflecting display', 100_001],
    ['QR code under a soft highlight', 100_032],
  ])('reads what is there: %s', async (family, seed) => {
    expect(await see({ family, seed })).toMatchObject({ isRead: true, wrong: [] });
  });

  // The last five digits, next to paper over the others; and a digit that a fold changed, at less than 20 nats.
  it.each([300_927, 302_777])('reads no other card in what is left of one: %i', async (seed) => {
    expect(await see({ family: 'destroyed', seed })).toMatchObject({ isRead: false, wrong: [] });
  });

  it('reads no digit in grey paper over a letter', async () => {
    expect(await see({ family: 'destroyed', seed: 100_640 })).toMatchObject({ isRead: false, wrong: [] });
  });

  // Each was read as another card before a covered symbol had to be seen by half, and uneven light to explain it better.
  it.each([14, 29])('reads no other card in a QR code under a highlight: %i', async (seed) => {
    expect(await see({ family: 'QR code under a soft highlight', seed })).toMatchObject({ wrong: [] });
  });

  it.each<[string, number]>([
    ['pairs', 1],
    ['pairs', 100_278],
    // Glare on both hides one digit in common.
    ['pairs', 600_200],
    ['touching', 32],
    ['touching', 56],
    ['touching', 100_015],
    ['touching', 100_092],
    // zxing-wasm reads a third card in four of ten pictures, and in all.
    ['touching', 600_019],
    ['touching', 600_052],
  ])('makes no third card of two: %s %i', async (family, seed) => {
    expect(await see({ family, seed })).toMatchObject({ wrong: [] });
  });
});
