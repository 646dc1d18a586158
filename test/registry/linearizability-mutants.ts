/** Registries that break their promise, each in one way: a proxy in front of a right one. The trial must detect them. */
import { randomUUID } from 'node:crypto';
import type { Way } from './linearizability.ts';

/** Treats a repetition as new: replaces the id of the visit and those of its usages. */
export function forgetsIds(way: Way): Way {
  const seen = new Set<string>();
  return {
    base: way.base,
    async fetch(request) {
      const body = await keyedBody(request);
      if (body === undefined) return way.fetch(request);
      if (!seen.has(body.id)) {
        seen.add(body.id);
        return way.fetch(request);
      }
      const usages = body.usages.map((usage) => ({ ...usage, id: randomUUID() }));
      return way.fetch(rewritten(request, { ...body, id: randomUUID(), usages }));
    },
  };
}

/** Responds to some requests before they are committed, and then does not commit them. */
export function answersTooSoon(way: Way): Way {
  let asked = 0;
  return {
    base: way.base,
    async fetch(request) {
      const body = await keyedBody(request);
      asked += 1;
      if (body === undefined || asked % 10 !== 0) return way.fetch(request);
      const { show } = (await (await way.fetch(showOf(request, body.showId, way.base))).json()) as {
        show: { taken: number };
      };
      const usages = body.usages.map(({ id }) => ({ id, flags: [] }));
      const visit = { id: body.id, outcome: 'counted', recordedAt: new Date().toISOString(), usages };
      return Response.json({ visit, show: { ...show, taken: show.taken + usages.length } }, { status: 201 });
    },
  };
}

interface Keyed {
  readonly id: string;
  readonly showId: string;
  readonly usages: readonly { readonly id: string }[];
}

/** Returns the body of a visit that is recorded; `undefined` for any other request. */
async function keyedBody(request: Request): Promise<Keyed | undefined> {
  if (!request.url.endsWith('/v1/visits')) return undefined;
  return (await request.clone().json()) as Keyed;
}

function rewritten(request: Request, body: Keyed): Request {
  const headers = new Headers(request.headers);
  headers.set('idempotency-key', body.id);
  return new Request(request.url, { method: 'POST', headers, body: JSON.stringify(body) });
}

function showOf(request: Request, showId: string, base: string): Request {
  const authorization = request.headers.get('authorization') ?? '';
  return new Request(`${base}/v1/shows/${showId}`, { headers: { authorization } });
}
