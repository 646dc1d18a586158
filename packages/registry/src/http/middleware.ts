import { isPrintable, mayDo, rights } from '@kaiku/client/contract';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import type { LogEntry } from '../observe/log.ts';
import { codeOf, internalError, isBusy, stopped } from '../store/database/errors.ts';
import type { Store } from '../store/store.ts';
import type { RegistryContext, RegistryEnv } from './context.ts';
import { isLoopback } from './loopback.ts';
import { requestOf } from './observe-requests.ts';
import type { Operation } from './operation.ts';
import { invalid, missingRole, problem, type Stop, stoppedDevice } from './problems.ts';
import { shorten } from './read-input.ts';
import type { RunFiles } from './run-files.ts';
import { siteOf } from './session.ts';

/** How long a device should wait if the database is busy, in seconds. About as long as a statement waits for a lock. */
const retryAfterS = 2;

/** How long a browser may cache a preflight, in seconds. */
const preflightMaxAgeS = 3_600;

/** The longest body, in bytes. A visit of fifty usages has some 4 kB, sealed 11 kB; only a delivery is longer. */
const maxBodyBytes = 16 * 1024;
const maxDeliveryBytes = 64 * 1024;

/** Sets the context of the routes, and the registry's clock in every response: clients correct their own by it. */
export function provideContext(given: {
  readonly store: Store;
  readonly now: () => number;
  readonly problemTypeBase: string;
  readonly publicUrl: string | undefined;
  readonly runFiles: RunFiles;
  readonly log: (entry: LogEntry) => void;
}) {
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const shownTime = () => new Date(given.now() + (c.get('clockOffByMs') ?? 0));
    c.set('store', given.store);
    c.set('runFiles', given.runFiles);
    c.set('site', siteOf(c.req.url, given.publicUrl));
    c.set('serverTime', () => shownTime().toISOString());
    c.set('problemTypeBase', given.problemTypeBase);
    c.set('logError', (error) => given.log(toFailure(c, error)));
    c.header('Date', shownTime().toUTCString());
    await next();
  });
}

/** Lets pages of these origins call the registry. Default: pages of this machine. */
export function allowOrigins(allowed: readonly string[] | undefined) {
  return cors({
    origin: (origin) => ((allowed ? allowed.includes(origin) : isFromLoopback(origin)) ? origin : null),
    allowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'DPoP', 'Idempotency-Key'],
    // Otherwise other origins cannot read them. A client needs the first two after an outage, the third with a report.
    exposeHeaders: ['Date', 'Retry-After', 'Kaiku-To-Review', 'Kaiku-Report-Age'],
    maxAge: preflightMaxAgeS,
  });
}

function isFromLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  return isLoopback(new URL(origin).hostname);
}

/** Forbids caching. Every response is true only at its moment. */
export const noStore = createMiddleware(async (c, next) => {
  c.header('Cache-Control', 'no-store');
  await next();
});

/**
 * Rejects an address that is not percent-encoded UTF-8 or has control characters. The schemas check its parts. Headers
 * need no such check, because a token, a key and a type are compared with ASCII patterns.
 */
export const requireTextUrl = createMiddleware<RegistryEnv>(async (c, next) => {
  const { pathname, search } = new URL(c.req.url);
  const message = 'not UTF-8, or a control character';
  const issues = [
    ...(isText(pathname) ? [] : [{ path: 'path', message }]),
    ...(isText(search.replaceAll('+', ' ')) ? [] : [{ path: 'query', message }]),
  ];
  return issues.length > 0 ? invalid(c, 'The address must be text in UTF-8.', issues) : next();
});

function isText(encoded: string): boolean {
  try {
    return isPrintable(decodeURIComponent(encoded));
  } catch {
    return false;
  }
}

/** Rejects a method or a query parameter that the operations of a known path do not have. Sets `operation` and `budget`. */
export function requireOperation(operations: readonly Operation[]) {
  const paths = [...new Set(operations.map(({ path }) => path))].map((path) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    candidates: operations.filter((operation) => operation.path === path),
  }));
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const candidates = paths.find(({ pattern }) => pattern.test(c.req.path))?.candidates;
    if (candidates === undefined) return next();
    const method = c.req.method === 'HEAD' ? 'get' : c.req.method.toLowerCase();
    const operation = candidates.find((candidate) => candidate.method === method);
    if (operation === undefined) {
      const allow = candidates.map((each) => (each.method === 'get' ? 'GET, HEAD' : each.method.toUpperCase()));
      const detail = `This path has no such method. It has ${allow.join(', ')}.`;
      return problem(c, 'registry/invalid-request', { status: 405, detail, headers: { Allow: allow.join(', ') } });
    }
    c.set('operation', operation.id);
    c.set('budget', operation.budget ?? (operation.method === 'get' ? 'read' : 'record'));
    const issues = Object.entries(c.req.queries()).flatMap(([name, values]) => {
      if (operation.query === undefined || !Object.hasOwn(operation.query, name)) {
        return [{ path: shorten(name), message: 'unknown parameter' }];
      }
      return values.length > 1 ? [{ path: name, message: 'more than once' }] : [];
    });
    return issues.length > 0 ? invalid(c, 'A parameter of the query is unknown or repeated.', issues) : next();
  });
}

/** Rejects a device whose role may not call the operation. */
export const requireRole = createMiddleware<RegistryEnv>(async (c, next) => {
  const { operation, device } = c.var;
  if (operation === undefined || mayDo(rights[operation], device.role)) return next();
  return missingRole(c, rights[operation]);
});

/** Rejects a body that is not declared as JSON. */
export const requireJson = createMiddleware<RegistryEnv>(async (c, next) => {
  const type = c.req.header('content-type') ?? '';
  const hasBody = c.req.method === 'POST' || c.req.method === 'PATCH';
  if (hasBody && !/^application\/json\s*(?:;|$)/i.test(type)) {
    return problem(c, 'registry/invalid-request', { status: 415, detail: 'The body must be application/json.' });
  }
  return next();
});

const limitTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c: RegistryContext) =>
      problem(c, 'registry/invalid-request', { status: 413, detail: `The body is longer than ${maxSize} bytes.` }),
  });
const limitBody = limitTo(maxBodyBytes);
const limitDelivery = limitTo(maxDeliveryBytes);

/** Rejects a body that is too long. Stops reading at the limit. */
export const requireShortBody = createMiddleware<RegistryEnv>((c, next) => {
  // Hono's limit reads the body of a request without a length, which fails for a DELETE without a body on Node.
  const { method } = c.req;
  if (method !== 'POST' && method !== 'PATCH' && c.req.header('content-length') === undefined) return next();
  return (c.req.path === '/v1/deliveries' ? limitDelivery : limitBody)(c, next);
});

/** The response for an unknown path. */
export function routeNotFound(c: RegistryContext): Response {
  return problem(c, 'registry/not-found', { detail: 'There is no such route.' });
}

/** Returns the error handler: busy, or failed. The error goes to the log, never to the client. */
export function createErrorHandler(log: (entry: LogEntry) => void) {
  return (error: Error, c: RegistryContext): Response => {
    if (codeOf(error) === internalError) log(toFailure(c, error));
    // While the request was in progress.
    if (codeOf(error) === stopped) return stoppedDevice(c, error.message as Stop);
    if (isBusy(error)) {
      return problem(c, 'registry/busy', {
        detail: 'The registry is busy. Try again.',
        headers: { 'Retry-After': String(retryAfterS) },
      });
    }
    log(toFailure(c, error));
    return problem(c, 'registry/failed', { detail: 'Unexpected error in the registry. Its log has the cause.' });
  };
}

function toFailure(c: RegistryContext, error: unknown): LogEntry {
  const { name, message } = error instanceof Error ? error : { name: typeof error, message: '' };
  return { level: 'error', message, ...requestOf(c), code: codeOf(error) ?? name };
}
