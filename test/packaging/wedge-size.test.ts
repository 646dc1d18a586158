/** What a till without a camera ships, as a bundler makes it of the published files. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';
import { expect, it } from 'vitest';

const dist = fileURLToPath(new URL('../../packages/capture/dist', import.meta.url));

it('all of @kaiku/capture/wedge is under 4 KB, minified and gzipped', async () => {
  const bundle = await rollup({ input: `${dist}/wedge/index.js` });
  const { output } = await bundle.generate({ format: 'es', plugins: [terser({ module: true, ecma: 2020 })] });
  const sizes = output.map((chunk) => (chunk.type === 'chunk' ? gzipSync(chunk.code).length : 0));
  expect(output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.imports : []))).toEqual([]);
  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThan(4096);
  // A bundle that lost its code would be small too.
  expect(sizes[0]).toBeGreaterThan(2048);
});
