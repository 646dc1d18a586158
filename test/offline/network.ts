/** The network between devices and a registry, with any fault that a test needs. */
import type { Timeline } from './timeline.ts';

/** The kind of an HTTP request, by its route and body. `hello`: a delivery without entries, to learn about the journal. */
export type Message =
  | 'show'
  | 'look-up'
  | 'request'
  | 'delivery with report'
  | 'delivery with void'
  | 'hello'
  | 'lease'
  | 'return'
  | 'other';

/** The fault of one HTTP request. */
export type Fault =
  | 'drop before'
  | 'drop after commit'
  | 'truncated answer'
  | 'stall'
  | 'duplicate'
  | 'reorder'
  | 'late answer'
  | '429 with Retry-After'
  | '429 until a date'
  | '5xx before'
  | '5xx after commit'
  | 'HTML 200'
  | 'wrong Date';

export const everyFault: readonly Fault[] = [
  'drop before',
  'drop after commit',
  'truncated answer',
  'stall',
  'duplicate',
  'reorder',
  'late answer',
  '429 with Retry-After',
  '429 until a date',
  '5xx before',
  '5xx after commit',
  'HTML 200',
  'wrong Date',
];

/** An HTTP request in flight. */
export interface Passage {
  readonly device: string;
  readonly message: Message;
  readonly path: string;
  readonly body: string;
}

export interface NetworkOptions {
  readonly timeline: Timeline;
  /** The registry: an app in process. */
  readonly registry: (request: Request, passage: Passage) => Response | Promise<Response>;
  /** Returns the fault of a request, if any. Called once for each. */
  readonly fault: (passage: Passage) => Fault | undefined;
  /** Time in milliseconds for each direction. Default: 0. */
  readonly tripMs?: (passage: Passage) => number;
  /** Called when the registry is done with it, before the answer is sent. */
  readonly onDone?: (passage: Passage) => void;
  /** Called for every request with its result. */
  readonly onExchange?: (passage: Passage, became: string) => void;
}

export interface Network {
  /** Like `fetch`. @param device name of the sender */
  fetch(device: string, request: Request): Promise<Response>;
  /** Number of requests that have not ended, also those whose sender no longer waits. */
  readonly inFlight: number;
}

/** After this time the device's operating system ends a hanging request. */
const cutAfterMs = 15_000;
/** Longer than a clerk waits, or a sender: the answer arrives after the device has decided. */
const lateByMs = (message: Message) => (message === 'request' ? 4_000 : 16_000);

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export function createNetwork(options: NetworkOptions): Network {
  const wire: Wire = { options, inFlight: 0 };
  return {
    fetch: (device, request) => fetchOver(wire, device, request),
    get inFlight() {
      return wire.inFlight;
    },
  };
}

interface Wire {
  readonly options: NetworkOptions;
  inFlight: number;
}

async function fetchOver(wire: Wire, device: string, request: Request): Promise<Response> {
  const { timeline, fault: faultOf, tripMs = () => 0, onExchange } = wire.options;
  const { signal } = request;
  const body = await timeline.during(request.text());
  const passage: Passage = { device, message: messageOf(request, body), path: new URL(request.url).pathname, body };
  const fault = faultOf(passage);
  const trip = tripMs(passage);
  const answered = travel(wire, async () => {
    if (trip > 0) await sleep(timeline, trip);
    const answer = await meet(wire, { fault, passage, ask: () => askRegistry(wire, request, passage) });
    if (trip > 0) await sleep(timeline, trip);
    return answer;
  });
  answered.then(
    ({ status }) => onExchange?.(passage, fault === undefined ? `${status}` : `${fault}: ${status}`),
    () => onExchange?.(passage, fault ?? 'nothing'),
  );
  return orAborted(answered.then(toResponse), signal);
}

async function askRegistry({ options }: Wire, request: Request, passage: Passage): Promise<Answered> {
  const { timeline, registry, onDone } = options;
  const { method, headers, url } = request;
  const asked = new Request(url, { method, headers, ...(method === 'GET' ? {} : { body: passage.body }) });
  const answer = await timeline.during(Promise.resolve(registry(asked, passage)).then(taken));
  onDone?.(passage);
  return answer;
}

interface Meeting {
  readonly fault: Fault | undefined;
  readonly passage: Passage;
  readonly ask: () => Promise<Answered>;
}

/** Returns the registry's answer, or what the fault makes of it. */
async function meet(wire: Wire, { fault, passage, ask }: Meeting): Promise<Answered> {
  const { timeline } = wire.options;
  switch (fault) {
    case undefined:
      return ask();
    case 'drop before':
      throw cut();
    case 'drop after commit':
      await ask();
      throw cut();
    case 'truncated answer': {
      const answer = await ask();
      return { ...answer, text: answer.text.slice(0, answer.text.length / 2) };
    }
    case 'stall':
      await sleep(timeline, cutAfterMs);
      throw cut();
    case 'duplicate': {
      const answer = await ask();
      travel(wire, () => sleep(timeline, 1_000).then(ask)).catch(() => {});
      return answer;
    }
    case 'reorder':
      await sleep(timeline, lateByMs(passage.message));
      return ask();
    case 'late answer': {
      const answer = await ask();
      await sleep(timeline, lateByMs(passage.message));
      return answer;
    }
    case '429 until a date':
      return plain(429, 'slow down', { 'Retry-After': new Date(timeline.nowMs + 2_000).toUTCString() });
    case '429 with Retry-After':
      return plain(429, 'slow down', { 'Retry-After': '2' });
    case '5xx before':
      return plain(503, 'upstream error');
    case '5xx after commit':
      await ask();
      return plain(502, 'upstream error');
    case 'HTML 200':
      return plain(200, '<!doctype html><title>Wi-Fi</title>', { 'Content-Type': 'text/html' });
    case 'wrong Date': {
      const answer = await ask();
      // A proxy's clock is three days slow.
      answer.headers.set('Date', new Date(timeline.nowMs - 3 * 86_400_000).toUTCString());
      return answer;
    }
    default:
      return fault satisfies never;
  }
}

async function travel<T>(wire: Wire, way: () => Promise<T>): Promise<T> {
  wire.inFlight += 1;
  try {
    return await way();
  } finally {
    wire.inFlight -= 1;
  }
}

function sleep(timeline: Timeline, ms: number): Promise<void> {
  return new Promise((resolve) => timeline.after(ms, resolve));
}

function cut(): TypeError {
  return new TypeError('The connection was cut.');
}

async function taken(response: Response): Promise<Answered> {
  return { status: response.status, headers: new Headers(response.headers), text: await response.text() };
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Answered {
  return { status, headers: new Headers({ 'Content-Type': 'text/plain', ...headers }), text };
}

function toResponse({ status, headers, text }: Answered): Response {
  return new Response(text, { status, headers });
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

export function messageOf({ method, url }: Request, body: string): Message {
  const { pathname } = new URL(url);
  if (method === 'GET') return /^\/v1\/shows\/[^/]+$/.test(pathname) ? 'show' : 'other';
  if (pathname.endsWith('/lookups')) return 'look-up';
  if (pathname === '/v1/visits') return 'request';
  if (pathname === '/v1/leases') return 'lease';
  if (pathname.endsWith('/return')) return 'return';
  if (pathname !== '/v1/deliveries') return 'other';
  const { entries } = JSON.parse(body) as { entries: { kind: string }[] };
  if (entries.length === 0) return 'hello';
  return entries.some(({ kind }) => kind === 'void') ? 'delivery with void' : 'delivery with report';
}
