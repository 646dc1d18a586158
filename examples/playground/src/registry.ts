/** The registry as the page reaches it: requests to its address go through a service worker (msw) to the worker. */
import { HttpResponse, http } from 'msw';
import { setupWorker } from 'msw/browser';
import type { FromRegistry, ToRegistry } from './registry-messages.ts';

/** The registry's address. No request leaves the page, so the name need not exist. */
export const registryUrl = 'https://registry.example/';

export interface PlaygroundRegistry {
  readonly choices: Extract<FromRegistry, { readonly kind: 'ready' }>;
  /** Whether requests of the till reach the registry. Requests in flight fail when it becomes false. */
  isConnected: boolean;
  /** Sets the registry's clock ahead. */
  setClock(aheadMs: number): void;
  /** Asks the registry, also while the till is cut off. */
  ask(request: Request): Promise<Response>;
  /** Calls a listener after each request of the till that the registry has answered. */
  onAnswer(listener: () => void): void;
}

/** Starts the registry. @throws Error if the browser lacks what it needs, such as service workers */
export async function startRegistry(): Promise<PlaygroundRegistry> {
  const worker = new Worker(new URL('registry-worker.js', import.meta.url), { type: 'module' });
  const waiting = new Map<number, (response: Response) => void>();
  const listeners: (() => void)[] = [];
  let nextId = 0;
  let cut = new AbortController();
  const choices = await new Promise<PlaygroundRegistry['choices']>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<FromRegistry>) => {
      if (data.kind === 'ready') resolve(data);
      else if (data.kind === 'failed') reject(new Error(data.message));
      else {
        const { id, status, headers, body } = data;
        const isEmpty = status === 204 || status === 304;
        waiting.get(id)?.(
          new Response(isEmpty ? null : body, { status, headers: headers.map(([name, value]) => [name, value]) }),
        );
        waiting.delete(id);
      }
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
  });
  const send = (message: ToRegistry) => worker.postMessage(message);

  async function ask(request: Request): Promise<Response> {
    const body = await request.arrayBuffer();
    const id = nextId++;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      send({ kind: 'request', id, url: request.url, method: request.method, headers: [...request.headers], body });
    });
  }

  const unreachable = (signal: AbortSignal) =>
    new Promise<'cut'>((resolve) => {
      if (signal.aborted) resolve('cut');
      signal.addEventListener('abort', () => resolve('cut'), { once: true });
    });

  await setupWorker(
    http.all(`${registryUrl}*`, async ({ request }) => {
      const answer = cut.signal.aborted ? 'cut' : await Promise.race([ask(request), unreachable(cut.signal)]);
      if (answer === 'cut') return HttpResponse.error();
      for (const listener of listeners) listener();
      return answer;
    }),
  ).start({
    serviceWorker: { url: new URL('mockServiceWorker.js', location.href).pathname },
    onUnhandledFrame: 'bypass',
    quiet: true,
  });

  return {
    choices,
    get isConnected() {
      return !cut.signal.aborted;
    },
    set isConnected(connected) {
      if (connected === !cut.signal.aborted) return;
      if (connected) cut = new AbortController();
      else cut.abort();
      window.dispatchEvent(new Event(connected ? 'online' : 'offline'));
    },
    setClock: (aheadMs) => send({ kind: 'clock', aheadMs }),
    ask,
    onAnswer: (listener) => listeners.push(listener),
  };
}
