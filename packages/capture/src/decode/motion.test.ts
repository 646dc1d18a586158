import { describe, expect, it } from 'vitest';
import type { Frame } from './frame.ts';
import { createMotion } from './motion.ts';

/** The same noise for the same seed: a linear congruential generator (Numerical Recipes). */
function noiseOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24 - 0.5;
  };
}

interface View {
  /** Half the range of the noise, in levels. */
  readonly noise?: number;
  readonly light?: number;
  /** The position of a white card, in shares of the picture. */
  readonly card?: readonly [x: number, y: number];
  readonly cardLevel?: number;
}

/** A desk, with a card on it or none. */
function view({ noise = 0, light = 1, card, cardLevel = 215 }: View, seed = 1): Frame {
  const [widthPx, heightPx] = [640, 360];
  const random = noiseOf(seed);
  const luma = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const onCard =
        card !== undefined && Math.abs(x / widthPx - card[0]) < 0.15 && Math.abs(y / heightPx - card[1]) < 0.18;
      luma[y * widthPx + x] = (onCard ? cardLevel : 60 + (x >> 3)) * light + 2 * noise * random();
    }
  return { luma, widthPx, heightPx, takenAtMs: 0 };
}

const differs = (before: View, after: View): boolean => {
  const motion = createMotion();
  motion.differs(view(before, 1), true);
  return motion.differs(view(after, 2), true);
};

describe('motion', () => {
  it.each<[string, View, View]>([
    ['a card that comes into a corner', {}, { card: [0.1, 0.1] }],
    ['one that leaves', { card: [0.5, 0.5] }, {}],
    ['one that moves by a tenth of the picture', { card: [0.5, 0.5] }, { card: [0.6, 0.5] }],
    ['a card little brighter than the desk', {}, { card: [0.5, 0.5], cardLevel: 130 }],
    ['one in noise', { noise: 25 }, { noise: 25, card: [0.4, 0.6] }],
  ])('is %s', (_name, before, after) => {
    expect(differs(before, after)).toBe(true);
  });

  it.each<[string, View, View]>([
    ['the same scene', { card: [0.5, 0.5] }, { card: [0.5, 0.5] }],
    ['noise', { noise: 20 }, { noise: 20 }],
    ['a lamp', { light: 1 }, { light: 1.1 }],
  ])('is not %s', (_name, before, after) => {
    expect(differs(before, after)).toBe(false);
  });

  it('is the first picture, and one of another size that shows something else', () => {
    const motion = createMotion();
    expect(motion.differs(view({}), true)).toBe(true);
    const small = { luma: new Uint8Array(6).fill(9), widthPx: 3, heightPx: 2, takenAtMs: 0 };
    expect(motion.differs(small, true)).toBe(true);
    expect(motion.differs({ ...small, luma: new Uint8Array(), widthPx: 0, heightPx: 0 }, true)).toBe(false);
  });
});
