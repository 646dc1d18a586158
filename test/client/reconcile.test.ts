/** Tickets of a ticketing system compared with what a real registry and this device have recorded. */
import { createDesk, type Desk, memoryStorage, type SoldTicket } from '@kaiku/client';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { partOf } from './desk-fixture.ts';

const { family, single, oneChild } = arki.cards;
const show = arki.shows.matinee.id;
let registryServer: RegistryServer;
let isUp = true;
const desks: Desk[] = [];

beforeEach(async () => {
  isUp = true;
  registryServer = await createRegistryServer({ lookUpLimits: 'none' });
});
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
  await registryServer.close();
});

const network: typeof fetch = async (input, init) => {
  if (!isUp) throw new TypeError('There is no network.');
  return registryServer.app.fetch(new Request(input, init));
};

function openDesk(token: string = arki.tokens.boxOffice): Desk {
  const given = { registry: 'https://registry.test/', token, show, leaseTickets: 0, storage: memoryStorage() } as const;
  const desk = createDesk({ ...given, environment: { fetch: network } });
  desks.push(desk);
  return desk;
}

async function admit(desk: Desk, cards: readonly (readonly [code: string, minors: number])[], reference?: string) {
  const parts = await Promise.all(cards.map(async ([card, minors]) => ({ ...partOf(await desk.check(card)), minors })));
  const verdict = await desk.admit(parts, reference === undefined ? {} : { reference });
  if (!('visitId' in verdict)) throw new Error(`Nothing was recorded: ${verdict.outcome}.`);
  return verdict;
}

function sold(id: string, adults: number, minors: number, reference?: string): SoldTicket {
  const soldAt = new Date().toISOString();
  return { id, soldAt, adults, minors, ...(reference !== undefined && { reference }) };
}

it('finds what was sold and not recorded, and what was recorded and not sold, with what waits on the device', async () => {
  const desk = openDesk();
  await desk.ready();
  await admit(desk, [[family.code, 1]], 'pos:1');
  const other = await admit(desk, [[single.code, 0]]);
  isUp = false;
  await desk.refresh();
  await desk.refresh();
  await admit(desk, [[oneChild.code, 1]], 'pos:3');
  isUp = true;
  const lines = [sold('1', 1, 1, 'pos:1'), sold('3', 1, 0, 'pos:3'), sold('4', 2, 0, 'pos:4')];
  const { same, different, notRecorded, notSold } = await desk.reconcile(lines);
  expect(same.map(({ ticket }) => ticket.id)).toEqual(['1']);
  expect(different).toMatchObject([{ ticket: { id: '3' }, visit: { adults: 1, minors: 1, reference: 'pos:3' } }]);
  expect(notRecorded.map(({ id }) => id)).toEqual(['4']);
  expect(notSold).toMatchObject([{ visitId: other.visitId, adults: 1, minors: 0, isPending: false }]);
  expect(notSold[0]?.maskedCards).toEqual([`${single.code.slice(0, 2)}…${single.code.slice(-3)}`]);
  await desk.flushed();
  expect((await desk.reconcile(lines)).different).toMatchObject([{ visit: { isPending: false } }]);
});

it('leaves out what was voided, in the registry or here, and reduces what was reduced', async () => {
  const desk = openDesk();
  await desk.ready();
  const [gone, waits, smaller] = [
    await admit(desk, [[family.code, 2]], 'pos:1'),
    await admit(desk, [[single.code, 0]], 'pos:2'),
    await admit(desk, [[oneChild.code, 1]], 'pos:3'),
  ];
  await desk.void(gone.visitId);
  await desk.flushed();
  isUp = false;
  await desk.void(waits.visitId);
  await desk.void(smaller.visitId, { usages: [{ usageId: smaller.usages[0]?.usageId ?? '', minors: 0 }] });
  // The list is answered before the voids are delivered.
  isUp = true;
  const lines = [sold('1', 1, 2, 'pos:1'), sold('2', 1, 0, 'pos:2'), sold('3', 1, 0, 'pos:3')];
  const { same, notRecorded, different, notSold } = await desk.reconcile(lines);
  expect([same, notRecorded].map((list) => list.length)).toEqual([1, 2]);
  expect([different, notSold]).toEqual([[], []]);
});

it('compares with the visits of its own device, or of the venue with the token of a ticketing system', async () => {
  await registryServer.store.seed({
    devices: [{ id: 'pos', venueId: 'suvanto', name: 'Kassajärjestelmä', token: 'pos', role: 'broker' }],
  });
  const [till, system] = [openDesk(), openDesk('pos')];
  await Promise.all([till.ready(), system.ready()]);
  await admit(till, [[family.code, 0]], 'pos:1');
  await admit(system, [[single.code, 0]], 'pos:2');
  const lines = [sold('1', 1, 0, 'pos:1'), sold('2', 1, 0, 'pos:2')];
  expect((await till.reconcile(lines)).notRecorded.map(({ id }) => id)).toEqual(['2']);
  expect((await system.reconcile(lines)).notRecorded.map(({ id }) => id)).toEqual(['1']);
  expect((await system.reconcile(lines, { of: 'venue' })).same).toHaveLength(2);
  await expect(till.reconcile(lines, { of: 'venue' })).rejects.toMatchObject({ code: 'registry/missing-role' });
  expect(till.state.failure).toBeUndefined();
});

it('refuses lines that it cannot compare, and throws without the registry', async () => {
  const desk = openDesk();
  await desk.ready();
  const wrong = [
    { ...sold('1', 1, 0), soldAt: 'yesterday' },
    sold('1', 0, 0),
    sold('1', 51, 0),
    sold('1', 1, -1),
    sold('1', 1, 0.5),
  ];
  for (const line of wrong) await expect(desk.reconcile([line])).rejects.toMatchObject({ code: 'config/invalid' });
  isUp = false;
  await expect(desk.reconcile([])).rejects.toMatchObject({ code: 'registry/unreachable' });
});
