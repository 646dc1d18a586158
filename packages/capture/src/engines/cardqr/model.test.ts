import { describe, expect, it } from 'vitest';
import { createSpread, type Darkness, darknessOf, layDarkness, laySpread } from './model.ts';
import { fixedModules, moduleCount, side } from './symbol.ts';

const modules = Float64Array.from({ length: moduleCount }, (_, at) => ((at * 7919) % 13 < 6 ? 1 : 0));
const [across, down] = [createSpread(), createSpread()];

function seenAt(u: number, v: number, blurAcross: number, blurDown: number): number {
  laySpread(u, blurAcross, across);
  laySpread(v, blurDown, down);
  return darknessOf(modules, across, down);
}

describe('what a pixel sees', () => {
  it('is all of the ink there is: shares of the modules around it sum to one inside, to nothing far away', () => {
    laySpread(10.3, 0.8, across);
    expect(across.share.subarray(across.from, across.to).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2);
    laySpread(-6, 0.8, across);
    expect(across.to).toBeLessThanOrEqual(across.from);
  });

  it.each([
    [3.2, 7.7, 0.4, 0.4],
    [10.5, 10.1, 0.9, 0.6],
    [20.8, 0.3, 1.4, 1.2],
  ])('has the slopes it says, at %f, %f and a blur of %f, %f', (u, v, blurAcross, blurDown) => {
    const told: Darkness = { value: 0, byAcross: 0, byDown: 0, byBlurAcross: 0, byBlurDown: 0 };
    const step = 1e-2;
    const slope = (at: (by: number) => number) => (at(step) - at(-step)) / (2 * step);
    seenAt(u, v, blurAcross, blurDown);
    layDarkness(modules, across, down, told);
    expect(told.value).toBeCloseTo(seenAt(u, v, blurAcross, blurDown), 6);
    expect(told.byAcross).toBeCloseTo(
      slope((by) => seenAt(u + by, v, blurAcross, blurDown)),
      1,
    );
    expect(told.byDown).toBeCloseTo(
      slope((by) => seenAt(u, v + by, blurAcross, blurDown)),
      1,
    );
    expect(told.byBlurAcross).toBeCloseTo(
      slope((by) => seenAt(u, v, blurAcross + by, blurDown)),
      1,
    );
    expect(told.byBlurDown).toBeCloseTo(
      slope((by) => seenAt(u, v, blurAcross, blurDown + by)),
      1,
    );
  });
});

it('a symbol has 208 modules of code, 30 of format and 203 that are always the same', () => {
  expect(side).toBe(21);
  expect(fixedModules.filter((kind) => kind !== 2)).toHaveLength(203);
});
