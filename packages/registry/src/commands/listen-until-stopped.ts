import { type Listening, listen, type RegistryServer } from '../index.ts';

/** The options of a command that listens. */
export const listening = {
  port: { type: 'string', default: '8787' },
  host: { type: 'string', default: '127.0.0.1' },
  data: { type: 'string' },
} as const;

interface Address {
  readonly port: string;
  readonly host: string;
}

/** Serves the registry, and its metrics if it has some, until a signal. */
export async function listenUntilStopped(
  server: RegistryServer,
  address: Address & { readonly metrics?: Address },
  linesOf: (url: string, metricsUrl: string | undefined) => readonly string[],
): Promise<void> {
  const servers: Listening[] = [];
  const start = async (app: Parameters<typeof listen>[0], { port, host }: Address) => {
    const started = await listen(app, { port: Number(port), hostname: host });
    servers.push(started);
    return started.url;
  };
  try {
    const { metricsApp } = server;
    const metricsUrl = metricsApp && address.metrics && (await start(metricsApp, address.metrics));
    console.log(linesOf(await start(server.app, address), metricsUrl).join('\n'));
    await stopSignal();
  } finally {
    for (const { close } of servers) await close();
    await server.close();
  }
}

/** Resolves on the first SIGINT or SIGTERM. A second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
