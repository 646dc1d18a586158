/** Tills that are enrolled by a code and stopped by a manager, with the real registry. */
import {
  createDesk,
  createDeviceKey,
  type Desk,
  type DeviceKey,
  memoryStorage,
  type OutboxStorage,
} from '@kaiku/client';
import { arki, createRegistryServer, listen, type RegistryServer } from '@kaiku/registry';
import { openWire, type Wire } from '@kaiku/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { cards, shows } = arki;
const show = shows.evening.id;
const hourMs = 3_600_000;
const manager = { id: null, venueId: 'suvanto' };
let registryServer: RegistryServer;
let wire: Wire;
/** How far the registry's clock is ahead of this machine's, in milliseconds. */
let aheadMs = 0;

beforeAll(async () => {
  registryServer = await createRegistryServer({ now: () => Date.now() + aheadMs });
  wire = openWire(registryServer.app, await listen(registryServer.app));
});
afterAll(async () => {
  await wire?.put(false);
  await registryServer?.close();
});

async function newCode(request: Parameters<RegistryServer['store']['createEnrolment']>[1] = {}): Promise<string> {
  return (await registryServer.store.createEnrolment(manager, request))?.code ?? '';
}

/** Returns an enrolled key, and the requests that were sent with it. */
async function enrolled(options: { readonly now?: () => number } = {}) {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    sent.push(request.clone());
    return globalThis.fetch(request);
  };
  const key = createDeviceKey({ registry: wire.url, fetch, ...options });
  const { id } = await key.enrol(await newCode(), { name: 'Ovi' });
  return { key, id, sent };
}

const open = (token: DeviceKey, storage: OutboxStorage = memoryStorage(), showId = show) =>
  createDesk({ registry: wire.url, token, show: showId, storage });

async function admit(desk: Desk, card: { readonly code: string }) {
  const decision = await desk.check(card.code);
  if (decision.outcome !== 'admissible' && decision.outcome !== 'provisional') return decision;
  return desk.admit([{ decision, minors: 0 }]);
}

/** Resolves once the state of a desk is as expected. */
function reaches(desk: Desk, isExpected: (state: Desk['state']) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = desk.subscribe(() => check());
    const check = () => {
      if (!isExpected(desk.state)) return;
      stop();
      resolve();
    };
    check();
  });
}

describe('a device key', () => {
  it('enrols a till by a typed code, which then records; nothing before', async () => {
    const key = createDeviceKey({ registry: wire.url });
    expect(await key.enrolled()).toBeUndefined();
    const before = open(key);
    expect(await admit(before, cards.single)).toMatchObject({ outcome: 'undecided', cause: 'registry/not-enrolled' });
    await before.close();
    const code = await newCode();
    const device = await key.enrol(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`, { name: 'Ovi 1' });
    expect(device).toMatchObject({ name: 'Ovi 1', venue: { id: 'suvanto' } });
    expect(await key.enrolled()).toEqual(device);
    const desk = open(key);
    expect((await admit(desk, cards.single)).outcome).toBe('confirmed');
    await reaches(desk, ({ device: own }) => own?.name === 'Ovi 1');
    await desk.close();
    await key.forget();
    expect(await key.enrolled()).toBeUndefined();
    await expect(key.enrol(code)).rejects.toMatchObject({ code: 'registry/unknown-code' });
    await expect(key.enrol('12345678')).rejects.toMatchObject({ code: 'registry/unknown-code' });
  });

  it('has its token in no address and no body, and signs each request again', async () => {
    const { key, sent } = await enrolled();
    const desk = open(key);
    await desk.ready();
    await desk.close();
    const proofs = sent.map(({ headers }) => headers.get('dpop'));
    expect(new Set(proofs).size).toBe(sent.length);
    expect(proofs).not.toContain(null);
    const [first] = sent;
    expect(await first?.text()).toMatch(/^{"code":"[A-Z0-9]{8}","name":"Ovi"}$/);
    for (const { url } of sent) expect(url).not.toMatch(/DPoP|token=|enrol=/);
  });

  it.each([
    ['five hours behind', -5 * hourMs],
    ['a day ahead', 24 * hourMs],
  ])('enrols and records with a clock that is %s', async (_, offMs) => {
    const { key } = await enrolled({ now: () => Date.now() + offMs });
    const { Authorization, DPoP } = await key.authorise({ method: 'GET', url: `${wire.url}/v1/device` });
    expect((await fetch(`${wire.url}/v1/device`, { headers: { Authorization, DPoP } })).status).toBe(200);
  });

  it('gets another token when the first has ended, and when its clock is set', async () => {
    let offMs = 0;
    const { key, sent } = await enrolled({ now: () => Date.now() + offMs });
    const desk = open(key);
    await desk.ready();
    for (const change of [() => (aheadMs += 11 * 60_000), () => (offMs -= 2 * hourMs)]) {
      change();
      await desk.refresh();
      expect(desk.state).toMatchObject({ failure: undefined, reachable: true });
    }
    expect(sent.filter(({ url }) => url.endsWith('/v1/token')).length).toBeGreaterThan(1);
    await desk.close();
  });
});

describe('a till that a manager', () => {
  it('freezes says so, keeps its queue and records nothing, until it is let in', async () => {
    const { key, id } = await enrolled();
    const desk = open(key);
    await reaches(desk, ({ device }) => device?.state === 'active');
    await registryServer.store.changeDevice('suvanto', id, { frozen: true });
    await reaches(desk, ({ failure }) => failure === 'registry/frozen');
    expect(await admit(desk, cards.oneChild)).toMatchObject({ outcome: 'undecided', cause: 'registry/frozen' });
    await registryServer.store.changeDevice('suvanto', id, { frozen: false });
    await reaches(desk, ({ failure }) => failure === undefined);
    expect((await admit(desk, cards.oneChild)).outcome).toBe('confirmed');
    await desk.close();
  });

  it('renames and gives other shows says so, and records for no other', async () => {
    const { key, id } = await enrolled();
    const desk = open(key);
    await reaches(desk, ({ device }) => device?.name === 'Ovi');
    await registryServer.store.changeDevice('suvanto', id, { name: 'Ovi 2', shows: [shows.course.id] });
    await reaches(desk, ({ device, failure }) => device?.name === 'Ovi 2' && failure === 'registry/not-assigned');
    expect(await admit(desk, cards.family)).toMatchObject({ outcome: 'undecided', cause: 'registry/not-assigned' });
    await wire.put(false);
    expect(await admit(desk, cards.family)).toMatchObject({ outcome: 'undecided', cause: 'registry/not-assigned' });
    await wire.put(true);
    await registryServer.store.changeDevice('suvanto', id, { shows: null });
    await reaches(desk, ({ failure }) => failure === undefined);
    await desk.close();
  });

  it('revokes with a full queue says so, also after a reload in an outage; the house gets the queue', async () => {
    const { key, id } = await enrolled();
    const storage = memoryStorage();
    let desk = open(key, storage);
    await reaches(desk, ({ device }) => device !== undefined);
    await wire.put(false);
    expect((await admit(desk, cards.family)).outcome).toBe('provisional');
    await registryServer.store.revoke(id, { lost: true });
    await wire.put(true);
    await expect(desk.flushed()).rejects.toMatchObject({ code: 'registry/lost' });
    expect(desk.state).toMatchObject({ failure: 'registry/lost', pending: 1 });
    const file = await desk.exportOutbox();
    expect(file).not.toContain(cards.family.code);
    await desk.close();

    await wire.put(false);
    desk = open(key, storage);
    await reaches(desk, ({ failure }) => failure === 'registry/lost');
    expect(await admit(desk, cards.single)).toMatchObject({ outcome: 'undecided', cause: 'registry/lost' });
    await desk.close();
    await wire.put(true);

    const other = open((await enrolled()).key);
    expect(await other.importOutbox(file)).toBe(1);
    expect(await other.flushed()).toEqual([]);
    await other.close();
    const rows = await registryServer.store.usages(show);
    expect(rows.filter(({ state, card }) => state === 'counted' && card === cards.family.code)).toHaveLength(1);
  });

  it('lets in again by a code is the same device, and sends what it had kept', async () => {
    const { key, id } = await enrolled();
    const desk = open(key);
    await reaches(desk, ({ device }) => device !== undefined);
    await wire.put(false);
    const visit = await admit(desk, cards.sixChildren);
    await registryServer.store.revoke(id);
    await wire.put(true);
    await expect(desk.flushed()).rejects.toMatchObject({ code: 'registry/revoked' });
    const again = await key.enrol(await newCode({ deviceId: id }));
    expect(again.id).toBe(id);
    desk.sendNow();
    expect(await desk.flushed()).toEqual([]);
    expect(visit.outcome).toBe('provisional');
    await desk.close();
  });
});
