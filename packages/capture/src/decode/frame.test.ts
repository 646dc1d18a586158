import { describe, expect, it } from 'vitest';
import { lumaFromRgba } from './frame.ts';

describe('lumaFromRgba', () => {
  it.each([
    ['black', [0, 0, 0, 255], 0],
    ['white', [255, 255, 255, 255], 255],
    ['grey, unchanged', [93, 93, 93, 255], 93],
    ['red', [255, 0, 0, 255], 77],
    ['green', [0, 255, 0, 255], 149],
    ['blue', [0, 0, 255, 255], 29],
  ])('gives %s its brightness', (_name, rgba, expected) => {
    expect([...lumaFromRgba(new Uint8ClampedArray(rgba))]).toEqual([expected]);
  });

  it('gives one byte a pixel, in order', () => {
    expect([...lumaFromRgba(new Uint8ClampedArray([0, 0, 0, 255, 255, 255, 255, 255]))]).toEqual([0, 255]);
    expect(lumaFromRgba(new Uint8ClampedArray())).toHaveLength(0);
  });
});
