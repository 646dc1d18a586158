import terser from '@rollup/plugin-terser';
import { type OutputChunk, type OutputOptions, type RollupOptions, rollup } from 'rollup';

/** Bundles an entry as a page's bundler does, and minifies it. Returns the chunks. */
export async function minified(input: RollupOptions, output: OutputOptions = {}): Promise<readonly OutputChunk[]> {
  const bundle = await rollup({ onLog() {}, ...input });
  const minify = terser({ module: true, ecma: 2020, format: { comments: false } });
  const { output: files } = await bundle.generate({ format: 'es', plugins: [minify], ...output });
  return files.filter((file) => file.type === 'chunk');
}
