/** The size of what a till without a camera loads, as a bundler makes it from the published files. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { minified } from '../support/minified.ts';

const dist = fileURLToPath(new URL('../../packages/capture/dist', import.meta.url));

it('all of @kaiku/capture/wedge is under 4 KB, minified and gzipped', async () => {
  const chunks = await minified({ input: `${dist}/wedge/index.js` });
  const sizes = chunks.map(({ code }) => gzipSync(code).length);
  expect(chunks.flatMap(({ imports }) => imports)).toEqual([]);
  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThan(4096);
  // A bundle that lost its code would also be small.
  expect(sizes[0]).toBeGreaterThan(2048);
});
