/** A till whose storage is older than its device: the journal belongs to another device until it is handed over. */
import { createDesk, memoryStorage } from '@kaiku/client';
import { arki, createRegistryServer, listen, type RegistryServer } from '@kaiku/registry';
import { openWire, type Wire } from '@kaiku/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

const { cards, shows, tokens } = arki;
const show = shows.evening.id;
let registryServer: RegistryServer;
let wire: Wire;

beforeAll(async () => {
  registryServer = await createRegistryServer();
  wire = openWire(registryServer.app, await listen(registryServer.app));
  const device = { venueId: 'suvanto', name: 'Kassa' };
  await registryServer.store.seed({
    devices: ['old', 'new'].map((name) => ({ ...device, id: `till-${name}`, token: `token-${name}` })),
  });
});
afterAll(async () => {
  await wire.put(false);
  await registryServer.close();
});

it('A re-enrolled till keeps what it has recorded, says so, and delivers it once its journal is handed over', async () => {
  let token = 'token-old';
  const desk = createDesk({ registry: wire.url, token: () => token, show, storage: memoryStorage() });
  const admit = async (card: { readonly code: string }) => {
    const decision = await desk.check(card.code);
    if (decision.outcome !== 'admissible' && decision.outcome !== 'provisional') return decision;
    return desk.admit([{ decision, minors: 0 }]);
  };
  const first = await admit(cards.single);
  expect(first.outcome).toBe('confirmed');
  await wire.put(false);
  expect((await admit(cards.oneChild)).outcome).toBe('provisional');

  await registryServer.store.revoke('till-old');
  token = 'token-new';
  await wire.put(true);
  await expect(desk.flushed()).rejects.toMatchObject({ code: 'registry/foreign-journal' });
  expect(desk.state).toMatchObject({ pending: 1, review: [] });
  expect(await admit(cards.family)).toMatchObject({ outcome: 'undecided', cause: 'registry/foreign-journal' });
  expect(await counted()).toBe(1);

  const response = await fetch(`${wire.url}/v1/devices/till-old/hand-over`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.manager}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: 'till-new' }),
  });
  expect(await response.json()).toMatchObject({ journals: 1 });
  desk.sendNow();
  expect(await desk.flushed()).toEqual([]);
  expect(await counted()).toBe(2);
  expect(desk.state.warnings).toEqual([]);
  // What the old device recorded is its own now.
  const visitId = 'visitId' in first ? first.visitId : '';
  expect(await desk.void(visitId)).toEqual({ outcome: 'voided' });
  expect((await admit(cards.family)).outcome).toBe('confirmed');
  await desk.close();
});

async function counted(): Promise<number> {
  const codes = [cards.single, cards.oneChild, cards.family].map(({ code }) => code);
  const rows = await registryServer.store.usages(show);
  return rows.filter(({ state, card }) => state === 'counted' && codes.includes(card ?? '')).length;
}
