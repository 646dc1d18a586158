/**
 * Builds examples/playground into a folder of files that any server serves: the page, the registry for its worker, the
 * image of the registry's database, and the element as it is published.
 */
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { migrateDatabase } from '@kaiku/registry';
import { type BuildOptions, build as bundle, type Plugin } from 'esbuild';
import { build as buildPackages } from './build.ts';
import { root } from './run.ts';

const source = path.join(root, 'examples/playground/src');
const store = path.join(root, 'packages/registry/src/store');
const pglite = path.join(root, 'node_modules/@electric-sql/pglite/dist');

/** What replaces a module of Node in the registry's worker: a part of a file in `src/node`. */
const replaced: Readonly<Record<string, string>> = {
  'node:crypto': "export * from './crypto.ts'",
  'node:timers/promises': "import { timers } from './small.ts'; export const { setTimeout, setImmediate } = timers",
  'node:net': "import { net } from './small.ts'; export const { isIPv6 } = net",
  'node:url': "import { url } from './small.ts'; export const { fileURLToPath } = url",
  'node:stream/web': 'export const { ReadableStream, TransformStream } = globalThis',
};

/** What the registry imports and the playground never calls: other databases, files, passkeys, pages and metrics. */
const absent =
  /^(node:(fs|path|module|zlib|http)(\/.*)?|pg|prom-client|node-pg-migrate|@simplewebauthn\/server|@hono\/node-server|bwip-js\/node|@electric-sql\/pglite\/nodefs)$/;

const forBrowsers: Plugin = {
  name: 'for-browsers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path: name }) =>
      name in replaced ? { path: name, namespace: 'replaced' } : undefined,
    );
    onResolve({ filter: absent }, ({ path: name }) => ({ path: name, namespace: 'absent' }));
    onResolve({ filter: /^@electric-sql\/pglite$/ }, ({ importer }) =>
      importer.endsWith('/database/pglite.ts') ? { path: path.join(source, 'pglite.ts') } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'replaced' }, ({ path: name }) => ({
      contents: replaced[name] ?? '',
      resolveDir: path.join(source, 'node'),
    }));
    // CommonJS, because any name can be imported from it. esbuild copies what is exported, and keeps the prototype.
    onLoad({ filter: /.*/, namespace: 'absent' }, ({ path: name }) => ({
      contents: `
        const given = ${name === 'node:fs/promises' ? "{ ...require('./small.ts').files }" : '{}'};
        const lacking = (part) => class { constructor() { throw new Error(part + ' of ${name} is not in the playground.'); } };
        module.exports = Object.setPrototypeOf(given, new Proxy({}, { get: (_, part) => lacking(String(part)) }));`,
      resolveDir: path.join(source, 'node'),
    }));
  },
};

/** Builds the playground into a folder, in place of what was there. @throws Error if a bundle fails */
export async function buildPlayground(folder: string): Promise<void> {
  await buildPackages();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const common = {
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: folder,
    conditions: ['kaiku-source', 'browser'],
    legalComments: 'eof',
    logLevel: 'warning',
  } satisfies BuildOptions;
  await bundle({ ...common, entryPoints: [path.join(source, 'page.ts')] });
  await bundle({
    ...common,
    entryPoints: [path.join(source, 'registry-worker.ts')],
    inject: [path.join(source, 'node/bytes.ts')],
    define: { migrationFiles: JSON.stringify(readdirSync(path.join(store, 'migrations'))) },
    plugins: [forBrowsers],
  });
  for (const file of ['index.html', 'style.css']) cpSync(path.join(source, file), path.join(folder, file));
  for (const file of globSync('**/*.sql', { cwd: store })) cpSync(path.join(store, file), path.join(folder, file));
  for (const file of ['pglite.wasm', 'pglite.data', 'initdb.wasm'])
    cpSync(path.join(pglite, file), path.join(folder, file));
  cpSync(path.join(root, 'node_modules/msw/lib/mockServiceWorker.js'), path.join(folder, 'mockServiceWorker.js'));
  cpSync(path.join(root, 'packages/scanner/dist/bundle'), path.join(folder, 'scanner'), {
    recursive: true,
    filter: (file) => !file.endsWith('.map'),
  });
  writeFileSync(path.join(folder, 'database.tar.gz'), await databaseImage());
}

/** Returns the files of a database with the registry's tables and nothing in them: the program that creates these needs Node. */
async function databaseImage(): Promise<Uint8Array> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-image-'));
  await migrateDatabase({ kind: 'folder', path: folder });
  const database = await PGlite.create(path.join(folder, 'pglite'));
  const image = await database.dumpDataDir('gzip');
  await database.close();
  rmSync(folder, { recursive: true });
  return new Uint8Array(await image.arrayBuffer());
}

if (import.meta.main) await buildPlayground(path.join(root, '.cache/site/html/playground'));
