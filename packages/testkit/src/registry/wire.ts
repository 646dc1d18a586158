import { type Listening, listen } from '@kaiku/registry';

/** The connection between the registry and its devices, which can be cut, and restored at the same port. */
export interface Wire {
  /** The registry's address; the same while the wire is cut. */
  readonly url: string;
  /** False while it is cut. */
  readonly isUp: boolean;
  /** Listens again, or stops and cuts every connection. Calls run in order. Safe to repeat. */
  put(up: boolean): Promise<void>;
}

/** Connects an app that listens already. */
export function openWire(app: Parameters<typeof listen>[0], first: Listening): Wire {
  const { hostname, port } = new URL(first.url);
  let listening: Listening | undefined = first;
  let turn: Promise<void> = Promise.resolve();
  async function putNow(up: boolean): Promise<void> {
    if (up) listening ??= await listen(app, { port: Number(port), hostname });
    else {
      await listening?.close();
      listening = undefined;
    }
  }
  return {
    url: first.url,
    get isUp() {
      return listening !== undefined;
    },
    put(up) {
      turn = turn.then(
        () => putNow(up),
        () => putNow(up),
      );
      return turn;
    },
  };
}
