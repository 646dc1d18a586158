import ky from 'ky';
import type * as z from 'zod/mini';
import { untilAborted, within } from '../deadline.ts';
import { isKaikuError } from '../errors.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { Venue } from '../usage/venue.ts';
import { toBaseUrl } from './base-url.ts';
import type { TokenSource } from './bearer.ts';
import { DeviceAnswer } from './contract/index.ts';
import { type Credential, type Credentials, createCredentials } from './credentials.ts';
import type { DeviceKey } from './device-key.ts';
import { readAnswer, readProblem, toError, unreachable } from './problems.ts';
import type { CheckToken } from './token-check.ts';

/** A reading of the registry's clock from one exchange. All values are milliseconds since the Unix epoch. */
export interface TimeHeard {
  /** The registry's time. */
  readonly serverMs: number;
  /** When the request was sent, by this device's clock. */
  readonly sentMs: number;
  /** When the response arrived, by this device's clock. */
  readonly heardMs: number;
}

/** Options of `createHttpRegistry`. */
export interface HttpRegistryOptions {
  /** The registry's address, such as `https://registry.example/`. Its routes start with `v1/` below it. */
  readonly url: string;
  /** The key of an enrolled device; otherwise its bearer token, or a function that fetches one. */
  readonly token: TokenSource | DeviceKey;
  /** Timeout of a request, including its token and body, in milliseconds. @default 15000 */
  readonly timeoutMs?: number;
  /** Sends the requests. @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /** This device's clock, for `onTime` and for how often a fresh token is requested. @default Date.now */
  readonly now?: () => number;
  /** Called after each response with the registry's time. */
  readonly onTime?: (heard: TimeHeard) => void;
}

/** Options of `createHttpExchange`. */
export interface HttpExchangeOptions extends HttpRegistryOptions {
  /** Checks the token of each request. Default: any token may be used. */
  readonly checkToken?: CheckToken;
}

/** A request below the registry's address: a GET, or with `json` a POST. */
export interface HttpRequest {
  readonly path: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  /** True to finish the request even if the page closes. */
  readonly keepalive?: boolean;
}

/** HTTP with the registry's token and timeout. Rejects only with KaikuError. */
export interface HttpExchange {
  /** Checks the current token, without another request. Rejects as `checkToken` does. */
  check(signal?: AbortSignal): Promise<void>;
  /** Sends a request and reads the response, whatever its status. */
  send<T>(request: HttpRequest, read: (response: Response) => Promise<T>): Promise<T>;
  /** Returns the answer. Rejects for any other response. */
  call<S extends z.ZodMiniType>(request: HttpRequest, schema: S): Promise<z.output<S>>;
  /** Returns the answer, or the refusal by a rule. */
  callRefusable<S extends z.ZodMiniType>(
    request: HttpRequest,
    schema: S,
  ): Promise<z.output<S> | Extract<RecordAnswer, { outcome: 'refused' }>>;
}

/** Creates an exchange with the registry. @throws KaikuError `config/invalid` if `url` is not an http(s) URL */
export function createHttpExchange(options: HttpExchangeOptions): HttpExchange {
  const { send, check } = createSend(options);
  return {
    send,
    check,
    call: (request, schema) =>
      send(request, async (response) => {
        if (!response.ok) throw toError(await readProblem(response), response);
        return readAnswer(response, schema);
      }),
    callRefusable: (request, schema) =>
      send(request, async (response) => {
        if (response.ok) return readAnswer(response, schema);
        const problem = await readProblem(response);
        if (problem.code !== 'registry/refused' || problem.refusal === undefined) throw toError(problem, response);
        return { outcome: 'refused', refusal: problem.refusal, show: problem.show };
      }),
  };
}

function createSend(options: HttpExchangeOptions): Pick<HttpExchange, 'send' | 'check'> {
  const { url, token, timeoutMs = 15_000, fetch = globalFetch, now = Date.now, onTime, checkToken } = options;
  const prefix = toBaseUrl(url);
  const credentials: Credentials = createCredentials(token, now);
  const neverAborts = new AbortController().signal;

  async function sendAuthorised(request: HttpRequest, signal: AbortSignal): Promise<Response> {
    const current = await credentials.current();
    const response = await sendChecked(current, request, signal);
    if (response.status !== 401) return response;
    const fresh = await credentials.insteadOf(current);
    if (fresh === undefined) return response;
    // Safe to repeat, because the registry did nothing with the first. So an expired token costs the clerk no answer.
    void response.body?.cancel().catch(() => {});
    const second = await sendChecked(fresh, request, signal);
    if (second.status === 401) credentials.refuse(fresh);
    return second;
  }

  async function sendChecked(credential: Credential, request: HttpRequest, signal: AbortSignal): Promise<Response> {
    await checkToken?.(credential.id, () => venueOf(credential, signal));
    return sendWith(credential, request, signal);
  }

  /** See `CheckToken`. A token that is not accepted has no venue: the request itself gets the same answer. */
  async function venueOf(credential: Credential, signal: AbortSignal): Promise<Venue | null | undefined> {
    if (credential.venue !== undefined) return credential.venue;
    const response = await sendWith(credential, { path: 'v1/device', signal }, signal);
    if (response.status === 401 || response.status === 404) {
      void response.body?.cancel().catch(() => {});
      return response.status === 404 ? null : undefined;
    }
    if (!response.ok) throw toError(await readProblem(response), response);
    return (await readAnswer(response, DeviceAnswer)).venue;
  }

  async function sendWith(credential: Credential, request: HttpRequest, signal: AbortSignal): Promise<Response> {
    const { path, json, headers, keepalive = false } = request;
    const method = json === undefined ? 'GET' : 'POST';
    const authorising = await credential.headersFor({ method, url: new URL(path, prefix.href.replace(/\/?$/, '/')) });
    const sentMs = now();
    const response = await ky(path, {
      prefix,
      method,
      headers: { ...headers, ...authorising },
      ...(json === undefined ? {} : { json }),
      retry: 0,
      // We apply timeout and signal ourselves: ky joins signals with AbortSignal.any, which Safari has only from 17.4.
      timeout: false,
      fetch: (input, init) => fetch(input, { ...init, signal, ...(keepalive && { keepalive }) }),
      throwHttpErrors: false,
      cache: 'no-store',
      credentials: 'omit',
    });
    const serverMs = Date.parse(response.headers.get('date') ?? '');
    // The header has whole seconds, so the clock is half a second ahead of it on average.
    if (Number.isFinite(serverMs)) onTime?.({ serverMs: serverMs + 500, sentMs, heardMs: now() });
    return response;
  }

  function inTime<T>(callerSignal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return within({ environment: { after }, ms: timeoutMs, closing: callerSignal ?? neverAborts }, async (signal) => {
      try {
        signal.throwIfAborted();
        return await untilAborted(work(signal), signal);
      } catch (cause) {
        throw isKaikuError(cause) ? cause : unreachable(cause);
      }
    });
  }

  return {
    send: (request, read) => inTime(request.signal, (signal) => sendAuthorised(request, signal).then(read)),
    check: (callerSignal) =>
      inTime(callerSignal, async (signal) => {
        const current = await credentials.current();
        await checkToken?.(current.id, () => venueOf(current, signal));
      }),
  };
}

/** Looks up the global `fetch` at each call, because a page may replace it. */
const globalFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
