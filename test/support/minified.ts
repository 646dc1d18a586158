import terser from '@rollup/plugin-terser';
import { type OutputChunk, type OutputOptions, type RollupOptions, rollup } from 'rollup';

/** What a page's bundler makes of an entry, minified: its chunks. */
export async function minified(input: RollupOptions, output: OutputOptions = {}): Promise<readonly OutputChunk[]> {
  const bundle = await rollup({ onLog() {}, ...input });
  const packed = terser({ module: true, ecma: 2020, format: { comments: false } });
  const made = await bundle.generate({ format: 'es', plugins: [packed], ...output });
  return made.output.filter((file) => file.type === 'chunk');
}
