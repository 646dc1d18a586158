import type * as z from 'zod/mini';
import type { LoggedAct } from '../store/log/log.ts';
import type { RegistryContext } from './context.ts';
import type { Operation } from './operation.ts';
import { invalid } from './problems.ts';

type Issue = { path: string; message: string };

/** The handler of an operation for Hono. It reads the input by the operation's schemas first. */
export function toHandler(operation: Operation): (c: RegistryContext) => Promise<Response> {
  return async (c) => {
    const input = await readInput(c, operation);
    if ('response' in input) return input.response;
    const its = operation.log?.(input.values, c.var.device);
    return its === undefined ? operation.handle(c, input.values) : handleLogged(c, operation, input.values, its);
  };
}

/** Handles a request that the log has: an entry before anything is done, and one more if it is refused. */
async function handleLogged(
  c: RegistryContext,
  operation: Operation,
  values: Parameters<Operation['handle']>[1],
  its: Pick<LoggedAct, 'subject' | 'details'>,
): Promise<Response> {
  const { device: actor, store } = c.var;
  const act = { venueId: actor.venueId, actor, action: operation.id, ...its };
  await store.log.add(act);
  const response = await operation.handle(c, values);
  const refused = c.get('problemCode');
  if (refused !== undefined) await store.log.add({ ...act, details: {}, refused });
  return response;
}

/** People choose the ids of shows and devices, and runs have numbers: a malformed one is just unknown. Others are UUIDs. */
const chosenIds: readonly string[] = ['showId', 'deviceId', 'run', 'file'];

/** Returns the parsed input of an operation, or the response that names each invalid field. */
async function readInput(
  c: RegistryContext,
  { parameters = {}, query = {}, request, idempotent }: Operation,
): Promise<
  { readonly values: Readonly<Record<string, unknown>> & { body: unknown } } | { readonly response: Response }
> {
  const values: Record<string, unknown> & { body: unknown } = { body: undefined };
  for (const [name, schema] of Object.entries(parameters)) {
    const parsed = schema.safeParse(c.req.param(name));
    if (parsed.success || chosenIds.includes(name)) values[name] = parsed.success ? parsed.data : '';
    else {
      const issues = [{ path: name, message: 'not an id' }];
      return { response: invalid(c, 'The id in the path must be a UUID in lower case.', issues) };
    }
  }
  const issues: Issue[] = [];
  for (const [name, schema] of Object.entries(query)) {
    const parsed = parseQueryValue(schema, c.req.query(name));
    if (parsed.success) values[name] = parsed.data;
    else issues.push(...parsed.error.issues.flatMap(toIssues).map(({ message }) => ({ path: name, message })));
  }
  if (issues.length > 0) return { response: invalid(c, 'A parameter of the query is missing or invalid.', issues) };
  if (request === undefined) return { values };
  const read = await readBody(c, request);
  if ('response' in read) return read;
  if (idempotent && c.req.header('idempotency-key') !== (read.body as { readonly id?: unknown }).id) {
    const issues = [{ path: 'Idempotency-Key', message: 'not the id' }];
    return { response: invalid(c, 'The header Idempotency-Key must equal the id in the body.', issues) };
  }
  return { values: { ...values, body: read.body } };
}

/** Parses a value of a query. Digits are a number if the schema wants one. */
function parseQueryValue(schema: z.ZodMiniType, text: string | undefined) {
  const parsed = schema.safeParse(text);
  return parsed.success || !/^[0-9]{1,16}$/.test(text ?? '') ? parsed : schema.safeParse(Number(text));
}

/** Rejects other encodings. Otherwise U+FFFD would replace invalid bytes and be recorded as data. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

async function readBody(
  c: RegistryContext,
  schema: z.ZodMiniType,
): Promise<{ readonly body: unknown } | { readonly response: Response }> {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(await c.req.arrayBuffer()));
  } catch {
    return { response: invalid(c, 'The body must be JSON in UTF-8.', [{ path: '', message: 'not JSON' }]) };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { body: parsed.data };
  return { response: invalid(c, 'A field is missing, unknown or invalid.', parsed.error.issues.flatMap(toIssues)) };
}

/** Returns the fields that an issue concerns, without their values, which may be card codes. */
export function toIssues(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, shorten(key)].join('.'), message: 'unknown field' }));
  }
  // The bound is the contract's own.
  if (issue.code === 'too_big') return [{ path: path.join('.'), message: `too big: at most ${issue.maximum}` }];
  // The message of a custom issue is ours. Zod's own may quote a pattern.
  return [{ path: path.join('.'), message: issue.code === 'custom' ? issue.message : issue.code.replaceAll('_', ' ') }];
}

/** Returns the beginning of a name that the sender chose, cut between two characters. */
export function shorten(name: string): string {
  return [...name].slice(0, 40).join('');
}
