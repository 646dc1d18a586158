import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createMiddleware } from 'hono/factory';
import type { RegisterEnv } from './env.ts';

/** What can go wrong between a device and the register. */
export type Fault =
  /** The connection ends before the register does anything. */
  | { readonly kind: 'drop-before' }
  /** The register does it and commits; the connection ends before the answer. */
  | { readonly kind: 'drop-after' }
  /** A gateway's error, without a problem document. */
  | { readonly kind: 'status'; readonly status: 500 | 502 | 503 | 504 }
  /** Too many requests: come again after so many seconds. */
  | { readonly kind: 'too-many'; readonly retryAfterS: number }
  /** A captive portal's page, with status 200. */
  | { readonly kind: 'html-200' }
  /** No answer, until the device gives up. */
  | { readonly kind: 'stall' };

/** Which fault a request meets; none where it gives `undefined`. Asked once a request. */
export type ChooseFault = (request: Request) => Fault | undefined;

// A page must be able to read what goes wrong: otherwise every fault would look like a dropped connection to it.
const readable = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Retry-After' };

/**
 * Puts faults in the way of the routes after it. For tests and the developer's panel. It must be the first middleware,
 * so that nothing is added to its answers. Preflights pass.
 */
export function faults(choose: ChooseFault) {
  return createMiddleware<RegisterEnv>(async (c, next) => {
    const fault = c.req.method === 'OPTIONS' ? undefined : choose(c.req.raw);
    switch (fault?.kind) {
      case undefined:
        return next();
      case 'drop-before':
        return drop(c.env);
      case 'drop-after':
        await next();
        c.res = undefined;
        c.res = drop(c.env);
        return;
      case 'status':
        return c.text('upstream error', fault.status, readable);
      case 'too-many':
        return c.text('slow down', 429, { ...readable, 'Retry-After': String(fault.retryAfterS) });
      case 'html-200':
        return c.html('<!doctype html><title>Wi-Fi</title><p>Please accept the terms.', 200, readable);
      case 'stall':
        await abortOf(c.req.raw.signal);
        return drop(c.env);
      default:
        return fault satisfies never;
    }
  });
}

/** Over a socket: cut. In process: what `fetch` rejects with `TypeError` for. */
function drop(bindings: Partial<HttpBindings> | undefined): Response {
  const socket = bindings?.incoming?.socket;
  if (socket === undefined) return Response.error();
  socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function abortOf(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
