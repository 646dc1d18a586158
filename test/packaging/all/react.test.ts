/** The component of `@kaiku/scanner/react`, rendered on a server and hydrated in a browser. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { arki } from '@kaiku/registry';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openVenue, type Venue } from '../../support/venue.ts';
import { recordsACard } from '../records-a-card.ts';
import { installPackages, makeProject, node, run } from './installed.ts';
import { serveFolder } from './site.ts';

const { family, single } = arki.cards;
let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
});
afterAll(async () => {
  await venue?.close();
});

/** A till as a venue writes it. The title of its page says what the last event has. */
const till = () => `'use client';
  import { KaikuScanner } from '@kaiku/scanner/react';
  export function Till() {
    return <KaikuScanner registry="${venue.registry}" show="${arki.shows.noCap.id}" leaseTickets={0} lang="en" className="till"
      token={() => '${venue.token}'} onKaikuVerdict={({ detail }) => { document.title = detail.outcome; }} />;
  }`;

it('React 18 hydrates it', async () => {
  const folder = makeProject('react-18', {
    'package.json': JSON.stringify({ private: true, dependencies: { react: '18.3.1', 'react-dom': '18.3.1' } }),
    'till.jsx': till(),
    'server.jsx': `import { renderToString } from 'react-dom/server';
      import { Till } from './till.jsx';
      console.log(renderToString(<Till />));`,
    'dist/client.jsx': `import { hydrateRoot } from 'react-dom/client';
      import { Till } from '../till.jsx';
      hydrateRoot(document.querySelector('#root'), <Till />, { onRecoverableError: (error) => reportError(error) });`,
  });
  installPackages(folder);
  const common: esbuild.BuildOptions = {
    bundle: true,
    jsx: 'automatic',
    logLevel: 'error',
    absWorkingDir: folder,
  };
  const server: esbuild.BuildOptions = { entryPoints: ['server.jsx'], outfile: 'server.cjs', platform: 'node' };
  await esbuild.build({ ...common, ...server });
  const html = await node(folder, 'server.cjs');
  expect(html).toBe('<kaiku-scanner lang="en" class="till"></kaiku-scanner>');
  await esbuild.build({ ...common, entryPoints: ['dist/client.jsx'], outdir: 'dist', format: 'esm', splitting: true });
  makeProject('react-18/dist', {
    'index.html': `<!doctype html><title>Till</title><link rel="icon" href="data:,"><div id="root">${html}</div>
      <script type="module" src="client.js"></script>`,
  });
  const site = await serveFolder(path.join(folder, 'dist'));
  expect(await recordsACard(venue, site, family)).toBe('confirmed');
});

it('Next 16 renders it on its server and hydrates it', async () => {
  const folder = makeProject('next', {
    'package.json': JSON.stringify({ private: true, type: 'module' }),
    'app/layout.jsx': `export default ({ children }) => <html lang="en"><head><title>Till</title></head><body>{children}</body></html>;`,
    'app/page.jsx': `import { Till } from './till';
      export default () => <main><Till /></main>;`,
    'app/till.jsx': till(),
    'next.config.js': 'export default { turbopack: { root: new URL("..", import.meta.url).pathname } };',
  });
  await run(folder, 'next', 'build');
  const server = await started(folder);
  try {
    expect(await (await fetch(server.url)).text()).toContain('<kaiku-scanner lang="en" class="till"></kaiku-scanner>');
    expect(await recordsACard(venue, server, single)).toBe('confirmed');
  } finally {
    await server.close();
  }
});

/** Starts Next's server at a free port, which it names. */
async function started(cwd: string) {
  const program = path.join(inject('installedIn'), 'node_modules/next/dist/bin/next');
  const server: ChildProcess = spawn(process.execPath, [program, 'start', '--port', '0', '--hostname', '127.0.0.1'], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = async () => {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  };
  if (server.stdout !== null)
    for await (const line of createInterface(server.stdout)) {
      const [, port] = /:(\d+)/.exec(line) ?? [];
      if (port !== undefined) return { url: `http://127.0.0.1:${port}/`, close };
    }
  throw new Error('Next did not say where it listens.');
}
