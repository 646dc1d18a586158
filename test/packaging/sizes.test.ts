/** What a page loads stays under its limit (docs/benchmarks.md#what-a-page-loads). */
import { expect, it } from 'vitest';
import { loaded, sizeOf } from '../bench/sizes/measure.ts';

it.each(loaded)('$what weighs at most $limitKB kB', async (one) => {
  const { whole } = await sizeOf(one);
  expect(whole / 1000).toBeLessThanOrEqual(one.limitKB);
});
