import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { App } from './app.ts';

/** A server that listens. */
export interface Listening {
  /** Without a final slash: `http://127.0.0.1:8787`. */
  readonly url: string;
  /**
   * Stops at once, like a failing network: ends idle connections and those in the middle of a request. The same port is
   * free again when the promise resolves.
   */
  close(): Promise<void>;
}

/** Where to listen, and how long to wait for a request. */
export interface ListenOptions {
  /** Default: 0, any free port. */
  readonly port?: number;
  /** Default: `127.0.0.1`. */
  readonly hostname?: string;
  /**
   * How long a client may take to send a request, in milliseconds. Then its connection ends. Default: 15 000,
   * because devices wait no longer for a response.
   */
  readonly requestTimeoutMs?: number;
}

/** How often slow requests are looked for: a fraction of the time that they have. */
const checksPerTimeout = 5;

/**
 * Serves an app over HTTP.
 * @throws Error (`EADDRINUSE`, `EACCES`) if it cannot listen on the port
 */
export async function listen(
  app: Pick<App, 'fetch'>,
  { port = 0, hostname = '127.0.0.1', requestTimeoutMs = 15_000 }: ListenOptions = {},
): Promise<Listening> {
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / checksPerTimeout,
  };
  const server = createServer(limits, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
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
