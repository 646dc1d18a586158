import { createMiddleware } from 'hono/factory';
import { hashToken } from '../store/devices/devices.ts';
import { type Budgets, createBudgetCounter } from './budgets.ts';
import { clientAddress } from './client-address.ts';
import type { RegistryContext, RegistryEnv } from './context.ts';
import { problem, retryAfter } from './problems.ts';

/**
 * Requests of one token or address at a time. All requests share sixteen connections to the database, which five hundred
 * slow bodies of one device would occupy.
 */
const maxInFlight = 100;

/** How long to wait if there are more, in milliseconds. */
const busyForMs = 1_000;

/**
 * Rejects a request (429) whose budget is used up, before it costs the database anything. Requests with a token that was
 * valid at its last use are counted for the token, all others for their address: a flood from a venue's network stops none
 * of its devices that are at work. Preflights and health checks are not counted: they cost as little as a rejection.
 */
export function limitRequests({
  budgets,
  addressHeader,
}: {
  readonly budgets: Budgets;
  readonly addressHeader: string | undefined;
}) {
  const { take, refund } = createBudgetCounter(budgets);
  /** Hashes of the tokens that were valid at their last use. */
  const valid = new Set<string>();
  const inFlight = new Map<string, number>();

  /** Handles a request within a budget. Returns the rejection if the budget is used up. */
  async function handle(
    c: RegistryContext,
    next: () => Promise<void>,
    { kind, key }: { readonly kind: keyof Budgets; readonly key: string },
  ): Promise<Response | undefined> {
    const others = inFlight.get(key) ?? 0;
    if (others >= maxInFlight) return tooMany(c, kind, busyForMs);
    inFlight.set(key, others + 1);
    try {
      const waitMs = await take(kind, key);
      if (waitMs > 0) return tooMany(c, kind, waitMs);
      await next();
      return undefined;
    } finally {
      const left = (inFlight.get(key) ?? 1) - 1;
      if (left === 0) inFlight.delete(key);
      else inFlight.set(key, left);
    }
  }

  return createMiddleware<RegistryEnv>(async (c, next) => {
    if (c.req.method === 'OPTIONS' || c.req.path === '/v1/health') return next();
    const token = bearerToken(c);
    const hash = token === undefined ? undefined : hashToken(token);
    if (hash !== undefined && valid.has(hash)) {
      const rejection = await handle(c, next, { kind: c.get('budget') ?? 'read', key: hash });
      if (rejection === undefined && c.get('device') === undefined) valid.delete(hash);
      return rejection;
    }
    const address = clientAddress(c, addressHeader);
    if (address === undefined) await next();
    else {
      const rejection = await handle(c, next, { kind: 'anonymous', key: address });
      if (rejection !== undefined) return rejection;
    }
    if (hash === undefined || c.get('device') === undefined) return;
    valid.add(hash);
    if (address !== undefined) await refund('anonymous', address);
  });
}

/** Returns the bearer token of a request; `undefined` without one. */
export function bearerToken(c: RegistryContext): string | undefined {
  return /^Bearer +([\x21-\x7e]+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

function tooMany(c: RegistryContext, kind: keyof Budgets, waitMs: number): Response {
  const whose = kind === 'anonymous' ? 'address' : 'device';
  return problem(c, 'registry/busy', {
    status: 429,
    detail: `This ${whose} has sent too many requests. Try again after Retry-After.`,
    headers: retryAfter(waitMs),
  });
}
