import type { Fault } from '@kaiku/registry';
import type { FaultOn } from './fault-switch.ts';
import type { TestRegistry } from './test-registry.ts';

/** What a test may send, by path. */
interface Wishes {
  /** `{}` ends the fault. */
  readonly '/fault': { readonly fault?: Fault; readonly on?: FaultOn };
  readonly '/clock': { readonly at?: string; readonly advanceMs?: number };
  readonly '/network': { readonly up: boolean };
}

/**
 * Returns the controls of a registry over HTTP, for tests in another process: PUT /fault, /clock, /network, GET /usages?show=.
 * They have no token: listen on loopback only.
 */
export function controlApp(registry: TestRegistry): { fetch(request: Request): Promise<Response> } {
  const { faults, clock, wire } = registry;
  const acts: { readonly [P in keyof Wishes]: (wish: Wishes[P]) => Promise<void> | void } = {
    '/fault': ({ fault, on }) => (fault === undefined ? faults.clear() : faults.set(fault, on)),
    '/clock': ({ at, advanceMs = 0 }) => {
      if (at !== undefined) clock.set(at);
      clock.advance(advanceMs);
    },
    '/network': ({ up }) => wire.put(up),
  };
  const isPath = (pathname: string): pathname is keyof Wishes => pathname in acts;

  return {
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (request.method === 'GET' && pathname === '/usages')
        return Response.json(await registry.usages(searchParams.get('show') ?? ''));
      if (request.method !== 'PUT' || !isPath(pathname)) return new Response('No such control.\n', { status: 404 });
      try {
        await acts[pathname]((await request.json()) as never);
        return new Response(null, { status: 204 });
      } catch (error) {
        return new Response(`${error instanceof Error ? error.message : error}\n`, { status: 400 });
      }
    },
  };
}
