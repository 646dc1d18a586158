/** Where a card code may be legible after a visit was recorded: nowhere on the device, whatever stores it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDesk, type Desk, memoryStorage, type OutboxStorage, type Verdict } from '@kaiku/client';
import { fileStorage } from '@kaiku/client/file-storage';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partOf } from './desk-fixture.ts';

const { family, single, oneChild } = arki.cards;
const codes = [family.code, single.code, oneChild.code];
const show = arki.shows.matinee.id;
let registryServer: RegistryServer;
let folder: string;
let isUp = true;
let keysFetched = 0;
let desk: Desk | undefined;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaiku-sealed-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  registryServer = await createRegistryServer({ lookUpLimits: 'none' });
  [isUp, keysFetched] = [true, 0];
});
afterEach(async () => {
  await desk?.close();
  await registryServer.close();
});

const network: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  if (!isUp) throw new TypeError('There is no network.');
  if (request.url.endsWith('/v1/sealing-key')) keysFetched += 1;
  return registryServer.app.fetch(request);
};

/** Starts the device again, as after a restart: with its storage alone. */
async function start(storage: OutboxStorage): Promise<Desk> {
  const environment = { fetch: network };
  const given = { registry: 'https://registry.test/', token: arki.tokens.boxOffice, show, leaseTickets: 0 } as const;
  desk = createDesk({ ...given, storage, environment });
  return desk;
}

async function loseNetwork(on: Desk): Promise<void> {
  isUp = false;
  await on.refresh();
  await on.refresh();
}

async function admit(on: Desk, cards: readonly string[], reference?: string): Promise<Verdict> {
  const parts = await Promise.all(cards.map(async (card) => partOf(await on.check(card))));
  return on.admit(parts, reference === undefined ? {} : { reference });
}

function codesIn(text: string): readonly string[] {
  return codes.filter((code) => text.replaceAll('\0', '').includes(code));
}

const files = () => readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'latin1'));

const kinds = [
  {
    kind: 'a file',
    create: () => {
      const file = path.join(folder, `${crypto.randomUUID()}.sqlite`);
      return { open: () => fileStorage(file), close: (storage: OutboxStorage) => storage.close() };
    },
  },
  {
    kind: 'memory',
    create: () => {
      const storage = { ...memoryStorage(), close: async () => {} };
      return { open: () => storage, close: async () => {} };
    },
  },
];

describe.each(kinds)('an outbox in $kind', ({ create }) => {
  it('has no card code while visits wait, and the registry gets every code after a restart', async () => {
    const storage = create();
    const first = await start(storage.open());
    await first.ready();
    await loseNetwork(first);
    expect(await admit(first, [family.code])).toMatchObject({ outcome: 'provisional' });
    const group = await admit(first, [single.code, oneChild.code]);
    expect(group).toMatchObject({ outcome: 'provisional' });
    const file = await first.exportOutbox();
    expect(codesIn(file)).toEqual([]);
    await first.close();

    const again = storage.open();
    const entries = JSON.stringify(await again.entries());
    expect(entries).toContain('"stage":"report"');
    for (const text of [entries, ...files()]) expect(codesIn(text)).toEqual([]);
    const second = await start(again);
    const visitId = 'visitId' in group ? group.visitId : '';
    const found = await second.find({ visitId });
    expect(found?.usages.map(({ maskedCard }) => maskedCard)).toEqual(
      [single, oneChild].map(({ code }) => `${code.slice(0, 2)}…${code.slice(-3)}`),
    );
    isUp = true;
    expect((await second.flushed()).length).toBe(0);
    const rows = await registryServer.store.usages(show);
    expect(rows.map(({ card }) => card)).toEqual(expect.arrayContaining(codes));
    await second.close();

    // Its twin, from the exported file: each visit counts once.
    const other = create();
    const third = await start(other.open());
    expect(await third.importOutbox(file)).toBe(2);
    await third.flushed();
    expect(await registryServer.store.usages(show)).toEqual(rows);
  });

  it('records the first card without the registry once it was checked with it', async () => {
    const one = await start(create().open());
    const decision = await one.check(family.code);
    isUp = false;
    expect(await one.admit([partOf(decision)])).toMatchObject({ outcome: 'provisional' });
  });

  it('records nothing while the device has never had a key, and says so', async () => {
    isUp = false;
    const storage = create();
    const one = await start(storage.open());
    await loseNetwork(one);
    expect(await admit(one, [family.code])).toEqual({ outcome: 'undecided', cause: 'registry/unreachable' });
    expect(one.state).toMatchObject({ pending: 0, voiding: 0 });
    isUp = true;
    await one.refresh();
    await one.refresh();
    expect(await admit(one, [family.code])).toMatchObject({ outcome: 'confirmed' });
    expect(keysFetched).toBe(1);
  });

  it('seals codes in clear of an imported file', async () => {
    const storage = create();
    const one = await start(storage.open());
    await one.ready();
    await loseNetwork(one);
    await admit(one, [family.code]);
    const file = await one.exportOutbox();
    await one.close();
    const inClear = file.replace(/"card": "[^"]+"/, `"card": "${single.code}"`);
    expect(codesIn(inClear)).toEqual([single.code]);
    const other = create().open();
    isUp = true;
    const two = await start(other);
    await two.ready();
    await loseNetwork(two);
    expect(await two.importOutbox(inClear)).toBe(1);
    expect(codesIn(JSON.stringify(await other.entries()))).toEqual([]);
  });

  it('compares the cards of a repeated reference by their masks after a restart', async () => {
    const storage = create();
    const one = await start(storage.open());
    await one.ready();
    await loseNetwork(one);
    const verdict = await admit(one, [family.code], 'order 1');
    await one.close();
    const two = await start(storage.open());
    await loseNetwork(two);
    expect(await admit(two, [family.code], 'order 1')).toEqual(verdict);
    await expect(admit(two, [single.code], 'order 1')).rejects.toMatchObject({ code: 'idempotency/mismatch' });
    // The bound of decision 0023: one card in ten thousand shares the mask.
    const twin = `${family.code.slice(0, 2)}${family.code[2] === '0' ? '1' : '0'}${family.code.slice(3)}`;
    expect(await admit(two, [twin], 'order 1')).toEqual(verdict);
  });
});
