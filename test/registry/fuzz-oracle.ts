/** Checks that hold for every response, whatever the request. */
import type { Draft } from './fuzz-mutations.ts';
import { createAnswerSchemas, type OpenApi } from './fuzz-schemas.ts';

// Internal data: stack traces, SQL and its errors, paths of the code.
const inside =
  /(?:\n|\\n)\s+at |node_modules|\.ts:\d|\bselect\b.+\bfrom\b|\binsert into\b|\bSQLSTATE\b|\brelation "|\bsyntax error\b|kaiku\.|ZodError|TypeError|pglite/i;
const cardCode = /\b[A-Z]{1,2}[0-9]{8,9}\b/;

/** Statuses of a request that matches no operation of the document. Each has a problem document. */
const statusesOfNone = [400, 401, 403, 404, 405, 413, 415];

/** Returns the faults of a response; empty if there are none. */
export function createOracle(document: OpenApi) {
  const schemaOf = createAnswerSchemas(document);
  const patterns = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));

  return async ({ method, path }: Draft, response: Response): Promise<string[]> => {
    const { status } = response;
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    // A stream of events ends when its reader leaves.
    const isStream = type === 'text/event-stream';
    if (isStream) await response.body?.cancel();
    const text = isStream ? '' : await response.text();
    const wrong: string[] = [];
    if (status >= 500) wrong.push(`${status}`);
    if (status >= 400 && inside.test(text)) wrong.push(`tells what is inside: ${text.slice(0, 300)}`);
    if (status >= 400 && cardCode.test(text)) wrong.push(`tells a card code: ${text.slice(0, 300)}`);
    if (method === 'OPTIONS' || method === 'HEAD') return wrong;

    const { pathname } = new URL(`http://registry.test${path}`);
    const found = patterns.find(({ pattern }) => pattern.test(pathname))?.path;
    const operation = found === undefined ? undefined : document.paths[found]?.[method.toLowerCase()];
    if (found === undefined || operation === undefined) {
      if (pathname.startsWith('/v1') && !statusesOfNone.includes(status))
        wrong.push(`${status} where there is no operation`);
      if (pathname.startsWith('/v1') && type !== 'application/problem+json')
        wrong.push(`${status} without a problem document`);
      return wrong;
    }
    const schema = schemaOf(found, method.toLowerCase(), status, type);
    if (schema === undefined) return [...wrong, `${status} ${type} is no answer of ${method} ${found}`];
    const { error } = schema.safeParse(type.endsWith('json') ? JSON.parse(text) : text);
    return error === undefined
      ? wrong
      : [...wrong, `${status} is not as ${method} ${found} says: ${error.message.slice(0, 400)}`];
  };
}
