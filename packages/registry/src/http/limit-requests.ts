import { setTimeout as pause } from 'node:timers/promises';
import { createMiddleware } from 'hono/factory';
import { hashToken } from '../store/devices/devices.ts';
import { type Budgets, createBudgetCounter } from './budgets.ts';
import { clientAddress } from './client-address.ts';
import type { RegistryContext, RegistryEnv } from './context.ts';
import { problem, retryAfter } from './problems.ts';
import { sessionToken } from './session.ts';

/**
 * Requests of one token or address at a time. All requests share sixteen connections to the database, which five hundred
 * slow bodies of one device would occupy.
 */
const maxInFlight = 100;

/** How long to wait if there are more, in milliseconds. */
const busyForMs = 1_000;

/**
 * How long a rejection is held back, in milliseconds. A client that sends its next request when it has a response is
 * slowed down to two requests a second and connection. Without it one such client took a whole core with rejections.
 * No honest client loses by it: `Retry-After` is a second or more.
 */
const heldForMs = 500;

/** Rejections that are held back at a time. Further ones are sent at once, so that they take no memory. Guess. */
const maxHeld = 1_000;

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
  const reject = createRejecter();

  /** Handles a request within a budget. Returns the rejection if the budget is used up. */
  async function handle(
    c: RegistryContext,
    next: () => Promise<void>,
    { kind, key }: { readonly kind: keyof Budgets; readonly key: string },
  ): Promise<Response | undefined> {
    const others = inFlight.get(key) ?? 0;
    if (others >= maxInFlight) return reject(c, kind, busyForMs);
    inFlight.set(key, others + 1);
    try {
      const waitMs = await take(kind, key);
      if (waitMs > 0) return await reject(c, kind, waitMs);
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
    const address = clientAddress(c, addressHeader);
    const given = tokenOf(c);
    const token = given?.token ?? sessionToken(c);
    // A token that is bound to a key is counted for each address, so that a thief, who lacks the key, uses up no budget.
    const hash = token === undefined ? undefined : hashToken(given?.isBound ? `${token} ${address}` : token);
    if (hash !== undefined && valid.has(hash)) {
      const rejection = await handle(c, next, { kind: c.get('budget') ?? 'read', key: hash });
      if (rejection === undefined && c.get('device') === undefined) valid.delete(hash);
      return rejection;
    }
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

/** Returns the token of a request, and whether it is bound to a key; `undefined` without one. */
export function tokenOf(c: RegistryContext): { readonly token: string; readonly isBound: boolean } | undefined {
  const [, scheme, token] = /^(Bearer|DPoP) +([\x21-\x7e]+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  return scheme === undefined || token === undefined ? undefined : { token, isBound: scheme.toLowerCase() === 'dpop' };
}

/** Returns a function that returns a rejection, after a while. */
function createRejecter() {
  let held = 0;
  return async (c: RegistryContext, kind: keyof Budgets, waitMs: number): Promise<Response> => {
    if (held < maxHeld) {
      held += 1;
      await pause(heldForMs);
      held -= 1;
    }
    const whose = kind === 'anonymous' ? 'address' : 'device';
    return problem(c, 'registry/busy', {
      status: 429,
      detail: `This ${whose} has sent too many requests. Try again after Retry-After.`,
      headers: retryAfter(waitMs),
    });
  };
}
