/** Every cell of the table of rights, over HTTP: each operation with each role, and without a token. */
import { type Access, Role, rights, voidRights } from '@kaiku/client/contract';
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../packages/registry/src/operations.ts';

const roles = Role.options;

let registryServer: RegistryServer;
let listening: Listening;
beforeAll(async () => {
  registryServer = await createRegistryServer({ log: (line) => console.log(line) });
  await registryServer.store.seed({
    devices: roles.map((role) => ({ id: role, venueId: 'suvanto', name: 'Koe', token: `token-${role}`, role })),
  });
  listening = await listen(registryServer.app);
});
afterAll(async () => {
  await listening?.close();
  await registryServer?.close();
});

const id = '00000000-0000-4000-8000-000000000000';

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly roles?: readonly Role[];
  readonly results?: readonly { readonly code?: string }[];
}

async function send(
  method: string,
  path: string,
  token: string | undefined,
  body: object | undefined,
): Promise<Answer> {
  const response = await fetch(`${listening.url}${path}`, {
    method: method.toUpperCase(),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { ...(text.startsWith('{') && JSON.parse(text)), status: response.status };
}

/** Calls an operation with an invalid body and made-up ids, so that nothing is done. */
function call({ method, path }: (typeof operations)[number], token: string | undefined): Promise<Answer> {
  const hasBody = method === 'post' || method === 'patch';
  return send(method, path.replaceAll(/\{\w+\}/g, id), token, hasBody ? { nothing: true } : undefined);
}

it('has a row for each operation, and no other', () => {
  expect(operations.map((operation) => operation.id).sort()).toEqual(Object.keys(rights).sort());
});

describe.each(operations)('$id', (operation) => {
  const access: Access = rights[operation.id];

  it.each(roles)('with the role %s', async (role) => {
    const { status, code, roles: named } = await call(operation, `token-${role}`);
    // A token does not prove a key.
    if (operation.proves === 'key') expect(status).toBe(401);
    else if (access === 'anyone' || access.includes(role)) expect([200, 400, 404]).toContain(status);
    else expect([status, code, named]).toEqual([403, 'registry/missing-role', access]);
  });

  it('without a token', async () => {
    const { status, code } = await call(operation, undefined);
    if (access === 'anyone' && operation.proves === undefined) expect([200, 400]).toContain(status);
    else expect([status, code]).toEqual([401, 'registry/unauthorised']);
  });
});

describe.each(rights.recordVisit)('the role %s', (role) => {
  /** Records a visit of a device. Returns its id. */
  async function recorded(device: string): Promise<string> {
    const usages = [{ id: crypto.randomUUID(), card: 'A900000001', minors: 0 }];
    const visit = {
      mode: 'report',
      id: crypto.randomUUID(),
      showId: arki.shows.evening.id,
      how: 'door',
      usages,
    } as const;
    const takenAt = new Date().toISOString();
    await registryServer.store.record({ id: device, venueId: 'suvanto' }, { ...visit, takenAt });
    return visit.id;
  }

  it.each([
    ['undo', 'its own visit for a reason of a clerk', role, 'undone-by-clerk'],
    ['undoOthers', 'the visit of another device', role === 'manager' ? 'till' : 'manager', 'never-answered'],
  ] as const)('%s: voids %s', async (right, _what, by, reason) => {
    const access: Access = voidRights[right];
    const about = { showId: arki.shows.evening.id, reason };
    const answer = await send('POST', `/v1/visits/${await recorded(by)}/void`, `token-${role}`, about);
    const isAllowed = access.includes(role);
    expect([answer.status, answer.roles]).toEqual(isAllowed ? [200, undefined] : [403, access]);

    const entries = [{ kind: 'void', seq: 1, id: await recorded(by), ...about }];
    const delivery = { journal: crypto.randomUUID(), seqHigh: 1, entries };
    const { results } = await send('POST', '/v1/deliveries', `token-${role}`, delivery);
    expect(results?.[0]?.code).toBe(isAllowed ? undefined : 'registry/missing-role');
  });
});

it('The OpenAPI document has the roles of every operation', async () => {
  const document = (await (await fetch(`${listening.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: keyof typeof rights; security: { device?: string[] }[] }>>;
  };
  const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  expect(described).toHaveLength(Object.keys(rights).length);
  for (const { operationId, security } of described) {
    const access: Access = rights[operationId];
    expect([operationId, security.flatMap(({ device = [] }) => device)]).toEqual([
      operationId,
      access === 'anyone' ? [] : access,
    ]);
  }
});
