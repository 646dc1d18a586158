import { describe, expect, it } from 'vitest';
import { normalDensity, normalDistribution } from '../../normal.ts';
import { createDarkness, layDarkness, type Pose, poseKeys } from './model.ts';
import { createProfile } from './profile.ts';
import { characters, symbolWidth, wideElements } from './symbols.ts';

const pose: Pose = { start: 20, end: 370, perspective: 0.12, bow: 0.01, ratio: 2.4, sigma: 0.8, inkGain: 0.1 };
const text = Uint8Array.from('*A045198723*', (character) => characters.indexOf(character));

function evenProfile(count: number, stepPx: number) {
  const profile = createProfile();
  profile.count = count;
  for (let bin = 0; bin < count; bin++) profile.t[bin] = bin * stepPx;
  return profile;
}

describe('the model of a symbol', () => {
  it('has three wide elements of nine in every character, and no two alike', () => {
    const patterns = Array.from(characters, (_, at) => wideElements.subarray(at * 9, at * 9 + 9).join(''));
    for (const pattern of patterns) expect([...pattern].filter((wide) => wide === '1')).toHaveLength(3);
    expect(new Set(patterns).size).toBe(44);
  });

  it('is paper outside, ink inside wide bars, and nowhere beyond either', () => {
    const darkness = createDarkness();
    const profile = evenProfile(800, 0.5);
    layDarkness(profile, { ...pose, sigma: 0.25 }, text, darkness);
    const dark = darkness.s.subarray(0, 800);
    expect(Math.min(...dark)).toBeGreaterThanOrEqual(-1e-3);
    expect(Math.max(...dark)).toBeLessThanOrEqual(1 + 1e-3);
    expect(Math.max(...dark)).toBeGreaterThan(0.99);
    expect(dark[10]).toBeCloseTo(0, 3);
    expect(dark[790]).toBeCloseTo(0, 3);
  });

  it('puts the first edge at its start and the last at its end, half dark', () => {
    const darkness = createDarkness();
    const profile = evenProfile(2, 0);
    const plain = { ...pose, sigma: 0.25, inkGain: 0 };
    profile.t[0] = plain.start;
    profile.t[1] = plain.end;
    layDarkness(profile, plain, text, darkness);
    expect(darkness.s[0]).toBeCloseTo(0.5, 2);
    expect(darkness.s[1]).toBeCloseTo(0.5, 2);
    expect(darkness.m[1]).toBeCloseTo(symbolWidth(12, plain.ratio), 6);
  });

  it.each(poseKeys.map((key, at) => [key, at] as const))('knows its slope by %s', (key, at) => {
    const profile = evenProfile(700, 0.55);
    const [here, less, more] = [createDarkness(), createDarkness(), createDarkness()];
    const step = key === 'start' || key === 'end' ? 0.02 : 0.001;
    layDarkness(profile, pose, text, here);
    layDarkness(profile, { ...pose, [key]: pose[key] - step }, text, less);
    layDarkness(profile, { ...pose, [key]: pose[key] + step }, text, more);
    let [difference, size] = [0, 0];
    for (let bin = 0; bin < 700; bin++) {
      const numeric = ((more.s[bin] as number) - (less.s[bin] as number)) / (2 * step);
      difference += (numeric - (here.slopes[at]?.[bin] as number)) ** 2;
      size += numeric ** 2;
    }
    expect(Math.sqrt(difference / size)).toBeLessThan(0.03);
  });

  it('takes the normal distribution from a table that is right to a thousandth', () => {
    expect(normalDistribution(0)).toBeCloseTo(0.5, 3);
    expect(normalDistribution(1)).toBeCloseTo(0.84134, 3);
    expect(normalDistribution(-9)).toBe(0);
    expect(normalDistribution(9)).toBe(1);
    expect(normalDensity(0)).toBeCloseTo(0.39894, 3);
  });
});
