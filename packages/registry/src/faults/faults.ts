import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { RegistryEnv } from '../http/env.ts';
import { cutInTheMiddle, twiceOf } from './bodies.ts';
import { createLine, type Line } from './request-order.ts';

/** What a gateway says when something behind it has failed. */
export type GatewayStatus = 500 | 502 | 503 | 504;

/** What can go wrong between a device and the registry. */
export type Fault =
  /** The connection ends before the registry does anything. */
  | { readonly kind: 'drop-before' }
  /** The registry does it and commits; the connection ends before the answer. */
  | { readonly kind: 'drop-after' }
  /** The registry does it and commits; the connection ends in the middle of the answer's body. */
  | { readonly kind: 'truncate' }
  /** The request is carried out twice, one after the other; the answer is the second one's. */
  | { readonly kind: 'duplicate' }
  /** The registry does it and commits; the answer is so many milliseconds late. */
  | { readonly kind: 'delay-answer'; readonly ms: number }
  /** The answer is held until a request that came later has been answered, but for no more than so many milliseconds. */
  | { readonly kind: 'reorder'; readonly maxMs: number }
  /** A gateway's error, without a problem document: the registry was not asked. */
  | { readonly kind: 'status'; readonly status: GatewayStatus }
  /** The same, but the registry does it and commits. */
  | { readonly kind: 'status-after'; readonly status: GatewayStatus }
  /** Too many requests: come again after so many seconds; told so, or (`httpDate`) as the moment by the registry's clock. */
  | { readonly kind: 'too-many'; readonly retryAfterS: number; readonly httpDate?: boolean }
  /** A captive portal's page, with status 200. */
  | { readonly kind: 'html-200' }
  /** The registry's clock is told wrong by so many milliseconds, in `Date` and `serverTime`. It does what it would. */
  | { readonly kind: 'wrong-clock'; readonly offByMs: number }
  /** No answer, until the device gives up. */
  | { readonly kind: 'stall' };

/** Which fault a request meets; none where it gives `undefined`. Asked once a request. */
export type ChooseFault = (request: Request) => Fault | undefined;

// A page must be able to read what goes wrong: otherwise every fault would look like a dropped connection to it.
const readable = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Date, Retry-After' };

/**
 * Puts faults in the way of the routes after it. For tests and the developer's panel. It must be the first middleware,
 * so that nothing is added to its answers. Preflights pass.
 */
export function faults({
  choose,
  now,
  carryOut,
}: {
  readonly choose: ChooseFault;
  /** The registry's clock, milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** The whole registry, these faults included. */
  readonly carryOut: (request: Request, env: RegistryEnv['Bindings']) => Response | Promise<Response>;
}) {
  const line = createLine();
  // Requests that have met their fault.
  const passing = new WeakSet<Request>();
  return createMiddleware<RegistryEnv>((c, next) => {
    if (c.req.method === 'OPTIONS' || passing.has(c.req.raw)) return next();
    return line.pass(() => meet(choose(c.req.raw), { c, next, line, now, carryOut: carryOutAgain }));
    async function carryOutAgain(request: Request): Promise<Response> {
      passing.add(request);
      return carryOut(request, c.env);
    }
  });
}

interface Way {
  readonly c: Context<RegistryEnv>;
  readonly next: () => Promise<void>;
  readonly line: Line;
  readonly now: () => number;
  readonly carryOut: (request: Request) => Promise<Response>;
}

async function meet(fault: Fault | undefined, way: Way): Promise<Response | undefined> {
  const { c, next, line, now } = way;
  switch (fault?.kind) {
    case undefined:
      await next();
      return;
    case 'drop-before':
      return drop(c.env);
    case 'drop-after':
      await next();
      return instead(c, drop(c.env));
    case 'truncate':
      await next();
      return instead(c, await cutInTheMiddle(c.res, c.env));
    case 'duplicate': {
      const [first, second] = await twiceOf(c.req.raw);
      await way.carryOut(first);
      return way.carryOut(second);
    }
    case 'delay-answer':
      await next();
      await line.wait(fault.ms);
      return;
    case 'reorder':
      await next();
      await line.overtaken(fault.maxMs);
      return;
    case 'status':
      return c.text('upstream error', fault.status, readable);
    case 'status-after':
      await next();
      return instead(c, new Response('upstream error', { status: fault.status, headers: readable }));
    case 'too-many':
      return c.text('slow down', 429, { ...readable, 'Retry-After': retryAfter(fault, now()) });
    case 'html-200':
      return c.html('<!doctype html><title>Wi-Fi</title><p>Please accept the terms.', 200, readable);
    case 'wrong-clock':
      c.set('clockOffByMs', fault.offByMs);
      await next();
      return;
    case 'stall':
      await abortOf(c.req.raw.signal);
      return drop(c.env);
    default:
      return fault satisfies never;
  }
}

/** Puts an answer in the place of the registry's, none of whose headers stay. */
function instead(c: Context<RegistryEnv>, response: Response): undefined {
  c.res = undefined;
  c.res = response;
}

function retryAfter({ retryAfterS, httpDate = false }: Extract<Fault, { kind: 'too-many' }>, nowMs: number): string {
  return httpDate ? new Date(nowMs + retryAfterS * 1000).toUTCString() : String(retryAfterS);
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
