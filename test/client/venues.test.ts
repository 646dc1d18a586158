/** A storage belongs to one venue: no token of another is used with it. With the real registry. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDevice } from '../../packages/client/src/device.ts';
import type { TokenSource } from '../../packages/client/src/registry/bearer.ts';
import { fileStorage } from '../../packages/client/src/storage/file-storage.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';

const { shows, cards, tokens } = arki;
const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-venues-'));
let registryServer: RegistryServer;
let isReachable: boolean;
let paths: string[];

beforeAll(async () => {
  registryServer = await createRegistryServer({ now: () => Date.now() });
});
afterAll(async () => {
  await registryServer.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  [isReachable, paths] = [true, []];
});

const fetch: typeof globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  paths.push(new URL(request.url).pathname);
  if (!isReachable) throw new TypeError('fetch failed');
  return registryServer.app.fetch(request);
};

const deviceWith = (token: TokenSource, storage: OutboxStorage) =>
  createDevice({ registry: 'https://registry.test/', token, storage, environment: { fetch } });

async function record(device: ReturnType<typeof deviceWith>, show: { readonly id: string }, card: string) {
  const desk = device.desk({ show: show.id });
  const decision = await desk.check(card);
  if (decision.outcome !== 'admissible' && decision.outcome !== 'provisional') return decision;
  return desk.admit([{ decision, minors: 0 }]);
}

describe('a file that another venue has used', () => {
  it('is locked for the token, keeps what waits, and is sent with a token of its own venue', async () => {
    const file = path.join(folder, 'till.sqlite');
    const first = deviceWith(tokens.boxOffice, fileStorage(file));
    expect((await record(first, shows.evening, cards.single.code)).outcome).toBe('confirmed');
    isReachable = false;
    expect((await record(first, shows.evening, cards.oneChild.code)).outcome).toBe('provisional');
    await first.close();

    isReachable = true;
    const other = deviceWith(tokens.theatre, fileStorage(file));
    expect(await record(other, shows.exhibition, cards.family.code)).toMatchObject({
      ...{ outcome: 'undecided', cause: 'registry/other-venue' },
    });
    const desk = other.desk({ show: shows.exhibition.id });
    expect(desk.state).toMatchObject({ failure: 'registry/other-venue', pending: 1, review: [] });
    await expect(other.flushed()).rejects.toMatchObject({ code: 'registry/other-venue' });
    await expect(desk.ready()).rejects.toMatchObject({ code: 'registry/other-venue' });
    await other.close();

    const back = deviceWith(tokens.boxOffice, fileStorage(file));
    expect(await back.flushed()).toEqual([]);
    const counted = (await registryServer.store.usages(shows.evening.id)).map(({ card }) => card);
    expect(counted).toContain(cards.oneChild.code);
    await back.close();
  });
});

describe('a token that changes while the device is open', () => {
  it('is asked about once, and sends nothing if it is another venue’s, until the own one is back', async () => {
    let token: string = tokens.boxOffice;
    const device = deviceWith(() => token, memoryStorage());
    expect((await record(device, shows.matinee, cards.single.code)).outcome).toBe('confirmed');
    // A new token of the same device.
    const { id = '' } = (await registryServer.store.device(token)) ?? {};
    await registryServer.store.setToken(id, 'fresh');
    token = 'fresh';
    expect((await record(device, shows.matinee, cards.oneChild.code)).outcome).toBe('confirmed');
    expect(paths.filter((name) => name === '/v1/device')).toHaveLength(2);
    token = tokens.theatre;
    paths.length = 0;
    expect(await record(device, shows.matinee, cards.family.code)).toMatchObject({ cause: 'registry/other-venue' });
    await device.desk({ show: shows.matinee.id }).refresh();
    expect(new Set(paths)).toEqual(new Set(['/v1/device']));
    token = 'fresh';
    expect((await record(device, shows.matinee, cards.family.code)).outcome).toBe('confirmed');
    await device.close();
    await registryServer.store.setToken(id, tokens.boxOffice);
  });

  it('does not have to be known in an outage: the device records as before', async () => {
    let token: string = tokens.boxOffice;
    const device = deviceWith(() => token, memoryStorage());
    await device.desk({ show: shows.matinee.id }).ready();
    isReachable = false;
    token = 'renewed';
    expect((await record(device, shows.matinee, cards.twoChildren.code)).outcome).toBe('provisional');
    await device.close();
  });
});
