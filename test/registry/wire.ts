/**
 * A device that uses plain HTTP and trusts no registry: it parses every response by the schema that the registry's own
 * OpenAPI document has for that route and status. A response that the document does not have fails the test.
 */

import type { Role } from '@kaiku/client/contract';
import * as z from 'zod';
import { tokenFor } from './token-for.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the document's schema has checked it; tests read single members
  readonly body: any;
}

/** Anything that responds to requests: an app in process, or `fetch`. */
export type Fetch = (request: Request) => Response | Promise<Response>;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface Wire {
  call(method: Method, path: string, options?: CallOptions): Promise<Answer>;
  shows(options?: CallOptions): Promise<Answer>;
  show(showId: string, options?: CallOptions): Promise<Answer>;
  lookUp(showId: string, card: string, options?: CallOptions): Promise<Answer>;
  /** Adds the right header `Idempotency-Key`. */
  record(visit: { readonly id: string } & Record<string, unknown>, options?: CallOptions): Promise<Answer>;
  void(visitId: string, showId: string, options?: CallOptions): Promise<Answer>;
  /** Adds the right header `Idempotency-Key`. */
  redeem(
    usageId: string,
    redemption: { readonly id: string } & Record<string, unknown>,
    options?: CallOptions,
  ): Promise<Answer>;
  reservations(showId: string, options?: CallOptions): Promise<Answer>;
  release(usageId: string, showId: string, options?: CallOptions): Promise<Answer>;
  createShow(show: Record<string, unknown>, options?: CallOptions): Promise<Answer>;
  changeShow(showId: string, change: Record<string, unknown>, options?: CallOptions): Promise<Answer>;
  cancelShow(showId: string, visits: 'void' | 'keep', options?: CallOptions): Promise<Answer>;
  deleteShow(showId: string, options?: CallOptions): Promise<Answer>;
  /** `query` with its question mark, or empty. */
  statistics(query: string, options?: CallOptions): Promise<Answer>;
}

export interface CallOptions {
  /** `null`: no token. A till's token of the demo world: the least one of its venue that may call the operation. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** The operations of the document, by method and path pattern. */
type Document = {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, unknown>; security: readonly { device?: readonly Role[] }[] }>
  >;
};

export async function createWire(
  fetch: Fetch,
  defaultToken: string,
  base = 'http://registry.localhost',
): Promise<Wire> {
  const document = (await (await fetch(new Request(`${base}/openapi.json`))).json()) as Document;
  const schemaFor = createSchemas(document);

  async function call(method: Method, path: string, options: CallOptions = {}): Promise<Answer> {
    const { token: given = defaultToken, headers = {}, body } = options;
    const token = given === null ? null : tokenFor(given, rolesOf(document, method, path));
    const response = await fetch(
      new Request(`${base}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const answer = type.endsWith('json') ? await response.json() : await response.text();
    schemaFor(method, path, response.status, type).parse(answer);
    return { status: response.status, headers: response.headers, body: answer };
  }

  return {
    call,
    shows: (options) => call('GET', '/v1/shows', options),
    show: (showId, options) => call('GET', `/v1/shows/${showId}`, options),
    lookUp: (showId, card, options) => call('POST', `/v1/shows/${showId}/lookups`, { body: { card }, ...options }),
    record: (visit, options) => call('POST', '/v1/visits', { body: visit, headers: keyed(visit), ...options }),
    void: (visitId, showId, options) =>
      call('POST', `/v1/visits/${visitId}/void`, { body: { showId, reason: 'undone-by-clerk' }, ...options }),
    redeem: (usageId, redemption, options) =>
      call('POST', `/v1/usages/${usageId}/redeem`, { body: redemption, headers: keyed(redemption), ...options }),
    reservations: (showId, options) => call('GET', `/v1/shows/${showId}/reservations`, options),
    release: (usageId, showId, options) =>
      call('POST', `/v1/usages/${usageId}/release`, { body: { showId }, ...options }),
    createShow: (show, options) => call('POST', '/v1/shows', { body: show, ...options }),
    changeShow: (showId, change, options) => call('PATCH', `/v1/shows/${showId}`, { body: change, ...options }),
    cancelShow: (showId, visits, options) =>
      call('POST', `/v1/shows/${showId}/cancel`, { body: { reason: 'Esiintyjä sairastui.', visits }, ...options }),
    deleteShow: (showId, options) => call('DELETE', `/v1/shows/${showId}`, options),
    statistics: (query, options) => call('GET', `/v1/statistics${query}`, options),
  };
}

/** Returns the flags of the usages of a recorded visit, in order. */
export function flagsOf({ body }: Pick<Answer, 'body'>): string[] {
  return body.visit.usages.flatMap(({ flags }: { flags: string[] }) => flags);
}

function keyed({ id }: { readonly id: string }): Record<string, string> {
  return { 'idempotency-key': id };
}

/** Returns the roles that may call an operation; none if anyone may, or if there is no such operation. */
function rolesOf({ paths }: Document, method: string, path: string): readonly Role[] {
  return paths[pattern(paths, path)]?.[method.toLowerCase()]?.security.flatMap(({ device = [] }) => device) ?? [];
}

/** Returns the schema of a response in the document. */
function createSchemas(document: Document) {
  // The document's components become definitions of a plain JSON Schema.
  const { paths, components } = JSON.parse(
    JSON.stringify(document).replaceAll('#/components/schemas/', '#/$defs/'),
  ) as Document & { components: { schemas: Record<string, unknown> } };
  const schemas = new Map<string, z.ZodType>();

  return (method: string, path: string, status: number, type: string): z.ZodType => {
    const key = `${method} ${pattern(paths, path)} ${status} ${type}`;
    const known = schemas.get(key);
    if (known !== undefined) return known;
    const answer = paths[pattern(paths, path)]?.[method.toLowerCase()]?.responses[String(status)];
    const content = (answer as { content?: Record<string, { schema: object }> } | undefined)?.content?.[type];
    if (content === undefined) throw new Error(`The OpenAPI document knows no such answer: ${key}`);
    const schema = z.fromJSONSchema({ ...content.schema, $defs: components.schemas } as Parameters<
      typeof z.fromJSONSchema
    >[0]);
    schemas.set(key, schema);
    return schema;
  };
}

function pattern(paths: Document['paths'], pathAndQuery: string): string {
  const [path = ''] = pathAndQuery.split('?');
  const found = Object.keys(paths).find((candidate) =>
    new RegExp(`^${candidate.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  );
  if (found === undefined) throw new Error(`The OpenAPI document knows no such path: ${path}`);
  return found;
}
