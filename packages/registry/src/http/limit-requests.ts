import { createMiddleware } from 'hono/factory';
import { hashToken } from '../store/devices/devices.ts';
import { type Budgets, createBudgetCounter } from './budgets.ts';
import { clientAddress } from './client-address.ts';
import type { RegistryContext, RegistryEnv } from './context.ts';
import { problem } from './problems.ts';

/**
 * Rejects a request (429) whose budget is used up, before it costs the database anything. Requests with a token that was
 * valid at its last use are counted for the token, all others for their address: a flood from a
 * venue's network stops none of its devices that are at work. Preflights and health checks are not counted: they cost as
 * little as a rejection.
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

  return createMiddleware<RegistryEnv>(async (c, next) => {
    if (c.req.method === 'OPTIONS' || c.req.path === '/v1/health') return next();
    const token = bearerToken(c);
    const hash = token === undefined ? undefined : hashToken(token);
    if (hash !== undefined && valid.has(hash)) {
      const waitMs = await take(c.get('budget') ?? 'read', hash);
      if (waitMs > 0) return tooMany(c, 'device', waitMs);
      await next();
      if (c.get('device') === undefined) valid.delete(hash);
      return;
    }
    const address = clientAddress(c, addressHeader);
    const waitMs = address === undefined ? 0 : await take('anonymous', address);
    if (waitMs > 0) return tooMany(c, 'address', waitMs);
    await next();
    if (hash === undefined || c.get('device') === undefined) return;
    valid.add(hash);
    if (address !== undefined) await refund('anonymous', address);
  });
}

/** Returns the bearer token of a request; `undefined` without one. */
export function bearerToken(c: RegistryContext): string | undefined {
  return /^Bearer +([\x21-\x7e]+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

function tooMany(c: RegistryContext, whose: 'device' | 'address', waitMs: number): Response {
  return problem(c, 'registry/busy', {
    status: 429,
    detail: `This ${whose} has sent too many requests. Try again after Retry-After.`,
    headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
  });
}
