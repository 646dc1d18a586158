import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** A TCP link to a server that can fail as hosts do: closed, silent, or cut off with what is on its way. */
export interface FailingLink {
  readonly port: number;
  /** From now on nothing gets through, and neither end is notified. */
  freeze(): void;
  /** Delivers what was held up. */
  thaw(): void;
  /** Ends every connection with what is on its way. New ones end at once until the link is aimed again. */
  cut(): void;
  /** Sets the port that new connections go to. */
  aimAt(toPort: number): void;
  close(): Promise<void>;
}

export interface LinkOptions {
  /** The link's own port. @default any free one */
  readonly port?: number;
  /** How long everything is on its way, in milliseconds. @default 0 */
  readonly delayMs?: number;
}

/** Opens a link to a port of this machine. */
export async function openLink(toPort: number, { port = 0, delayMs = 0 }: LinkOptions = {}): Promise<FailingLink> {
  const sockets = new Set<Socket>();
  let target: number | undefined = toPort;
  let frozen = false;
  const server = createServer((near) => {
    if (target === undefined) {
      near.destroy();
      return;
    }
    const far = dial(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (delayMs === 0) to.write(chunk);
        else setTimeout(() => to.destroyed || to.write(chunk), delayMs);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (frozen) from.pause();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    cut() {
      target = undefined;
      endAll();
    },
    aimAt(toPort) {
      target = toPort;
    },
    async close() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
