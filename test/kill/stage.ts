/** The harness of the trials: a registry, and the venue's server with the page and the headers of docs/security.md. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen } from '@kaiku/registry';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { pageApp } from '../../.tools/serve-page.ts';
import { onlyBuilt } from '../support/source-page.ts';
import { type Draining, type Order, type PageOptions, type Remains, type Report, toQuery } from './orders.ts';
import type { Registry } from './registry.ts';
import { removeFolder, scratchFolder } from './scratch.ts';

export interface VenueServer {
  address(options: PageOptions): string;
  /** Handles a page's report. */
  onReport: (report: Report) => Promise<Order>;
  onRemains: (remains: Remains) => void;
  /** Handles a draining page's report. */
  onDraining: (draining: Draining) => void;
  close(): Promise<void>;
}

/** Slow to start, so several trials share one, one after another. */
export interface Stage<R extends Registry = Registry> {
  readonly registry: R;
  readonly server: VenueServer;
  close(): Promise<void>;
}

export async function openStage<R extends Registry>(open: () => Promise<R>): Promise<Stage<R>> {
  const registry = await open();
  const server = await openVenueServer(registry);
  return {
    registry,
    server,
    async close() {
      await server.close();
      await registry.close();
    },
  };
}

const rest: Order = { do: 'rest' };

async function openVenueServer(registry: { readonly url: string; readonly token: string }): Promise<VenueServer> {
  const folder = scratchFolder('page');
  await build({
    entryPoints: {
      page: fileURLToPath(new URL('./page.ts', import.meta.url)),
      'log-worker': fileURLToPath(new URL('../../packages/client/src/storage/log-worker.ts', import.meta.url)),
    },
    outdir: folder,
    bundle: true,
    external: onlyBuilt,
    format: 'esm',
    target: 'es2022',
    conditions: ['kaiku-source'],
    logLevel: 'warning',
  });
  const html = '<!doctype html><meta charset="utf-8"><title>Kill</title><script type="module" src="page.js"></script>';
  writeFileSync(path.join(folder, 'index.html'), html);

  const app = new Hono();
  app.post('/report', async (c) => c.json(await server.onReport(await c.req.json<Report>())));
  app.post('/remains', async (c) => {
    server.onRemains(await c.req.json<Remains>());
    return c.json({});
  });
  app.post('/draining', async (c) => {
    server.onDraining(await c.req.json<Draining>());
    return c.json({});
  });
  app.route('/', pageApp({ folder, registry: registry.url, token: registry.token }));
  const listening = await listen(app as unknown as Parameters<typeof listen>[0]);

  const server: VenueServer = {
    address: (options) => `${listening.url}/?${toQuery(options)}`,
    onReport: async () => rest,
    onRemains: () => {},
    onDraining: () => {},
    async close() {
      await listening.close();
      removeFolder(folder);
    },
  };
  return server;
}
