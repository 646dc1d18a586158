/** What a page loads: our packages as published, and the libraries, as a bundler would ship them. Needs the build. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import type { Plugin } from 'rollup';
import { minified } from '../../support/minified.ts';

const packages = fileURLToPath(new URL('../../../packages', import.meta.url));

/** Something that a page loads. */
export interface Loaded {
  readonly what: string;
  /** A file that is served unchanged, whose name may have a `*`, or an entry that a page's bundler includes: all of it, or what is imported at once. */
  readonly of: { readonly file: string } | { readonly entry: string; readonly isAtOnce?: boolean };
  /** The most that it may weigh, with its libraries, in kB (1000 bytes), minified and gzipped. */
  readonly limitKB: number;
}

/** What a page may load. A limit is what was measured, rounded up: more must be a decision, and no accident. */
export const loaded: readonly Loaded[] = [
  { what: '`@kaiku/scanner/bundle`: `kaiku-scanner.js`', ...served('scanner/dist/bundle/kaiku-scanner.js', 136.5) },
  {
    what: '`kaiku-scanner-later-*.js`, after the first paint',
    ...served('scanner/dist/bundle/kaiku-scanner-later-*.js', 6),
  },
  { what: '`kaiku-scanner-sv-*.js`, in Swedish', ...served('scanner/dist/bundle/kaiku-scanner-sv-*.js', 11) },
  { what: '`kaiku-scanner-en-*.js`, in English', ...served('scanner/dist/bundle/kaiku-scanner-en-*.js', 11) },
  {
    what: '`kaiku-scanner-sign-proof-*.js`, on an enrolled device',
    ...served('scanner/dist/bundle/kaiku-scanner-sign-proof-*.js', 5),
  },
  { what: '`decode-worker.js`', ...served('capture/dist/decode-worker.js', 46) },
  { what: '`zxing_reader.wasm`', ...served('capture/dist/zxing_reader.wasm', 415) },
  {
    what: '`decode-worker-zxing-library.js`, only without WebAssembly',
    ...served('capture/dist/decode-worker-zxing-library.js', 27),
  },
  {
    what: '`decode-worker-text.js`, only if that worker is not found',
    ...served('capture/dist/decode-worker-text.js', 72),
  },
  { what: '`log-worker.js`', ...served('client/dist/log-worker.js', 1.5) },
  { what: '`@kaiku/client`', ...imported('client/dist/index.js', 73) },
  {
    what: '`@kaiku/client`, without what an enrolled device imports',
    of: { entry: 'client/dist/index.js', isAtOnce: true },
    limitKB: 68.5,
  },
  {
    what: '`@kaiku/capture`, without the text of its worker',
    of: { entry: 'capture/dist/index.js', isAtOnce: true },
    limitKB: 9.5,
  },
  { what: '`@kaiku/capture/wedge`', ...imported('capture/dist/wedge/index.js', 4.2) },
  { what: '`engines/zxing-wasm`, without its wasm', ...imported('capture/dist/engines/zxing-wasm.js', 12) },
  { what: '`engines/zxing-library`', ...imported('capture/dist/engines/zxing-library.js', 27) },
  { what: '`engines/quagga2`', ...imported('capture/dist/engines/quagga2.js', 45) },
  { what: '`engines/native`', ...imported('capture/dist/engines/native.js', 2) },
  { what: '`engines/card39`', ...imported('capture/dist/engines/card39/card39.js', 18.5) },
  { what: '`engines/cardqr`', ...imported('capture/dist/engines/cardqr/cardqr.js', 13) },
];

function served(file: string, limitKB: number): Pick<Loaded, 'of' | 'limitKB'> {
  return { of: { file }, limitKB };
}

function imported(entry: string, limitKB: number): Pick<Loaded, 'of' | 'limitKB'> {
  return { of: { entry }, limitKB };
}

/** Returns the bytes of what a page loads, without and with its libraries. @throws Error if the file is not there */
export async function sizeOf({ of }: Loaded): Promise<{ readonly own: number; readonly whole: number }> {
  if ('entry' in of) {
    const input = path.join(packages, of.entry);
    return { own: await shipped(input, of.isAtOnce, isOthers), whole: await shipped(input, of.isAtOnce) };
  }
  const [file] = globSync(of.file, { cwd: packages });
  if (file === undefined) throw new Error(`packages/${of.file} does not exist.`);
  const bytes = gzipped(readFileSync(path.join(packages, file)));
  return { own: bytes, whole: bytes };
}

/** Returns the bytes of an entry with all that it imports, or with what it imports at once. */
export async function shipped(
  input: string,
  isAtOnce = false,
  external: (id: string) => boolean = () => false,
): Promise<number> {
  const plugins = [whole, nodeResolve({ browser: true })];
  // In one file, a bundler leaves out more of what is imported later.
  const chunks = await minified({ input, external, plugins }, { inlineDynamicImports: !isAtOnce });
  const entry = chunks.find(({ isEntry }) => isEntry);
  const atOnce = chunks.filter(({ fileName }) => fileName === entry?.fileName || entry?.imports.includes(fileName));
  return atOnce.reduce((sum, { code }) => sum + gzipped(code), 0);
}

function gzipped(code: string | Buffer): number {
  return gzipSync(code, { level: 9 }).length;
}

const isOthers = (id: string) => !id.startsWith('.') && !path.isAbsolute(id);

/** Resolves a package's name to an entry that exports all of it. */
const whole: Plugin = {
  name: 'whole',
  resolveId: (id, importer) =>
    importer === undefined && isOthers(id) ? { id: `\0whole:${id}`, moduleSideEffects: true } : null,
  load: (id) => (id.startsWith('\0whole:') ? `export * from '${id.slice(7)}';` : null),
};
