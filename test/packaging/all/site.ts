import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Listening, listen } from '@kaiku/registry';
import { Hono } from 'hono';

/** Serves a folder, with these headers in each answer. */
export async function serveFolder(folder: string, headers: Readonly<Record<string, string>> = {}): Promise<Listening> {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
  });
  app.use(serveStatic({ root: path.relative(process.cwd(), folder) }));
  return listen(app, { port: 0 });
}
