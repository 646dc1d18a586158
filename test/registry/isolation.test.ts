/** No path leads from one venue to the data of another, whatever their devices send. */
import type { OperationId, Role } from '@kaiku/client/contract';
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operations } from '../../packages/registry/src/operations.ts';
import { createRandom } from './linearizability-random.ts';

const steps = 2_500;
const nowMs = Date.parse('2026-11-20T15:00:00Z');
const at = new Date(nowMs).toISOString();
const random = createRandom(20_261_120);
const pick = <T>(all: readonly T[]): T => {
  const found = random.pick(all);
  if (found === undefined) throw new Error('There is nothing to pick.');
  return found;
};

/** Everything of a venue has its mark: names and ids of shows, names and ids of devices, UUIDs, and card codes. */
const venues = {
  alfa: { uuid: 'a11fa000', card: 'A111', clients: undefined },
  beta: { uuid: 'be7a0000', card: 'A222', clients: undefined },
  lippu: { uuid: '11bb0000', card: 'A333', clients: ['alfa'] },
  seutu: { uuid: '5e000000', card: 'A444', clients: undefined },
} as const;
type VenueId = keyof typeof venues;
const ids = Object.keys(venues) as VenueId[];

const marksOf = (venue: VenueId) => ({
  show: `zq${venue}show`,
  device: `zq${venue}device`,
  uuid: venues[venue].uuid,
  card: venues[venue].card,
});
type Mark = keyof ReturnType<typeof marksOf>;
const allMarks: readonly Mark[] = ['show', 'device', 'uuid', 'card'];

/** The marks of another venue that may be in an answer. Only what follows from the table of docs/security.md. */
const visible: Readonly<Partial<Record<`${VenueId} ${VenueId}`, readonly Mark[]>>> = {
  // A venue sees its broker's sales of its shows; a broker sees its client's shows.
  'alfa lippu': ['device', 'uuid', 'card'],
  'lippu alfa': ['show'],
  'seutu alfa': ['show'],
  'seutu beta': ['show'],
  'seutu lippu': ['show'],
};

/** The ids that requests name, by venue. Others guess the first ones; the rest is sent by their own venue only. */
const known = Object.fromEntries(
  ids.map((venue) => [venue, { shows: [] as string[], uuids: [] as string[], devices: [] as string[] }]),
) as Record<VenueId, { shows: string[]; uuids: string[]; devices: string[] }>;
const guessed = 12;

let server: RegistryServer;
beforeAll(async () => {
  server = await createRegistryServer({
    ...({ scenario: 'empty', lookUpLimits: 'none', budgets: 'none', newsWaitMs: 'none', now: () => nowMs } as const),
    log: (line) => console.log(line),
  });
  const roles: readonly Role[] = ['door', 'till', 'broker', 'manager', 'auditor'];
  await server.store.seed({
    venues: ids.map((id) => ({ id, name: `Talo ${id}`, ...(venues[id].clients && { clients: venues[id].clients }) })),
    devices: ids.flatMap((venue) =>
      (venue === 'seutu' ? (['coordinator'] as const) : roles).map((role) => {
        const id = `${marksOf(venue).device}-${role}`;
        known[venue].devices.push(id);
        return { id, venueId: venue, name: `Laite ${id}`, token: id, role };
      }),
    ),
    shows: (['alfa', 'beta', 'lippu'] as const).flatMap((venue) =>
      [0, 1, 2].map((nth) => {
        const id = `${marksOf(venue).show}-${nth}`;
        known[venue].shows.push(id);
        const facts = { kind: 'performance', startsAt: '2026-11-20T17:00:00Z', seats: 400, cap: 100 } as const;
        return { id, venueId: venue, name: `Esitys ${id}`, ...facts };
      }),
    ),
    cards: ids.flatMap((venue) =>
      Array.from({ length: 60 }, (_, nth) => ({
        ...({ code: cardOf(venue, nth), status: 'active', validUntilOn: '2027-01-01', minors: 2 } as const),
      })),
    ),
  });
});
afterAll(() => server?.close());

function cardOf(venue: VenueId, nth: number): string {
  return `${venues[venue].card}${String(500_000 + nth)}`;
}

/** An own id, or with `isForeign` one that another venue uses. */
function someOf(what: 'shows' | 'uuids' | 'devices', venue: VenueId): string {
  const isForeign = random.chance(0.5);
  const all = isForeign ? known[pick(ids)][what].slice(0, guessed) : known[venue][what];
  return random.pick(all) ?? newUuid(venue);
}

function newUuid(venue: VenueId): string {
  const uuid = `${venues[venue].uuid}${random.uuid().slice(8)}`;
  known[venue].uuids.push(uuid);
  return uuid;
}

function visitOf(venue: VenueId): Record<string, unknown> & { readonly id: string } {
  const usages = [{ id: newUuid(venue), card: cardOf(venue, random.below(60)), minors: 0 }];
  const how = pick(['door', 'sold', 'reserved'] as const);
  return { id: newUuid(venue), showId: someOf('shows', venue), how, takenAt: at, usages };
}

/** Returns a valid body. Default: an empty one. */
const bodies: Readonly<Partial<Record<OperationId, (venue: VenueId) => Record<string, unknown>>>> = {
  lookUp: (venue) => ({ card: cardOf(venue, random.below(60)) }),
  recordVisit: (venue) => ({
    ...{ mode: pick(['request', 'report']), ...visitOf(venue) },
    ...(random.chance(0.5) && { origin: { journal: someOf('uuids', venue), seq: 1 + random.below(9) } }),
  }),
  voidVisit: (venue) => ({ showId: someOf('shows', venue), reason: pick(['undone-by-clerk', 'never-answered']) }),
  deliver: (venue) => ({
    ...{ journal: someOf('uuids', venue), seqHigh: 9 },
    entries: [
      {
        kind: 'report',
        seq: 1 + random.below(9),
        ...visitOf(venue),
        leaseId: random.chance(0.5) ? someOf('uuids', venue) : null,
        clockSuspect: false,
      },
      {
        kind: 'void',
        seq: 10 + random.below(9),
        id: someOf('uuids', venue),
        showId: someOf('shows', venue),
        reason: 'never-answered',
      },
    ],
  }),
  grantLease: (venue) => ({
    ...{ id: newUuid(venue), showId: someOf('shows', venue), journal: someOf('uuids', venue), want: 2 },
  }),
  reportLost: () => ({ seqHigh: 3, pending: 1 }),
  createShow: (venue) => {
    const id = `${marksOf(venue).show}-${random.below(1e6)}`;
    known[venue].shows.push(id);
    const facts = { kind: 'performance', startsAt: '2026-11-20T18:00:00Z', seats: 100, cap: 20 };
    return { id, name: `Esitys ${id}`, ...facts, ...(random.chance(0.3) && { venueId: pick(ids) }) };
  },
  changeShow: (venue) => ({ cap: 20 + random.below(90), name: `Esitys ${marksOf(venue).show}` }),
  cancelShow: () => ({ reason: 'Peruttu', visits: 'keep' }),
  revokeLease: () => ({ reason: 'koe' }),
  handOverJournals: (venue) => ({ to: someOf('devices', venue) }),
  redeemReservation: (venue) => ({
    ...{ mode: 'request', id: newUuid(venue), usageId: newUuid(venue), showId: someOf('shows', venue) },
    ...{ how: 'door', takenAt: at },
  }),
  releaseReservation: (venue) => ({ showId: someOf('shows', venue) }),
  settleReturned: () => ({ how: 'again' }),
  invitePerson: (venue) => ({ name: `Väki ${marksOf(venue).device}`, role: 'door' }),
  preparePasskey: () => ({ code: 'AAAAAAAAAAAAAAAAAAAAA' }),
  registerPasskey: () => ({ code: 'AAAAAAAAAAAAAAAAAAAAA', response: {} }),
  signIn: () => ({ response: { id: 'x' } }),
};

const queries: Readonly<Partial<Record<OperationId, (venue: VenueId) => string>>> = {
  listVisits: (venue) => `?show=${someOf('shows', venue)}`,
  listOwnVisits: (venue) => `?show=${someOf('shows', venue)}`,
  readStatistics: () => `?by=${pick(['venue', 'show', 'venue,show', 'seller', 'month'])}`,
  exportUsages: (venue) => (random.chance(0.5) ? `?show=${someOf('shows', venue)}` : ''),
  listToReview: (venue) => (random.chance(0.5) ? `?show=${someOf('shows', venue)}` : ''),
  readNews: (venue) => `?shows=${someOf('shows', venue)}&journal=${someOf('uuids', venue)}`,
};

const sent = Object.fromEntries(ids.map((venue) => [venue, new Set<string>()])) as Record<VenueId, Set<string>>;
const words = (text: string) => text.match(/[\w-]{6,}/g) ?? [];

/** Sends a random request of a venue. Returns the operation, the status and what the answer has of others. */
async function step(venue: VenueId) {
  const operation = pick(operations);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'showId') return someOf('shows', venue);
    if (name === 'run') return String(1 + random.below(3));
    if (name === 'file') return 'usages';
    return someOf(name === 'deviceId' ? 'devices' : 'uuids', venue);
  });
  const body =
    operation.method === 'get' || operation.method === 'delete' ? undefined : (bodies[operation.id]?.(venue) ?? {});
  const address = `${path}${queries[operation.id]?.(venue) ?? ''}`;
  // The last devices are people without a token.
  const roles = known[venue].devices.filter((id) => id.startsWith('zq'));
  const text = body === undefined ? '' : JSON.stringify(body);
  for (const word of [...words(address), ...words(text)]) sent[venue].add(word);
  const response = await server.app.request(address, {
    method: operation.method.toUpperCase(),
    headers: {
      authorization: `Bearer ${pick(roles)}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(operation.idempotent && { 'idempotency-key': String(body?.id) }),
    },
    ...(body !== undefined && { body: text }),
  });
  const answer = await response.text();
  const leaks = ids
    .filter((other) => other !== venue)
    .flatMap((other) => {
      // A broker learns that a card has a usage, and its id: otherwise no duplicate would be found.
      const isDuplicate = `${venue} ${other}` === 'lippu alfa' && /^(lookUp|recordVisit)$/.test(operation.id);
      const seen: readonly Mark[] = [
        ...(visible[`${venue} ${other}`] ?? []),
        ...(isDuplicate ? (['uuid'] as const) : []),
      ];
      const secret = allMarks.filter((mark) => !seen.includes(mark));
      return secret.flatMap((mark) => {
        const value = marksOf(other)[mark];
        return words(answer).filter((word) => word.includes(value) && !sent[venue].has(word));
      });
    });
  return {
    id: operation.id,
    status: response.status,
    leaks: leaks.map((word) => `${operation.id} of ${venue}: ${word}`),
  };
}

/** Returns all data of a venue that its own devices can see. */
async function dataOf(venue: VenueId): Promise<string> {
  const token = (role: Role) => ({ headers: { authorization: `Bearer ${marksOf(venue).device}-${role}` } });
  const read = async (path: string) => (await server.app.request(path, token('manager'))).text();
  const shows = await Promise.all(
    [...new Set(known[venue].shows)].map((id) =>
      Promise.all([read(`/v1/visits?show=${id}`), read(`/v1/shows/${id}/reconciliation`), read(`/v1/shows/${id}`)]),
    ),
  );
  const others = await Promise.all(
    ['/v1/shows', '/v1/usages.csv', '/v1/devices', '/v1/people', '/v1/statistics?by=show'].map(read),
  );
  return JSON.stringify([shows, others]).replaceAll(/lastSeenAt[^,]*/g, '');
}

it('Answers to random requests have no data of another venue, and no request changes its data', async () => {
  const done = new Map<string, number>();
  const run = async (venue: VenueId) => {
    const { id, status, leaks } = await step(venue);
    expect(leaks).toEqual([]);
    expect([id, status < 500]).toEqual([id, true]);
    if (status < 300) done.set(id, (done.get(id) ?? 0) + 1);
  };
  for (let nth = 0; nth < steps; nth += 1) await run(pick(ids));
  const before = await dataOf('beta');
  for (let nth = 0; nth < steps / 5; nth += 1) await run(pick(['alfa', 'lippu', 'seutu'] as const));
  expect(await dataOf('beta')).toBe(before);
  // Otherwise the answers would only be refusals.
  const succeeded = [
    'recordVisit',
    'deliver',
    'voidVisit',
    'grantLease',
    'listVisits',
    'exportUsages',
    'lookUp',
    'readLog',
  ];
  for (const id of succeeded) expect([id, (done.get(id) ?? 0) > 2]).toEqual([id, true]);
});
