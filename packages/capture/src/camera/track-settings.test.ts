import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlowness, zoomForCard } from './track-settings.ts';

describe('the zoom for a card', () => {
  it.each<[string, number | undefined, number]>([
    ['that does not report its distance', undefined, 1],
    ['that is sharp at 8 cm', 0.08, 1],
    ['sharp from 24 cm on', 0.24, 1.8],
    ['sharp from 15 cm on', 0.15, 1.1],
  ])('of a lens %s', (_name, nearestM, zoom) => {
    expect(zoomForCard(nearestM, { min: 1, max: 10 })).toBe(zoom);
  });
  it('is always one that the camera has', () => {
    const range = fc.tuple(fc.double({ min: 0.5, max: 2, noNaN: true }), fc.double({ min: 0, max: 8, noNaN: true }));
    fc.assert(
      fc.property(range, fc.double({ min: 0, max: 5, noNaN: true }), ([min, more], nearestM) => {
        const zoom = zoomForCard(nearestM, { min, max: min + more });
        expect(zoom).toBeGreaterThanOrEqual(min);
        expect(zoom).toBeLessThanOrEqual(min + more);
      }),
    );
  });
});

describe('decoding', () => {
  const judged = (tookMs: readonly number[]): boolean[] => tookMs.map(createSlowness());
  it('is slow if most of fifteen pictures took long, and is measured again after each fifteen', () => {
    expect(judged(Array(30).fill(300)).flatMap((slow, at) => (slow ? [at] : []))).toEqual([14, 29]);
  });
  it('is not slow for a thorough look now and then', () => {
    expect(judged(Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? 400 : 30)))).not.toContain(true);
  });
});
