import { createSealing, newSealingKey } from '../../packages/registry/src/store/sealing/sealing.ts';

/**
 * A registry that stores one byte for each visit, outside the heap: the heap test measures the client, and the real registry
 * would grow with every row. It implements the routes that a desk uses, admits every card and counts an id once. Use it in no
 * other test.
 */
export interface ByteRegistry {
  answer(request: Request): Promise<Response>;
  /** Visits counted now. */
  readonly counted: number;
  /** Tickets leased to devices. */
  readonly leased: number;
}

/** Returns an id whose last twelve digits are its number; the byte registry needs such ids. */
export function idOf(nth: number): string {
  return `019a0000-0000-7000-8000-${nth.toString(16).padStart(12, '0')}`;
}

const numberOf = (id: string) => Number.parseInt(id.slice(24), 16);
const noNews = { type: 'about:blank', title: 'Not found', status: 404, code: 'registry/not-found' };
const state = { none: 0, counted: 1, void: 2 } as const;

interface Entry {
  readonly kind: 'report' | 'void';
  readonly seq: number;
  readonly id: string;
  readonly showId: string;
}

export interface ByteRegistryOptions {
  readonly now: () => number;
  /** The number of ids. */
  readonly max: number;
  /** The shows' ids, and whether each has a cap. */
  readonly shows: ReadonlyMap<string, { readonly hasCap: boolean }>;
}

export function createByteRegistry({ now, max, shows }: ByteRegistryOptions): ByteRegistry {
  const books: Books = { now, shows, states: new Uint8Array(max), leases: new Map(), counted: 0 };
  return {
    answer: (request) => answer(books, request),
    get counted() {
      return books.counted;
    },
    get leased() {
      return [...books.leases.values()].reduce((sum, { granted }) => sum + granted, 0);
    },
  };
}

const sealingKey = createSealing([newSealingKey()]).offered;

interface Books extends Pick<ByteRegistryOptions, 'now' | 'shows'> {
  /** Of each visit, by its number. */
  readonly states: Uint8Array;
  readonly leases: Map<string, { readonly showId: string; readonly granted: number }>;
  /** Visits counted now. */
  counted: number;
}

/** A request's body, with the fields of all routes. */
interface Body {
  readonly id: string;
  readonly showId: string;
  readonly want: number;
  readonly usages: readonly { readonly id: string }[];
  readonly entries: readonly Entry[];
}

type Respond = (books: Books, body: Body, part: string) => object;

/** By method and path. `part`: the id in the path. */
const routes: readonly (readonly [RegExp, Respond])[] = [
  // It never opens a code.
  [/^GET \/v1\/sealing-key$/, () => ({ sealingKey })],
  [/^GET \/v1\/shows\/([^/]+)$/, (books, _, showId) => ({ show: show(books, showId) })],
  [
    /^POST \/v1\/shows\/([^/]+)\/lookups$/,
    (books, _, showId) => ({
      card: { registered: true, status: 'active', validUntilOn: '2999-12-31', minors: 3 },
      earlier: null,
      show: show(books, showId),
    }),
  ],
  [
    /^POST \/v1\/visits$/,
    (books, { id, showId, usages }) => {
      const outcome = count(books, id);
      const flagged = outcome === 'voided' ? [] : usages.map((usage) => ({ id: usage.id, flags: [] }));
      return { visit: { id, outcome, recordedAt: instant(books), usages: flagged }, show: show(books, showId) };
    },
  ],
  [
    /^POST \/v1\/deliveries$/,
    (books, { entries }) => ({
      results: entries.map((entry) => deliver(books, entry)),
      ...{ shows: [], leases: [], missing: [], cloned: false },
    }),
  ],
  [
    /^POST \/v1\/leases$/,
    (books, { id, showId, want }) => {
      books.leases.set(id, { showId, granted: want });
      return lease(books, id, 'open');
    },
  ],
  [
    /^POST \/v1\/leases\/([^/]+)\/return$/,
    (books, _, id) => {
      const closed = lease(books, id, 'closed');
      books.leases.delete(id);
      return closed;
    },
  ],
];

async function answer(books: Books, request: Request): Promise<Response> {
  const at = `${request.method} ${new URL(request.url).pathname}`;
  const body = request.method === 'GET' ? {} : await request.json();
  for (const [pattern, respond] of routes) {
    const match = pattern.exec(at);
    if (match !== null) {
      const headers = { Date: new Date(books.now()).toUTCString() };
      const members = respond(books, body as Body, match[1] ?? '');
      return Response.json({ ...members, serverTime: instant(books) }, { headers });
    }
  }
  // It has no news route, because news waits in real time. It names no venue.
  if (at.endsWith('/v1/news') || at.endsWith('/v1/device'))
    return Response.json({ ...noNews, detail: at }, { status: 404 });
  throw new Error(`The byte registry has no route ${at}.`);
}

function count(books: Books, id: string): 'counted' | 'voided' {
  const nth = numberOf(id);
  if (books.states[nth] === state.none) {
    books.states[nth] = state.counted;
    books.counted += 1;
  }
  return books.states[nth] === state.void ? 'voided' : 'counted';
}

function voidVisit(books: Books, id: string): void {
  const nth = numberOf(id);
  if (books.states[nth] === state.counted) books.counted -= 1;
  books.states[nth] = state.void;
}

function deliver(books: Books, { seq, id, kind }: Entry) {
  if (kind === 'void') voidVisit(books, id);
  const outcome = kind === 'void' ? 'voided' : count(books, id);
  return { seq, id, outcome, recordedAt: instant(books), ...(outcome === 'counted' && { flags: [], from: 'free' }) };
}

function show(books: Books, id: string) {
  return {
    id,
    name: id,
    venue: 'Festivaali',
    kind: 'mass-event',
    startsAt: instant(books),
    seats: 1_000_000,
    cap: books.shows.get(id)?.hasCap ? 1_000_000 : null,
    taken: 0,
    reservationOpens: 'at-once',
    redemptionOpensMin: null,
  };
}

function lease(books: Books, id: string, is: 'open' | 'closed') {
  const { showId = '', granted = 0 } = books.leases.get(id) ?? {};
  const its = { id, showId, state: is, granted, consumed: 0, recall: false };
  const expiresAt = instant(books, books.now() + 86_400_000);
  return { lease: its, useByS: 86_400, expiresAt, show: show(books, showId) };
}

function instant({ now }: Books, ms = now()): string {
  return new Date(ms).toISOString();
}
