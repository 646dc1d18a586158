import ky from 'ky';
import type * as z from 'zod/mini';
import { untilAborted, within } from '../deadline.ts';
import { isKaikuError, KaikuError } from '../errors.ts';
import type { Sent } from '../usage/delivery.ts';
import { createBearer, type TokenSource } from './bearer.ts';
import {
  FoundVisitAnswer,
  LookupAnswer,
  type LookupRequest,
  ShowAnswer,
  ShowsAnswer,
  VisitAnswer,
  type VisitRequest,
  type VoidRequest,
} from './contract.ts';
import { createHttpOffline, type Exchange as EitherExchange } from './http-offline.ts';
import { type Ask, createHttpReservations } from './http-reservations.ts';
import { readAnswer, readProblem, toError, unreachable } from './problems.ts';
import { ofVisit, ours, toRecordAnswer } from './recorded.ts';
import type { Registry } from './registry.ts';

/** What an exchange tells of the registry's clock: its time, and when the request was sent and the answer came. */
export interface TimeHeard {
  readonly serverMs: number;
  readonly sentMs: number;
  readonly heardMs: number;
}

export interface HttpRegistryOptions {
  /** The registry's address, such as `https://registry.example/`; the routes begin below it with `v1/`. */
  readonly url: string;
  readonly token: TokenSource;
  /** For how long one request may take, token and body included, in milliseconds. Default 15 000. */
  readonly timeoutMs?: number;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** This device's clock, for `onTime` and for how often a token is asked for anew. Default `Date.now`. */
  readonly now?: () => number;
  /** Told with each answer what it says of the registry's clock. */
  readonly onTime?: (heard: TimeHeard) => void;
}

/**
 * A registry behind the contract of `@kaiku/client/contract`.
 * One attempt a call: repeating is the outbox's business alone, so ky's own retries are off.
 * @throws KaikuError `config/invalid` for an address that is none
 */
export function createHttpRegistry(options: HttpRegistryOptions): Registry {
  const exchange = createExchange(options);

  async function call<S extends z.ZodMiniType>(request: Call, schema: S): Promise<z.output<S>> {
    return exchange(request, async (response) => {
      if (!response.ok) throw toError(await readProblem(response), response);
      return readAnswer(response, schema);
    });
  }

  const either: EitherExchange = (request, schema) =>
    call({ method: 'json' in request ? 'POST' : 'GET', ...request }, schema);

  const ask: Ask = (request, schema) =>
    exchange({ method: 'POST', ...request }, async (response) => {
      if (response.ok) return readAnswer(response, schema);
      const problem = await readProblem(response);
      if (problem.code !== 'registry/refused' || problem.refusal === undefined) throw toError(problem, response);
      return { outcome: 'refused', refusal: problem.refusal, show: problem.show };
    });

  return {
    async shows(signal, from) {
      const path = from === undefined ? 'v1/shows' : `v1/shows?from=${encodeURIComponent(from)}`;
      return (await call({ method: 'GET', path, signal }, ShowsAnswer)).shows;
    },
    async show(showId, signal) {
      const { show } = await call(
        { method: 'GET', path: `v1/shows/${encodeURIComponent(showId)}`, signal },
        ShowAnswer,
      );
      return ours(show.id === showId, show);
    },
    async lookUp(showId, card, signal, at) {
      const path = `v1/shows/${encodeURIComponent(showId)}/lookups`;
      const json: LookupRequest = at === undefined ? { card } : { card, at };
      const answer = await call({ method: 'POST', path, json, signal }, LookupAnswer);
      return ours(answer.show.id === showId, { card: answer.card, earlier: answer.earlier, show: answer.show });
    },
    async record(visit, mode, signal, sent) {
      const { id, usages } = visit;
      const json: VisitRequest = { mode, ...ofVisit(visit), ...toWire(sent) };
      const headers = { 'Idempotency-Key': id };
      const answer = await ask({ path: 'v1/visits', json, headers, signal }, VisitAnswer);
      return 'refusal' in answer ? answer : toRecordAnswer(answer, { id, usages });
    },
    async void({ visitId, showId, reason, usages }, signal) {
      const json: VoidRequest = { showId, reason, ...(usages && { usages: [...usages] }) };
      const path = `v1/visits/${encodeURIComponent(visitId)}/void`;
      const { visit, show } = await call({ method: 'POST', path, json, signal }, VisitAnswer);
      const { unseen } = ours(visit.id === visitId && (usages !== undefined || visit.outcome === 'voided'), visit);
      return { ...(unseen === true && { unseen }), show };
    },
    async find(visitId, signal) {
      const path = `v1/visits/${encodeURIComponent(visitId)}`;
      const request = { method: 'GET', path, signal } as const;
      const answer = await exchange(request, async (response) => {
        if (response.ok) return readAnswer(response, FoundVisitAnswer);
        const problem = await readProblem(response);
        if (problem.code === 'registry/not-found') return undefined;
        throw toError(problem, response);
      });
      if (answer === undefined) return undefined;
      const { id, ...visit } = answer.visit;
      return ours(id === visitId, { ...visit, show: answer.show });
    },
    reservations: createHttpReservations(either, ask),
    offline: createHttpOffline(either),
  };
}

/** Where a request comes from, as fields of the request. */
function toWire(sent: Sent | undefined): Pick<VisitRequest, 'origin' | 'leaseId'> {
  if (sent === undefined) return {};
  const { origin, leaseId } = sent;
  return leaseId === null ? { origin } : { origin, leaseId };
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly keepalive?: boolean;
}

/** One exchange: reads an answer of any status, or rejects with a KaikuError; within the time, token and body included. */
type Exchange = <T>(request: Call, read: (response: Response) => Promise<T>) => Promise<T>;

function createExchange(options: HttpRegistryOptions): Exchange {
  const { url, token, timeoutMs = 15_000, fetch = currentFetch, now = Date.now, onTime } = options;
  const prefix = baseOf(url);
  const bearer = createBearer(token, now);
  const never = new AbortController().signal;

  async function send(request: Call, signal: AbortSignal): Promise<Response> {
    const refused = await bearer.current();
    const response = await sendWith(refused, request, signal);
    if (response.status !== 401) return response;
    const fresh = await bearer.insteadOf(refused);
    if (fresh === undefined) return response;
    // The registry has done nothing with the first: a token that has merely expired costs no clerk an answer.
    void response.body?.cancel().catch(() => {});
    const second = await sendWith(fresh, request, signal);
    if (second.status === 401) bearer.refuse(fresh);
    return second;
  }

  async function sendWith(token: string, request: Call, signal: AbortSignal): Promise<Response> {
    const { method, path, json, headers, keepalive = false } = request;
    const sentMs = now();
    const response = await ky(path, {
      prefix,
      method,
      headers: { ...headers, Authorization: `Bearer ${token}` },
      ...(json === undefined ? {} : { json }),
      retry: 0,
      // Time and signal are ours: ky joins signals with AbortSignal.any, which Safari has from 17.4 only.
      timeout: false,
      fetch: (input, init) => fetch(input, { ...init, signal, ...(keepalive && { keepalive }) }),
      throwHttpErrors: false,
      cache: 'no-store',
      credentials: 'omit',
    });
    const serverMs = Date.parse(response.headers.get('date') ?? '');
    // Whole seconds: on the average half of one later than it says.
    if (Number.isFinite(serverMs)) onTime?.({ serverMs: serverMs + 500, sentMs, heardMs: now() });
    return response;
  }

  return (request, read) =>
    within({ environment: { after }, ms: timeoutMs, closing: request.signal ?? never }, async (signal) => {
      try {
        signal.throwIfAborted();
        return await untilAborted(send(request, signal).then(read), signal);
      } catch (cause) {
        throw isKaikuError(cause) ? cause : unreachable(cause);
      }
    });
}

/** The global `fetch` as it is at the time: a page may replace it. */
const currentFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

function baseOf(url: string): URL {
  let base: URL | undefined;
  try {
    base = new URL(url);
  } catch {
    // Told below; URL.canParse is in Safari from 17 only.
  }
  if (base?.protocol === 'https:' || base?.protocol === 'http:') return base;
  throw new KaikuError('config/invalid', `The registry's address is not an http(s) URL: ${url}`, { retryable: false });
}
