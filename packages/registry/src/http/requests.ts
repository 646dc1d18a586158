import { isPrintable } from '@kaiku/client/contract';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type * as z from 'zod/mini';
import { operations } from '../operations.ts';
import type { RegistryEnv } from './env.ts';
import { problem } from './problems.ts';

/** A visit of fifty usages is some 4 kB; no other message of the contract comes near it but a delivery. In bytes. */
const longestBody = 16 * 1024;
const longestDelivery = 64 * 1024;

const shorterThan = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c: Context<RegistryEnv>) =>
      problem(c, 'registry/invalid-request', { status: 413, detail: `The body is longer than ${maxSize} bytes.` }),
  });
const onlyShort = shorterThan(longestBody);
const onlyShortDelivery = shorterThan(longestDelivery);

/** Lets in a body that is JSON and not too long. Reads no more of it than it may be long. */
export const onlyShortJson = [
  createMiddleware<RegistryEnv>(async (c, next) => {
    const type = c.req.header('content-type') ?? '';
    const hasBody = c.req.method === 'POST' || c.req.method === 'PATCH';
    if (hasBody && !/^application\/json\s*(?:;|$)/i.test(type)) {
      return problem(c, 'registry/invalid-request', { status: 415, detail: 'The body must be application/json.' });
    }
    return next();
  }),
  createMiddleware<RegistryEnv>((c, next) =>
    (c.req.path === '/v1/deliveries' ? onlyShortDelivery : onlyShort)(c, next),
  ),
] as const;

/** The operations of each path, as a pattern. */
const paths = [...new Set(operations.map(({ path }) => path))].map((path) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  there: operations.filter((operation) => operation.path === path),
}));

/**
 * Lets in an address that is text: percent-encoded UTF-8 without control characters. What its parts may be is their
 * schemas' affair. Headers need no such check: a token, a key and a type are each compared with ASCII patterns.
 */
export const onlyTextAddresses = createMiddleware<RegistryEnv>(async (c, next) => {
  const { pathname, search } = new URL(c.req.url);
  const issues = [
    ...(isText(pathname) ? [] : [{ path: 'path', message: notText }]),
    ...(isText(search.replaceAll('+', ' ')) ? [] : [{ path: 'query', message: notText }]),
  ];
  return issues.length > 0 ? invalid(c, 'The address is not text in UTF-8.', issues) : next();
});

const notText = 'not UTF-8, or a control character';

function isText(encoded: string): boolean {
  try {
    return isPrintable(decodeURIComponent(encoded));
  } catch {
    return false;
  }
}

/** Lets in what the interface names: a known path only with its methods, and with the parameters it has. */
export const onlyAsNamed = createMiddleware<RegistryEnv>(async (c, next) => {
  const there = paths.find(({ pattern }) => pattern.test(c.req.path))?.there;
  if (there === undefined) return next();
  const method = c.req.method === 'HEAD' ? 'get' : c.req.method.toLowerCase();
  const operation = there.find((candidate) => candidate.method === method);
  if (operation === undefined) {
    const allow = there.map((one) => (one.method === 'get' ? 'GET, HEAD' : one.method.toUpperCase())).join(', ');
    const detail = 'There is no such method for this path.';
    return problem(c, 'registry/invalid-request', { status: 405, detail, headers: { Allow: allow } });
  }
  const issues = Object.entries(c.req.queries()).flatMap(([name, values]) => {
    if (operation.query === undefined || !Object.hasOwn(operation.query, name)) {
      return [{ path: inShort(name), message: 'unknown parameter' }];
    }
    return values.length > 1 ? [{ path: name, message: 'more than once' }] : [];
  });
  return issues.length > 0 ? invalid(c, 'The query is not as agreed.', issues) : next();
});

/** Other bytes are refused: replaced by U+FFFD they would be recorded as if somebody had written that. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body as a schema says it, or the problem that names each field that is not. */
export async function readBody<S extends z.ZodMiniType>(
  c: Context<RegistryEnv>,
  schema: S,
): Promise<{ readonly body: z.output<S> } | { readonly response: Response }> {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(await c.req.arrayBuffer()));
  } catch {
    return { response: invalid(c, 'The body is not JSON in UTF-8.', [{ path: '', message: 'not JSON' }]) };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { body: parsed.data };
  return {
    response: invalid(c, 'A field is missing, unknown or not as agreed.', parsed.error.issues.flatMap(toIssues)),
  };
}

/** The same of a message that is its own idempotency record: the header must bear its id. */
export async function readKeyedBody<S extends z.ZodMiniType<{ readonly id: string }>>(
  c: Context<RegistryEnv>,
  schema: S,
): Promise<{ readonly body: z.output<S> } | { readonly response: Response }> {
  const request = await readBody(c, schema);
  if ('response' in request || c.req.header('idempotency-key') === request.body.id) return request;
  return {
    response: invalid(c, 'The header Idempotency-Key must be the id.', [
      { path: 'Idempotency-Key', message: 'not the id' },
    ]),
  };
}

/** The id in the path, or the problem where it is none. */
export function idInPath<P extends string>(
  c: Context<RegistryEnv>,
  schema: z.ZodMiniType<string>,
  name: P,
): { readonly id: string } | { readonly response: Response } {
  const id = schema.safeParse(c.req.param(name));
  if (id.success) return { id: id.data };
  return {
    response: invalid(c, 'The id in the path is not a UUID in lower case.', [{ path: name, message: 'not an id' }]),
  };
}

/** The problem of a request that is not as agreed. */
export function invalid(
  c: Context<RegistryEnv>,
  detail: string,
  issues: readonly { path: string; message: string }[],
): Response {
  return problem(c, 'registry/invalid-request', { detail, issues: [...issues] });
}

/** The fields an issue is about. Never what stood in them: it may be a card code. */
export function toIssues(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, inShort(key)].join('.'), message: 'unknown field' }));
  }
  // The bound is the contract's own.
  if (issue.code === 'too_big') return [{ path: path.join('.'), message: `too big: at most ${issue.maximum}` }];
  // A schema's own message is its sentence; zod's may quote a pattern.
  return [{ path: path.join('.'), message: issue.code === 'custom' ? issue.message : issue.code.replaceAll('_', ' ') }];
}

/** A name that somebody else chose, cut between two characters. */
function inShort(name: string): string {
  return [...name].slice(0, 40).join('');
}
