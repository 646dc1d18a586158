import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createMiddleware } from 'hono/factory';
import type { RegistryContext, RegistryEnv } from '../http/context.ts';
import { cutInTheMiddle, duplicate } from './bodies.ts';
import { createRequestOrder, type RequestOrder } from './request-order.ts';

/** The status of a gateway whose server has failed. */
export type GatewayStatus = 500 | 502 | 503 | 504;

/** A failure between a device and the registry. */
export type Fault =
  /** The connection ends before the registry handles the request. */
  | { readonly kind: 'drop-before' }
  /** The registry handles the request and commits; the connection ends before the response. */
  | { readonly kind: 'drop-after' }
  /** The registry handles the request and commits; the connection ends in the middle of the response's body. */
  | { readonly kind: 'truncate' }
  /** The registry handles the request twice, one after the other; the response is the second one. */
  | { readonly kind: 'duplicate' }
  /** The registry handles the request and commits; the response is `ms` milliseconds late. */
  | { readonly kind: 'delay-answer'; readonly ms: number }
  /** The response waits until a later request has been answered, at most `maxMs` milliseconds. */
  | { readonly kind: 'reorder'; readonly maxMs: number }
  /** A gateway's error, without a problem document. The registry does not get the request. */
  | { readonly kind: 'status'; readonly status: GatewayStatus }
  /** The same, but the registry handles the request and commits. */
  | { readonly kind: 'status-after'; readonly status: GatewayStatus }
  /** 429 with `Retry-After` in seconds, or, with `httpDate`, as a date by the registry's clock. */
  | { readonly kind: 'too-many'; readonly retryAfterS: number; readonly httpDate?: boolean }
  /** A captive portal's page, with status 200. */
  | { readonly kind: 'html-200' }
  /** `Date` and `serverTime` of the response are wrong by `offByMs` milliseconds. The registry uses the right time. */
  | { readonly kind: 'wrong-clock'; readonly offByMs: number }
  /** No response. Ends when the device cancels the request. */
  | { readonly kind: 'stall' };

/** Returns the fault of a request; `undefined` for none. Called once per request. */
export type ChooseFault = (request: Request) => Fault | undefined;

/** Lets a page read the fault. Otherwise every fault would look like a dropped connection. */
const readable = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Date, Retry-After' };

/**
 * Returns a middleware that adds faults to the routes after it, for tests and demos. It must be the first middleware, so
 * that no other one changes its responses. Preflights have no faults.
 */
export function faults({
  choose,
  now,
  handle,
}: {
  readonly choose: ChooseFault;
  /** The registry's clock, in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Handles a request by the whole app, with this middleware. */
  readonly handle: (request: Request, env: RegistryEnv['Bindings']) => Response | Promise<Response>;
}) {
  const order = createRequestOrder();
  /** Requests that have had their fault. */
  const exempt = new WeakSet<Request>();
  return createMiddleware<RegistryEnv>((c, next) => {
    if (c.req.method === 'OPTIONS' || exempt.has(c.req.raw)) return next();
    return order.track(() => apply(choose(c.req.raw), { c, next, order, now, handle: handleWithoutFault }));
    async function handleWithoutFault(request: Request): Promise<Response> {
      exempt.add(request);
      return handle(request, c.env);
    }
  });
}

interface Passage {
  readonly c: RegistryContext;
  readonly next: () => Promise<void>;
  readonly order: RequestOrder;
  readonly now: () => number;
  readonly handle: (request: Request) => Promise<Response>;
}

async function apply(fault: Fault | undefined, passage: Passage): Promise<Response | undefined> {
  const { c, next, order, now } = passage;
  switch (fault?.kind) {
    case undefined:
      await next();
      return;
    case 'drop-before':
      return drop(c.env);
    case 'drop-after':
      await next();
      return replaceResponse(c, drop(c.env));
    case 'truncate':
      await next();
      return replaceResponse(c, await cutInTheMiddle(c.res, c.env));
    case 'duplicate': {
      const [first, second] = await duplicate(c.req.raw);
      await passage.handle(first);
      return passage.handle(second);
    }
    case 'delay-answer':
      await next();
      await order.wait(fault.ms);
      return;
    case 'reorder':
      await next();
      await order.waitForLater(fault.maxMs);
      return;
    case 'status':
      return c.text('upstream error', fault.status, readable);
    case 'status-after':
      await next();
      return replaceResponse(c, new Response('upstream error', { status: fault.status, headers: readable }));
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

/** Replaces the registry's response and all of its headers. */
function replaceResponse(c: RegistryContext, response: Response): undefined {
  c.res = undefined;
  c.res = response;
}

function retryAfter({ retryAfterS, httpDate = false }: Extract<Fault, { kind: 'too-many' }>, nowMs: number): string {
  return httpDate ? new Date(nowMs + retryAfterS * 1000).toUTCString() : String(retryAfterS);
}

/** Cuts the socket. In process, returns a response that stands for a network error. */
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
