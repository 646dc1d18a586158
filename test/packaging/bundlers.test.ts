/**
 * The published element as bundlers give it to a page. It reads a card by the camera, so its worker and the worker's files
 * must be where it looks for them. docs/bundlers.md has what each needs.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { arki, listen } from '@kaiku/registry';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { Hono } from 'hono';
import { rollup } from 'rollup';
import * as vite from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWindow } from '../support/browser.ts';
import { scannerOn } from '../support/scanner.ts';
import { openVenue, type Venue } from '../support/venue.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { family, single, oneChild, twoChildren } = arki.cards;

interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** The files that the element loads by their addresses, next to the script (docs/bundlers.md). */
const nextToScript = [
  ...['decode-worker.js', 'decode-worker-zxing-library.js', 'zxing_reader.wasm'].map((file) => `capture/dist/${file}`),
  'client/dist/log-worker.js',
];

let venue: Venue;
/** Inside the repository, so that bundlers find the packages as they do for a user: in `node_modules` above it. */
let folder: string;
beforeAll(async () => {
  venue = await openVenue();
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(path.join(root, '.cache/bundlers-'));
  const page = `<!doctype html><html lang="en"><title>Tickets</title><link rel="icon" href="data:,">
    <kaiku-scanner registry="${venue.registry}" show="${arki.shows.noCap.id}"></kaiku-scanner>
    <script type="module" src="/main.js"></script>`;
  writeFileSync(path.join(folder, 'index.html'), page);
  writeFileSync(
    path.join(folder, 'main.js'),
    `import '@kaiku/scanner/define';
    document.querySelector('kaiku-scanner').token = '${venue.token}';`,
  );
});
afterAll(async () => {
  await venue?.close();
  rmSync(folder, { recursive: true });
});

/** Serves a folder that has the script and its page. */
async function serveFolder(dist: string): Promise<Site> {
  const app = new Hono();
  app.use(serveStatic({ root: path.relative(process.cwd(), dist) }));
  return listen(app, { port: 0 });
}

/** Copies the files that a bundler leaves out next to its output, and serves that. */
function serveWithCopies(dist: string): Promise<Site> {
  copyFileSync(path.join(folder, 'index.html'), path.join(dist, 'index.html'));
  for (const file of nextToScript)
    copyFileSync(path.join(root, 'node_modules/@kaiku', file), path.join(dist, path.basename(file)));
  return serveFolder(dist);
}

const input = () => path.join(folder, 'main.js');
const into = (name: string) => path.join(folder, name);
/** As with packages that are installed, not linked. */
const forVite = (): vite.InlineConfig => ({
  ...{ root: folder, configFile: false, logLevel: 'error', cacheDir: into('vite') },
  resolve: { preserveSymlinks: true },
});

const bundlers = {
  esbuild: [
    family,
    async () => {
      await esbuild.build({
        entryPoints: [input()],
        bundle: true,
        format: 'esm',
        outdir: into('esbuild'),
        logLevel: 'error',
      });
      return serveWithCopies(into('esbuild'));
    },
  ],
  Rollup: [
    single,
    async () => {
      const bundle = await rollup({ input: input(), logLevel: 'silent', plugins: [nodeResolve({ browser: true })] });
      await bundle.write({ dir: into('rollup'), format: 'es' });
      return serveWithCopies(into('rollup'));
    },
  ],
  'Vite, built': [
    oneChild,
    async () => {
      await vite.build({ ...forVite(), build: { outDir: into('vite-built'), target: 'es2022' } });
      return serveFolder(into('vite-built'));
    },
  ],
  'Vite, in development': [
    twoChildren,
    async () => {
      const server = await vite.createServer({ ...forVite(), server: { port: 0, host: '127.0.0.1' } });
      await server.listen();
      return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
    },
  ],
} as const;

it.each(Object.entries(bundlers))('%s gives a page that reads a card and records it', async (_, [card, serve]) => {
  const site = await serve();
  try {
    const { page, close } = await openWindow(site.url, { symbology: 'qr', text: card.code });
    try {
      const scanner = scannerOn(page);
      await scanner.confirm();
      await scanner.verdict('confirmed');
      const rows = await venue.rows(arki.shows.noCap.id);
      expect(rows.filter((row) => row.card === card.code && row.state === 'counted')).toHaveLength(1);
    } finally {
      await close();
    }
  } finally {
    await site.close();
  }
});
