import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type * as z from 'zod/mini';
import type { RegisterEnv } from './env.ts';
import { problem } from './problems.ts';

/** No message of the contract comes near it, in bytes. */
const longestBody = 16 * 1024;

/** Lets in a body that is JSON and not too long. Reads no more of it than it may be long. */
export const onlyShortJson = [
  createMiddleware<RegisterEnv>(async (c, next) => {
    const type = c.req.header('content-type') ?? '';
    if (c.req.method === 'POST' && !/^application\/json\s*(?:;|$)/i.test(type)) {
      return problem(c, 'registry/invalid-request', { status: 415, detail: 'The body must be application/json.' });
    }
    return next();
  }),
  bodyLimit({
    maxSize: longestBody,
    onError: (c: Context<RegisterEnv>) =>
      problem(c, 'registry/invalid-request', { status: 413, detail: `The body is longer than ${longestBody} bytes.` }),
  }),
] as const;

/** The body as a schema says it, or the problem that names each field that is not. */
export async function readBody<S extends z.ZodMiniType>(
  c: Context<RegisterEnv>,
  schema: S,
): Promise<{ readonly body: z.output<S> } | { readonly response: Response }> {
  let json: unknown;
  try {
    json = JSON.parse(await c.req.text());
  } catch {
    return { response: invalid(c, 'The body is not JSON.', [{ path: '', message: 'not JSON' }]) };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { body: parsed.data };
  return {
    response: invalid(c, 'A field is missing, unknown or not as agreed.', parsed.error.issues.flatMap(toIssues)),
  };
}

/** The problem of a request that is not as agreed. */
export function invalid(
  c: Context<RegisterEnv>,
  detail: string,
  issues: readonly { path: string; message: string }[],
): Response {
  return problem(c, 'registry/invalid-request', { detail, issues: [...issues] });
}

/** The fields an issue is about. Never what stood in them: it may be a card code. */
function toIssues(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key.slice(0, 40)].join('.'), message: 'unknown field' }));
  }
  return [{ path: path.join('.'), message: issue.code.replaceAll('_', ' ') }];
}
