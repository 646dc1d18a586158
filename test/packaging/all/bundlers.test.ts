/** The installed element as further bundlers give it to a page, each only with what docs/bundlers.md says. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { arki } from '@kaiku/registry';
import * as esbuild from 'esbuild';
import type { InlineConfig, ViteDevServer } from 'vite';
import { afterAll, beforeAll, inject, it } from 'vitest';
import { openVenue, type Venue } from '../../support/venue.ts';
import { elementPage, recordsACard } from '../records-a-card.ts';
import { makeProject, run } from './installed.ts';
import { serveFolder } from './site.ts';

const { family, single, oneChild, twoChildren } = arki.cards;
let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
});
afterAll(async () => {
  await venue?.close();
});

/** Makes a project of a page with a script. */
function project(name: string, script = './main.js'): string {
  return makeProject(name, {
    'package.json': JSON.stringify({ private: true, type: 'module' }),
    'index.html': elementPage(venue, `<script type="module" src="${script}"></script>`),
    'main.js': `import '@kaiku/scanner/define';
      document.querySelector('kaiku-scanner').token = '${venue.token}';`,
  });
}

/** Imports a tool that is installed with the packages. */
async function tool<T>(name: string): Promise<T> {
  const file = createRequire(path.join(inject('installedIn'), 'package.json')).resolve(name);
  const found = (await import(file)) as { readonly default?: T };
  return found.default ?? (found as T);
}

type Webpack = (
  settings: object,
  done: (error: Error | null, stats: { toString(): string; hasErrors(): boolean }) => void,
) => void;

const bundlers = {
  'Vite 7, in development': [
    family,
    async () => {
      const root = project('vite-dev', '/main.js');
      const vite = await tool<{ createServer(config: InlineConfig): Promise<ViteDevServer> }>('vite');
      const server = await vite.createServer({
        root,
        configFile: false,
        logLevel: 'error',
        server: { host: '127.0.0.1', port: 0 },
      });
      await server.listen();
      return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
    },
  ],
  'webpack 5': [
    single,
    async () => {
      const context = project('webpack');
      const webpack = await tool<Webpack>('webpack');
      const settings = {
        context,
        mode: 'production',
        entry: './main.js',
        output: { path: path.join(context, 'dist'), filename: 'main.js' },
      };
      await new Promise<void>((resolve, reject) =>
        webpack(settings, (error, stats) => {
          if (error !== null || stats.hasErrors()) reject(error ?? new Error(stats.toString()));
          else resolve();
        }),
      );
      makeProject('webpack/dist', { 'index.html': elementPage(venue, '<script src="main.js"></script>') });
      return serveFolder(path.join(context, 'dist'));
    },
  ],
  Parcel: [
    oneChild,
    async () => {
      // Its setting is in the package.json next to the lockfile.
      const folder = project('parcel');
      await run(folder, 'parcel', 'build', 'index.html', '--no-cache', '--dist-dir', 'dist');
      return serveFolder(path.join(folder, 'dist'));
    },
  ],
  'esbuild, in several files': [
    twoChildren,
    async () => {
      const folder = project('esbuild');
      const files = { entryPoints: [path.join(folder, 'main.js')], outdir: path.join(folder, 'dist') };
      await esbuild.build({ ...files, bundle: true, splitting: true, format: 'esm' });
      makeProject('esbuild/dist', {
        'index.html': elementPage(venue, '<script type="module" src="main.js"></script>'),
      });
      return serveFolder(path.join(folder, 'dist'));
    },
  ],
} as const;

it.each(Object.entries(bundlers))('%s gives a page that reads a card and records it', async (_, [card, serve]) => {
  await recordsACard(venue, await serve(), card);
});
