/** A trial's requests as HTTP, and what a client may conclude from the responses. */
import type { ModelRequest, Reply } from './linearizability-requests.ts';

const takenAt = new Date().toISOString();

/** Returns the HTTP request. `base`: the registry's address, without a final slash. */
export function toRequest(
  ask: Exclude<ModelRequest, { kind: 'rows' }>,
  { base, showId, token, fault }: { base: string; showId: string; token: string; fault: string | undefined },
): Request {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (fault !== undefined) headers['kaiku-test-fault'] = fault;
  const post = (path: string, body: object, key?: string) =>
    new Request(`${base}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    });
  switch (ask.kind) {
    case 'record': {
      const { kind: _, uses: usages, ...visit } = ask;
      return post('/v1/visits', { ...visit, showId, takenAt, agreed: true, usages }, ask.id);
    }
    case 'void':
      return post(`/v1/visits/${ask.id}/void`, { showId, reason: 'undone-by-clerk' });
    case 'redeem': {
      const { kind: _, reservation, ...redemption } = ask;
      return post(`/v1/usages/${reservation}/redeem`, { ...redemption, showId, takenAt }, ask.id);
    }
    case 'release':
      return post(`/v1/usages/${ask.id}/release`, { showId });
    case 'read':
      return new Request(`${base}/v1/shows/${showId}`, { headers });
    default:
      return ask satisfies never;
  }
}

interface WantedLease {
  readonly id: string;
  readonly journal: string;
  readonly showId: string;
  readonly want: number;
}

/** Returns the request for a lease with a journal of its own. */
export function toLeaseRequest(lease: WantedLease, way: { readonly base: string; readonly token: string }): Request {
  return postTo('/v1/leases', lease, way);
}

export function toReturnRequest({ id }: WantedLease, way: { readonly base: string; readonly token: string }): Request {
  return postTo(`/v1/leases/${id}/return`, {}, way);
}

function postTo(
  path: string,
  body: object,
  { base, token }: { readonly base: string; readonly token: string },
): Request {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return new Request(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

interface Body {
  readonly code?: string;
  readonly refusal?: { readonly reason: string };
  readonly visit?: {
    readonly outcome: string;
    readonly recordedAt: string;
    readonly usages: readonly { readonly flags: readonly string[] }[];
  };
  readonly reservation?: { readonly releasedAt: string };
  readonly show?: { readonly taken: number };
}

export interface Received {
  readonly reply: Reply;
  /** When it was recorded, and its flags: the same in every response to one id. */
  readonly recorded: string;
}

/**
 * Returns the parsed response; `undefined` if it leaves the outcome open (busy, connection cut).
 * @throws Error if no registry responds like that
 */
export async function toReceived(response: Response): Promise<Received | undefined> {
  const { status } = response;
  const body = (await response.json()) as Body;
  if (status === 503) return undefined;
  const { visit, reservation, refusal, show } = body;
  const flags = visit?.usages.flatMap((usage) => usage.flags).join(' ') ?? '';
  const recorded = `${visit?.recordedAt ?? reservation?.releasedAt} ${flags}`;
  const reply = (outcome: string): Received => ({ reply: { outcome, flags, taken: show?.taken }, recorded });
  if (status === 409 && refusal !== undefined) return reply(`409 ${refusal.reason}`);
  if (status === 422 || status === 404) return reply(String(status));
  if (status === 201 || status === 200) {
    const outcome = reservation === undefined ? visit?.outcome : 'voided';
    return reply(outcome === undefined ? 'read' : `${status} ${outcome}`);
  }
  throw new Error(`No registry answers so: ${status} ${JSON.stringify(body)}`);
}
