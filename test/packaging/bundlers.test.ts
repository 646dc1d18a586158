/**
 * The published element as bundlers give it to a page, without any configuration. It reads a card by the camera, so it must
 * find its worker (docs/bundlers.md). More of them: `all`.
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
import { afterAll, beforeAll, it } from 'vitest';
import { openVenue, type Venue } from '../support/venue.ts';
import { elementPage, recordsACard } from './records-a-card.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { family, single, oneChild, twoChildren } = arki.cards;

interface Site {
  readonly url: string;
  close(): Promise<void>;
}

let venue: Venue;
/** Inside the repository, so that bundlers find the packages as they do for a user: in `node_modules` above it. */
let folder: string;
beforeAll(async () => {
  venue = await openVenue();
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(path.join(root, '.cache/bundlers-'));
  const page = elementPage(venue, '<script type="module" src="/main.js"></script>');
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

/** Serves the page with what a bundler has written. */
function serveWithPage(dist: string): Promise<Site> {
  copyFileSync(path.join(folder, 'index.html'), path.join(dist, 'index.html'));
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
      // A classic script, as esbuild makes them by default: it does not know its own address.
      await esbuild.build({
        ...{ entryPoints: [input()], bundle: true, outdir: into('esbuild') },
        // It says that a classic script has no address.
        logOverride: { 'empty-import-meta': 'silent' },
      });
      return serveWithPage(into('esbuild'));
    },
  ],
  Rollup: [
    single,
    async () => {
      const bundle = await rollup({ input: input(), logLevel: 'silent', plugins: [nodeResolve({ browser: true })] });
      await bundle.write({ dir: into('rollup'), format: 'es' });
      return serveWithPage(into('rollup'));
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
  await recordsACard(venue, await serve(), card);
});
