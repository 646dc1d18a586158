import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** A TCP link to a server that can fail as hosts do: closed, or silent. */
export interface FailingLink {
  readonly port: number;
  /** From now on nothing gets through, and neither end is notified. */
  freeze(): void;
  /** Delivers what was held up. */
  thaw(): void;
  close(): Promise<void>;
}

/** Opens a link to a port of this machine. @param port the link's own port; 0 for any free one */
export async function openLink(toPort: number, port = 0): Promise<FailingLink> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((near) => {
    const far = dial(toPort, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => to.write(chunk));
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
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
