import { serveStatic } from '@hono/node-server/serve-static';
import { type Listening, listen } from '@kaiku/registry';
import { Hono } from 'hono';

/** Serves a page with the one-file element, whose registry, show and token are in its address. Needs the build. */
export function serveElement(): Promise<Listening> {
  const app = new Hono();
  app.get('/', (context) => {
    const { registry, show, token } = context.req.query();
    return context.html(`<!doctype html><html lang="en"><title>Till</title><link rel="icon" href="data:,">
      <script type="module" src="kaiku-scanner.js"></script>
      <kaiku-scanner registry="${registry}" show="${show}" records-as="door"></kaiku-scanner>
      <script>document.querySelector('kaiku-scanner').token = '${token}';</script>`);
  });
  app.use(serveStatic({ root: 'packages/scanner/dist/bundle' }));
  return listen(app);
}
