import { maskCardCode } from '@kaiku/client/admission';
import type { Context } from 'hono';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import { stopped } from '../routes/shows.ts';
import { codeOf, internalError, isBusy } from '../store/database/errors.ts';
import type { Store } from '../store/store.ts';
import type { RegistryEnv } from './env.ts';
import { problem } from './problems.ts';

/** How long a caller is asked to wait where the database is busy, in seconds: about as long as it waits for a lock. */
const retryAfterS = 2;

/** How long a browser may remember that it may ask, in seconds: an hour. */
const preflightMaxAgeS = 3_600;

/** Gives the routes what they work with, and every answer the registry's clock: clients learn how wrong theirs is. */
export function provide(given: {
  readonly store: Store;
  readonly now: () => number;
  readonly problemTypeBase: string;
  readonly log: (line: string) => void;
}) {
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const told = () => new Date(given.now() + (c.get('clockOffByMs') ?? 0));
    c.set('store', given.store);
    c.set('serverTime', () => told().toISOString());
    c.set('problemTypeBase', given.problemTypeBase);
    c.set('complain', (error) => given.log(lineOf(c, error)));
    c.header('Date', told().toUTCString());
    await next();
  });
}

/** Lets pages of these origins ask; by default pages of this machine. */
export function letOriginsIn(allowed: readonly string[] | undefined) {
  return cors({
    origin: (origin) => ((allowed ? allowed.includes(origin) : isLoopback(origin)) ? origin : null),
    allowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
    // None is readable across origins otherwise. The first two are needed after an outage, the third beside a report.
    exposeHeaders: ['Date', 'Retry-After', 'Kaiku-To-Review'],
    maxAge: preflightMaxAgeS,
  });
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname } = new URL(origin);
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]'
  );
}

/** What the registry says is true now, not later: nothing between it and the device keeps a copy. */
export const keepNothing = createMiddleware(async (c, next) => {
  c.header('Cache-Control', 'no-store');
  await next();
});

/** Lets in a device whose token is known, and tells the routes which it is. */
export const requireDevice = createMiddleware<RegistryEnv>(async (c, next) => {
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const device = token === undefined ? undefined : await c.var.store.device(token);
  if (device === undefined) {
    return problem(c, 'registry/unauthorised', {
      detail: 'The bearer token is missing, unknown, expired or revoked.',
      headers: { 'WWW-Authenticate': 'Bearer realm="kaikukanta"' },
    });
  }
  if (device.stopped) return stopped(c);
  c.set('device', device);
  return next();
});

/** Keeps a coordinator's device from shows and cards: it sees statistics and records nothing. */
export const requireVenue = createMiddleware<RegistryEnv>(async (c, next) => {
  if (c.var.device.kind !== 'coordinator') return next();
  return problem(c, 'registry/forbidden', { detail: 'A coordinator sees statistics and records nothing.' });
});

/** The answer where there is no such route. */
export function noSuchRoute(c: Context<RegistryEnv>): Response {
  return problem(c, 'registry/not-found', { detail: 'There is no such route.' });
}

/** The answer where something threw: come again, or failed. What it was goes to the log, masked, and never out. */
export function whatThrew(log: (line: string) => void) {
  return (error: Error, c: Context<RegistryEnv>): Response => {
    if (codeOf(error) === internalError) log(lineOf(c, error));
    if (isBusy(error)) {
      return problem(c, 'registry/busy', {
        detail: 'The registry is busy.',
        headers: { 'Retry-After': String(retryAfterS) },
      });
    }
    log(lineOf(c, error));
    return problem(c, 'registry/failed', { detail: 'Something is wrong in the registry.' });
  };
}

function lineOf(c: Context<RegistryEnv>, error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: typeof error, message: '' };
  return `${c.req.method} ${c.req.routePath}: ${codeOf(error) ?? name} ${masked(message)}`;
}

function masked(text: string): string {
  return text.replace(/[A-Z]{1,2}[0-9]{8,9}/g, maskCardCode);
}
