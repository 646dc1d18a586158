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

export function createByteRegistry(options: {
  readonly now: () => number;
  /** The number of ids. */
  readonly max: number;
  /** The shows' ids, and whether each has a cap. */
  readonly shows: ReadonlyMap<string, { readonly hasCap: boolean }>;
}): ByteRegistry {
  const { now, max, shows } = options;
  const states = new Uint8Array(max);
  const leases = new Map<string, { readonly id: string; readonly showId: string; readonly granted: number }>();
  let counted = 0;
  const instant = (ms = now()) => new Date(ms).toISOString();

  function count(id: string): 'counted' | 'voided' {
    const nth = numberOf(id);
    if (states[nth] === state.none) {
      states[nth] = state.counted;
      counted += 1;
    }
    return states[nth] === state.void ? 'voided' : 'counted';
  }

  function voidVisit(id: string): void {
    const nth = numberOf(id);
    if (states[nth] === state.counted) counted -= 1;
    states[nth] = state.void;
  }

  function show(id: string) {
    const cap = shows.get(id)?.hasCap ? 1_000_000 : null;
    const kind = 'mass-event';
    const windows = { reservationOpens: 'at-once', redemptionOpensMin: null };
    return {
      id,
      name: id,
      venue: 'Festivaali',
      kind,
      startsAt: instant(),
      seats: 1_000_000,
      cap,
      taken: 0,
      ...windows,
    };
  }

  function lease(id: string, ended = false) {
    const { showId = '', granted = 0 } = leases.get(id) ?? {};
    const told = { id, showId, state: ended ? 'closed' : 'open', granted, consumed: 0, recall: false };
    return { lease: told, useByS: 86_400, expiresAt: instant(now() + 86_400_000), show: show(showId) };
  }

  function deliver({ seq, id, kind }: Entry) {
    if (kind === 'void') voidVisit(id);
    const outcome = kind === 'void' ? 'voided' : count(id);
    return { seq, id, outcome, recordedAt: instant(), ...(outcome === 'counted' && { flags: [], from: 'free' }) };
  }

  const routes: readonly (readonly [RegExp, (body: Body, ...parts: string[]) => object])[] = [
    [/^GET \/v1\/shows\/([^/]+)$/, (_, showId = '') => ({ show: show(showId) })],
    [
      /^POST \/v1\/shows\/([^/]+)\/lookups$/,
      (_, showId = '') => ({
        card: { registered: true, status: 'active', validUntilOn: '2999-12-31', minors: 3 },
        earlier: null,
        show: show(showId),
      }),
    ],
    [
      /^POST \/v1\/visits$/,
      ({ id, showId, usages }) => {
        const outcome = count(id);
        const told = outcome === 'voided' ? [] : usages.map((usage) => ({ id: usage.id, flags: [] }));
        return { visit: { id, outcome, recordedAt: instant(), usages: told }, show: show(showId) };
      },
    ],
    [
      /^POST \/v1\/deliveries$/,
      ({ entries }) => ({ results: entries.map(deliver), shows: [], leases: [], missing: [], cloned: false }),
    ],
    [
      /^POST \/v1\/leases$/,
      ({ id, showId, want }) => {
        leases.set(id, { id, showId, granted: want });
        return lease(id);
      },
    ],
    [
      /^POST \/v1\/leases\/([^/]+)\/return$/,
      (_, id = '') => {
        const told = lease(id, true);
        leases.delete(id);
        return told;
      },
    ],
  ];

  return {
    async answer(request) {
      const at = `${request.method} ${new URL(request.url).pathname}`;
      const body = request.method === 'GET' ? {} : await request.json();
      for (const [pattern, respond] of routes) {
        const match = pattern.exec(at);
        if (match !== null) {
          const headers = { Date: new Date(now()).toUTCString() };
          return Response.json({ ...respond(body as Body, ...match.slice(1)), serverTime: instant() }, { headers });
        }
      }
      // It has no news route, because news waits in real time.
      if (at.endsWith('/v1/news')) return Response.json({ ...noNews, detail: at }, { status: 404 });
      throw new Error(`The byte registry has no route ${at}.`);
    },
    get counted() {
      return counted;
    },
    get leased() {
      return [...leases.values()].reduce((sum, { granted }) => sum + granted, 0);
    },
  };
}

interface Body {
  readonly id: string;
  readonly showId: string;
  readonly want: number;
  readonly usages: readonly { readonly id: string }[];
  readonly entries: readonly Entry[];
}
