/** Every operation with every scope, over HTTP. */
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../packages/registry/src/operations.ts';

const scopes = ['record', 'manage', 'export', 'administer'] as const;

/** Who may call each operation: a device with the scope; any device of a venue; anyone. */
const table: Readonly<Record<string, (typeof scopes)[number] | 'device' | 'anyone'>> = {
  health: 'anyone',
  readDevice: 'device',
  readSealingKey: 'anyone',
  listShows: 'device',
  readShow: 'device',
  lookUp: 'record',
  recordVisit: 'record',
  readVisit: 'record',
  // Of a visit that another device recorded: `manage`, see the cases of voids.
  voidVisit: 'record',
  listReservations: 'record',
  redeemReservation: 'record',
  releaseReservation: 'record',
  deliver: 'record',
  grantLease: 'record',
  keepLease: 'record',
  returnLease: 'record',
  readJournal: 'record',
  reportLost: 'record',
  readNews: 'record',
  createShow: 'manage',
  changeShow: 'manage',
  deleteShow: 'manage',
  cancelShow: 'manage',
  revokeLease: 'manage',
  readReconciliation: 'manage',
  listDevices: 'manage',
  letDeviceIn: 'manage',
  acceptUsage: 'manage',
  listOwnVisits: 'record',
  settleReturned: 'manage',
  listVisits: 'export',
  exportUsages: 'export',
  listToReview: 'export',
  listReturned: 'export',
  readStatistics: 'export',
  handOverJournals: 'administer',
};
const ofCoordinators = [
  'health',
  'readSealingKey',
  'readDevice',
  'readStatistics',
  'readReconciliation',
  'revokeLease',
];

let registryServer: RegistryServer;
let listening: Listening;
beforeAll(async () => {
  registryServer = await createRegistryServer({ log: (line) => console.log(line) });
  const device = { venueId: 'suvanto', name: 'Koe' };
  await registryServer.store.seed({
    devices: [
      ...scopes.map((scope) => ({ ...device, id: scope, token: `only-${scope}`, scopes: [scope] })),
      { ...device, id: 'region', venueId: arki.venues.saimi.id, token: 'coordinator', scopes },
    ],
  });
  listening = await listen(registryServer.app);
});
afterAll(async () => {
  await listening?.close();
  await registryServer?.close();
});

/** Calls an operation with an empty body and made-up ids, so that nothing is done. Returns the status and the problem. */
async function call({ method, path }: (typeof operations)[number], token: string | undefined) {
  const hasBody = method === 'post' || method === 'patch';
  const id = '00000000-0000-4000-8000-000000000000';
  const response = await fetch(`${listening.url}${path.replaceAll(/\{\w+\}/g, id)}`, {
    method: method.toUpperCase(),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(hasBody && { 'content-type': 'application/json' }),
    },
    ...(hasBody && { body: '{"nothing": true}' }),
  });
  const problem = response.ok ? {} : ((await response.json()) as { code?: string; scope?: string; detail?: string });
  return { status: response.status, ...problem };
}

describe.each(operations)('$method $path', (operation) => {
  const needed = table[operation.id];

  it('is in the table', () => expect(needed).toBeDefined());

  it.each(scopes)('with the scope %s', async (scope) => {
    const { status, code, scope: named, detail } = await call(operation, `only-${scope}`);
    if (needed === scope || needed === 'device' || needed === 'anyone') {
      expect([200, 400, 404]).toContain(status);
      return;
    }
    expect([status, code, named]).toEqual([403, 'registry/missing-scope', needed]);
    expect(detail).toContain(`needs the scope ${needed}`);
  });

  it('for a coordinator, and without a token', async () => {
    const isOpen = ofCoordinators.includes(operation.id);
    const { status, code } = await call(operation, 'coordinator');
    if (isOpen) expect([200, 400, 404]).toContain(status);
    else expect([status, code]).toEqual([403, 'registry/forbidden']);
    expect((await call(operation, undefined)).status).toBe(needed === 'anyone' ? 200 : 401);
  });
});

it('The OpenAPI document has the scope of every operation', async () => {
  const document = (await (await fetch(`${listening.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string; security: { device?: string[] }[] }>>;
  };
  const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  expect(described).toHaveLength(Object.keys(table).length);
  for (const { operationId, security } of described) {
    const needed = table[operationId] ?? '';
    const expected = needed === 'anyone' ? [] : [{ device: needed === 'device' ? [] : [needed] }];
    expect([operationId, security]).toEqual([operationId, expected]);
  }
});
