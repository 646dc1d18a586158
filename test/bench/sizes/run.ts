/** What a page loads: our packages as published, and the libraries, as a bundler would ship them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { type Plugin, VERSION } from 'rollup';
import { minified } from '../../support/minified.ts';

const packages = fileURLToPath(new URL('../../../packages', import.meta.url));

/** Subpaths that a page's bundler includes, and files that are served unchanged. */
const rows: readonly (readonly [what: string, of: { readonly entry: string } | { readonly file: string }])[] = [
  ['`@kaiku/scanner/bundle`: `kaiku-scanner.js`', { file: 'scanner/dist/bundle/kaiku-scanner.js' }],
  ['`decode-worker.js`', { file: 'capture/dist/decode-worker.js' }],
  ['`zxing_reader.wasm`', { file: 'capture/dist/zxing_reader.wasm' }],
  [
    '`decode-worker-zxing-library.js`, only without WebAssembly',
    { file: 'capture/dist/decode-worker-zxing-library.js' },
  ],
  ['`log-worker.js`', { file: 'client/dist/log-worker.js' }],
  ['`@kaiku/client`', { entry: 'client/dist/index.js' }],
  ['`@kaiku/capture`', { entry: 'capture/dist/index.js' }],
  ['`@kaiku/capture/wedge`', { entry: 'capture/dist/wedge/index.js' }],
  ['`engines/zxing-wasm`, without its wasm', { entry: 'capture/dist/engines/zxing-wasm.js' }],
  ['`engines/zxing-library`', { entry: 'capture/dist/engines/zxing-library.js' }],
  ['`engines/quagga2`', { entry: 'capture/dist/engines/quagga2.js' }],
  ['`engines/native`', { entry: 'capture/dist/engines/native.js' }],
  ['`engines/card39`', { entry: 'capture/dist/engines/card39/card39.js' }],
  ['`engines/cardqr`', { entry: 'capture/dist/engines/cardqr/cardqr.js' }],
];

/** For comparison, complete. */
const peers = ['@zxing/library', '@ericblade/quagga2', 'jsqr'];

/** Returns a table of sizes, minified and gzipped, in kB of 1000 bytes. Needs the packages built. */
export async function benchSizes(): Promise<{ table: string; programs: readonly string[] }> {
  const lines: string[] = [];
  for (const [what, of] of rows) {
    if ('file' in of) lines.push(row(what, gzipped(await readFile(path.join(packages, of.file)))));
    else {
      const input = path.join(packages, of.entry);
      lines.push(row(what, await shipped(input, isOthers), await shipped(input)));
    }
  }
  for (const peer of peers) lines.push(row(`${peer}, for comparison`, undefined, await shipped(peer)));
  return {
    table: ['| | own code | with its libraries |', '|---|--:|--:|', ...lines].join('\n'),
    programs: [`rollup ${VERSION}`],
  };
}

function row(what: string, own: number | undefined, whole?: number): string {
  const kB = (bytes: number | undefined) => (bytes === undefined ? '' : (bytes / 1000).toFixed(1));
  return `| ${what} | ${kB(own)} | ${whole === own ? '' : kB(whole)} |`;
}

function gzipped(code: string | Buffer): number {
  return gzipSync(code, { level: 9 }).length;
}

/** Returns the bytes of an entry with all that it imports. */
async function shipped(input: string, external: (id: string) => boolean = () => false): Promise<number> {
  const plugins = [whole, nodeResolve({ browser: true })];
  const chunks = await minified({ input, external, plugins }, { inlineDynamicImports: true });
  return chunks.reduce((sum, { code }) => sum + gzipped(code), 0);
}

const isOthers = (id: string) => !id.startsWith('.') && !path.isAbsolute(id);

/** Resolves a package's name to an entry that exports all of it. */
const whole: Plugin = {
  name: 'whole',
  resolveId: (id, importer) =>
    importer === undefined && isOthers(id) ? { id: `\0whole:${id}`, moduleSideEffects: true } : null,
  load: (id) => (id.startsWith('\0whole:') ? `export * from '${id.slice(7)}';` : null),
};
