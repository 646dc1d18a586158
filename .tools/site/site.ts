/**
 * `npm run docs`: writes the generated pages of docs/, builds the site into `.cache/site/html`, and serves it on this
 * machine. `-- --build` ends after the build; `--port` chooses another port.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Listening, listen } from '@kaiku/registry';
import { Hono } from 'hono';
import { build as buildVitePress } from 'vitepress';
import { checkDocs } from '../docs.ts';
import { buildPlayground } from '../playground.ts';
import { root } from '../run.ts';
import { writePrepared } from './prepare.ts';

/** The folder of the built site. */
const builtFolder = path.join(root, '.cache/site/html');

/** Builds the site. @throws Error if a link of a page leads nowhere */
export async function buildSite(): Promise<void> {
  writePrepared();
  await buildVitePress(path.join(root, '.tools/site'));
}

/** Serves the built site on loopback, on a free port if `port` is 0. */
export function serveSite(port: number): Promise<Listening> {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    if (context.req.path.endsWith('.md')) context.header('Content-Type', 'text/markdown; charset=utf-8');
  });
  app.use(serveStatic({ root: path.relative('.', builtFolder) }));
  return listen(app, { port, hostname: '127.0.0.1' });
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { build: { type: 'boolean', default: false }, port: { type: 'string', default: '8090' } },
  });
  for (const line of await checkDocs({ write: true })) console.log(line);
  await buildSite();
  await buildPlayground(path.join(builtFolder, 'playground'));
  if (!values.build) console.log(`\n  The site  ${(await serveSite(Number(values.port))).url}\n  Ctrl-C stops.`);
}
