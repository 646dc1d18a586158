/** The way to the registry over sockets: what goes wrong on it are the registry's own faults, in bytes and cut connections. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault as ServerFault } from '@kaiku/registry';
import { type Fault, messageOf, type Network, type NetworkOptions, type Passage } from './network.ts';
import type { Registry } from './registry.ts';

export interface Wire {
  /** As `createNetwork`; its `registry` and `tripMs` are not asked. */
  readonly way: (options: NetworkOptions) => Network;
  close(): Promise<void>;
}

/** Real milliseconds: how long an answer is held back while the device's time runs on. Longer than nothing. */
const heldMs = 20;
/** Virtual milliseconds: a device's own limit for one request. */
const cutAfterMs = 15_000;
const meets = 'X-Meets';

const serverFaults = {
  'drop before': { kind: 'drop-before' },
  'drop after commit': { kind: 'drop-after' },
  'truncated answer': { kind: 'truncate' },
  stall: { kind: 'stall' },
  duplicate: { kind: 'duplicate' },
  reorder: { kind: 'reorder', maxMs: heldMs },
  'late answer': { kind: 'delay-answer', ms: heldMs },
  '429 with Retry-After': { kind: 'too-many', retryAfterS: 2 },
  '429 until a date': { kind: 'too-many', retryAfterS: 2, httpDate: true },
  '5xx before': { kind: 'status', status: 503 },
  '5xx after commit': { kind: 'status-after', status: 502 },
  'HTML 200': { kind: 'html-200' },
  'wrong Date': { kind: 'wrong-clock', offByMs: -3 * 86_400_000 },
} as const satisfies Record<Fault, ServerFault>;

/** Answers to these keep one waiting: only then does time go on before there is one. */
const isSlow = (fault: Fault | undefined) => fault === 'stall' || fault === 'reorder' || fault === 'late answer';

export async function openWire(registry: Registry): Promise<Wire> {
  registry.setFaults(({ headers }) => serverFaults[headers.get(meets) as Fault]);
  const server = await registry.listen();

  function way({ timeline, fault: faultOf, onDone }: NetworkOptions): Network {
    let underWay = 0;

    async function fetchOver(device: string, request: Request): Promise<Response> {
      const { method, url, signal } = request;
      const body = await timeline.during(request.text());
      const path = new URL(url).pathname;
      const passage: Passage = { device, message: messageOf(request, body), path, body };
      const fault = faultOf(passage);
      const headers = new Headers(request.headers);
      if (fault !== undefined) headers.set(meets, fault);
      const cut = new AbortController();
      const asked = new Request(new URL(path, server.url), {
        ...{ method, headers, signal: AbortSignal.any([signal, cut.signal]) },
        ...(method === 'GET' ? {} : { body }),
      });
      underWay += 1;
      const exchanged = exchange(asked).finally(() => {
        underWay -= 1;
      });
      if (!isSlow(fault)) return timeline.during(exchanged.then(done));
      // What the registry does of it is done before the device's time runs on, until somebody gives it up.
      await timeline.during(sleep(heldMs / 2));
      const standStill = () => void timeline.during(exchanged.catch(() => {}));
      signal.addEventListener('abort', standStill, { once: true });
      timeline.after(cutAfterMs, () => {
        if (fault === 'stall') cut.abort(new TypeError('The connection was cut.'));
        standStill();
      });
      return exchanged.then(done);

      function done(response: Response): Response {
        onDone?.(passage);
        return response;
      }
    }
    return {
      fetch: fetchOver,
      get underWay() {
        return underWay;
      },
    };
  }

  return { way, close: () => server.close() };
}

/** The answer once all of its bytes are here, so that reading it takes no more time. */
async function exchange(request: Request): Promise<Response> {
  const response = await fetch(request);
  const { status, headers } = response;
  return new Response(await response.arrayBuffer(), { status, headers });
}
