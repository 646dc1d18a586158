import { uniform } from '../../../packages/testkit/src/random.ts';

/** Numbers that look random and are the same for the same seed; normal deviates by Marsaglia's polar method. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** A whole number, both bounds included. */
  whole(low: number, high: number): number;
  pick<T>(among: ArrayLike<T>): T;
  /** Standard normal. */
  normal(): number;
}

export function createRandom(seed: number): Random {
  const next = uniform(seed);
  let spare: number | undefined;
  function normal(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const [a, b] = [2 * next() - 1, 2 * next() - 1];
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = b * scale;
      return a * scale;
    }
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (among) => among[Math.floor(next() * among.length)] as never,
    normal,
  };
}
