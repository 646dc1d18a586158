/** A network to the registry over sockets, with the registry's own faults: damaged bytes and cut connections. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault as ServerFault } from '@kaiku/registry';
import { type Fault, messageOf, type Network, type NetworkOptions, type Passage } from './network.ts';
import type { Registry } from './registry.ts';

export interface Wire {
  /** Like `createNetwork`; ignores `registry` and `tripMs`. */
  readonly way: (options: NetworkOptions) => Network;
  close(): Promise<void>;
}

/** Real milliseconds that an answer is delayed while the device's time passes. */
const heldMs = 20;
/** Virtual milliseconds after which the device's operating system ends a request. */
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

/** True if the answer is delayed: only then time passes before it. */
const isSlow = (fault: Fault | undefined) => fault === 'stall' || fault === 'reorder' || fault === 'late answer';

export async function openWire(registry: Registry): Promise<Wire> {
  registry.setFaults(({ headers }) => serverFaults[headers.get(meets) as Fault]);
  const server = await registry.listen();

  function way({ timeline, fault: faultOf, onDone }: NetworkOptions): Network {
    let inFlight = 0;

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
      inFlight += 1;
      const exchanged = exchange(asked).finally(() => {
        inFlight -= 1;
      });
      if (!isSlow(fault)) return timeline.during(exchanged.then(done));
      // Let the registry do its part before the device's time passes.
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
      get inFlight() {
        return inFlight;
      },
    };
  }

  return { way, close: () => server.close() };
}

/** Returns the answer once all of its bytes are here, so that reading it takes no time. */
async function exchange(request: Request): Promise<Response> {
  const response = await fetch(request);
  const { status, headers } = response;
  return new Response(await response.arrayBuffer(), { status, headers });
}
