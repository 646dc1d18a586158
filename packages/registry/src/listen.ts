import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { App } from './app.ts';

export interface Listening {
  /** Without a slash at its end: `http://127.0.0.1:8787`. */
  readonly url: string;
  /**
   * Stops at once, like a network that is gone: connections that wait for the next request end, and so do those in the
   * middle of one. `listen` on the same port works right afterwards.
   */
  close(): Promise<void>;
}

/**
 * Listens with an app. `port` 0 takes any free one.
 * @throws Error (`EADDRINUSE`, `EACCES`) where it cannot
 */
export async function listen(
  app: Pick<App, 'fetch'>,
  { port = 0, hostname = '127.0.0.1' }: { readonly port?: number; readonly hostname?: string } = {},
): Promise<Listening> {
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${bound}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
