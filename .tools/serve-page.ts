/** A minimal server of a venue: its page's files, the registry's address, and this till's token. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { getConnInfo } from '@hono/node-server/conninfo';
import { serveStatic } from '@hono/node-server/serve-static';
import type { ChooseFault, Fault, RegistryServer } from '@kaiku/registry';
import type { Wire } from '@kaiku/testkit';
import { transform } from 'esbuild';
import { type Context, Hono } from 'hono';
import { uniform } from '../packages/testkit/src/random.ts';
import { documentedHeaders } from './documented-headers.ts';
import { root } from './run.ts';

export interface Page {
  /** The built page's folder, from the project's. */
  readonly folder: string;
  readonly registry: string;
  readonly token: string;
  /** The folders of other pages to serve, by path: `{ 'reader-doctor': 'examples/reader-doctor/dist' }`. */
  readonly others?: Readonly<Record<string, string>>;
  /** Adds the developer panel below the page. */
  readonly developer?: Developer;
}

/** Serves a page with the headers of docs/security.md. */
export function pageApp({ folder, registry, token, others = {}, developer }: Page): Hono {
  const app = new Hono();
  const headers = documentedHeaders('Headers for the page', new URL(registry).origin);
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of headers) context.header(name, value);
  });
  app.get('/kaiku.json', (context) => context.json({ registry, token }, 200, { 'Cache-Control': 'no-store' }));
  if (developer !== undefined) servePanel(app, folder, developer);
  for (const [name, root] of Object.entries(others))
    app.use(`/${name}/*`, serveStatic({ root, rewriteRequestPath: (requested) => requested.slice(name.length + 1) }));
  app.use(serveStatic({ root: folder }));
  return app;
}

/** The controls of the developer panel. No part of the registry. */
export interface Developer {
  readonly wire: Wire;
  readonly faults: Faults;
  readonly store: Pick<RegistryServer['store'], 'usages'>;
}

/** The faults of requests that the panel has chosen. */
export interface Faults {
  choice: FaultChoice;
  readonly chooseFault: ChooseFault;
}

const faultChoices = ['none', 'third'] as const;
export type FaultChoice = (typeof faultChoices)[number];

const kinds: readonly Fault[] = [
  { kind: 'drop-before' },
  { kind: 'drop-after' },
  { kind: 'status', status: 503 },
  { kind: 'html-200' },
  { kind: 'stall' },
];

/** Creates faults that start as `none`. With `third`, a third of the requests fail, in the same order for the same seed. */
export function createFaults(seed: number): Faults {
  const random = uniform(seed);
  const faults: Faults = {
    choice: 'none',
    chooseFault: () =>
      faults.choice === 'third' && random() < 1 / 3 ? kinds[Math.floor(random() * kinds.length)] : undefined,
  };
  return faults;
}

/** Serves the panel's files and answers its requests, only to pages of this machine. */
function servePanel(app: Hono, folder: string, { wire, faults, store }: Developer): void {
  const source = (name: string) => readFile(path.join(root, 'examples/venue-drop-in', name), 'utf8');
  const isOwn = (context: Context): boolean => {
    const { address = '' } = getConnInfo(context).remote;
    const origin = context.req.header('Origin');
    const own = new URL(context.req.url);
    // Check the host name too: another site's name may resolve to this address (DNS rebinding).
    const here =
      /^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/.test(address) &&
      /^(127\.0\.0\.1|localhost|\[::1\])$/.test(own.hostname);
    return here && (context.req.method === 'GET' || origin === own.origin);
  };
  app.use('/developer/*', async (context, next) =>
    isOwn(context) ? next() : context.text('Only from this machine.', 403),
  );
  app.get('/', async (context) => {
    const page = await readFile(path.resolve(folder, 'index.html'), 'utf8');
    const tags =
      '<link rel="stylesheet" href="developer/panel.css"><script type="module" src="developer/panel.js"></script>';
    const panel = await source('developer-panel.html');
    return context.html(page.replace('</head>', `${tags}</head>`).replace('</body>', `${panel}</body>`));
  });
  app.get('/developer/panel.css', async (context) =>
    context.body(await source('developer-panel.css'), 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  );
  app.get('/developer/panel.js', async (context) => {
    const { code } = await transform(await source('developer-panel.ts'), { loader: 'ts', target: 'es2022' });
    return context.body(code, 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
  });
  app.get('/developer/state', async (context) => {
    const rows = await store.usages(context.req.query('show') ?? '');
    // Ids only: card codes stay in the registry.
    const counted = rows.flatMap(({ state, visitId }) => (state === 'counted' ? { visitId } : []));
    return context.json({ up: wire.isUp, faults: faults.choice, counted }, 200, { 'Cache-Control': 'no-store' });
  });
  app.post('/developer/network', async (context) => {
    const { up } = (await context.req.json()) as { up?: unknown };
    await wire.put(up === true);
    return context.json({ up: wire.isUp });
  });
  app.post('/developer/faults', async (context) => {
    const { faults: wanted } = (await context.req.json()) as { faults?: unknown };
    faults.choice = faultChoices.find((choice) => choice === wanted) ?? 'none';
    return context.json({ faults: faults.choice });
  });
}
