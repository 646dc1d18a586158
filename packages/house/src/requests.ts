/** Requests to the registry that serves these pages, by its contract. */
import { Problem, type ProblemCode } from '@kaiku/client/contract';
import ky from 'ky';
import type * as z from 'zod/mini';

/**
 * Why a request has no answer: the registry's problem code; `unreachable` if nothing responded in time; `not-the-registry` if
 * something else did, such as a login page, or an answer outside the contract; or why a person is not signed in.
 */
export type FailureCode = ProblemCode | 'unreachable' | 'not-the-registry' | SignInFailure;

/** Why a passkey opens nothing. `unavailable`: the browser or the address has none. */
export type SignInFailure = 'passkey/unknown' | 'passkey/unknown-code' | 'passkey/cancelled' | 'passkey/unavailable';

/** A request without an answer. */
export class RequestError extends Error {
  readonly code: FailureCode;
  /** The registry's problem document, if it sent one. */
  readonly problem: Problem | undefined;

  constructor(code: FailureCode, problem?: Problem) {
    super(problem?.detail ?? code);
    this.name = 'RequestError';
    this.code = code;
    this.problem = problem;
  }
}

/** Returns why a request has no answer. Throws any other error again. */
export function failureOf(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  throw error;
}

/** A request below the registry's address. */
export interface Request {
  /** @default 'get', or 'post' with `json` */
  readonly method?: 'get' | 'post' | 'patch' | 'delete';
  /** Such as `v1/shows`. */
  readonly path: string;
  /** Those that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends requests of the person who has signed in. Both functions reject with {@link RequestError}. */
export interface Requests {
  /** Proves to `fetch` who asks, for a stream of events: a token in a header, never in an address, or the session's cookie. */
  readonly proof: Pick<RequestInit, 'headers' | 'credentials'>;
  /** Returns the answer. */
  send<S extends z.ZodMiniType>(request: Request, schema: S): Promise<z.output<S>>;
  /** Returns a file, such as a table of figures. */
  fetchFile(request: Request): Promise<Blob>;
}

const timeoutMs = 15_000;

/** Returns requests with a token, or with the session of the cookie. Each is one attempt; a person repeats what failed. */
export function createRequests(token?: string): Requests {
  const bearer = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const credentials = token === undefined ? 'same-origin' : 'omit';
  async function respond({ method, path, query = {}, json, headers, signal }: Request): Promise<Response> {
    const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
    const response = await ky(path, {
      prefix: new URL('/', location.href),
      method: method ?? (json === undefined ? 'get' : 'post'),
      searchParams: given,
      headers: { ...headers, ...bearer },
      ...(json === undefined ? {} : { json }),
      ...(signal === undefined ? {} : { signal }),
      retry: 0,
      timeout: timeoutMs,
      throwHttpErrors: false,
      cache: 'no-store',
      credentials,
    }).catch(() => {
      signal?.throwIfAborted();
      throw new RequestError('unreachable');
    });
    if (!response.ok) throw toError(await readJson(response));
    return response;
  }

  return {
    proof: { headers: bearer, credentials },
    async send(request, schema) {
      const parsed = schema.safeParse(await readJson(await respond(request)));
      if (!parsed.success) throw new RequestError('not-the-registry');
      return parsed.data;
    },
    fetchFile: async (request) => (await respond(request)).blob(),
  };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new RequestError('not-the-registry');
  }
}

function toError(body: unknown): RequestError {
  const parsed = Problem.safeParse(body);
  return parsed.success ? new RequestError(parsed.data.code, parsed.data) : new RequestError('not-the-registry');
}
