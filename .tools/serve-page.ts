/** The venue's own server, as small as one can be: its page's files, where the register is, and this till's token. */
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

export interface Page {
  /** The built page's folder, relative to the project's. */
  readonly folder: string;
  readonly registry: string;
  readonly token: string;
}

/** A page under the very headers that docs/security.md tells venues to send. */
export function pageApp({ folder, registry, token }: Page): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        // 'wasm-unsafe-eval' lets the decoder's WebAssembly be compiled; it allows no eval of scripts.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", new URL(registry).origin],
        workerSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      permissionsPolicy: { camera: ['self'], microphone: [], hid: ['self'], serial: ['self'] },
      referrerPolicy: 'no-referrer',
    }),
  );
  app.get('/kaiku.json', (context) => context.json({ registry, token }, 200, { 'Cache-Control': 'no-store' }));
  app.use(serveStatic({ root: folder }));
  return app;
}
