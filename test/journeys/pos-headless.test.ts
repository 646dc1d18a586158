/** A till without a screen: single cards, and a day of baskets with a kill in the middle of a sale and an outage. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createDesk, memoryStorage, visitIdOf } from '@kaiku/client';
import { fileStorage } from '@kaiku/client/file-storage';
import { arki, createRegistryServer, listen, type RegistryServer } from '@kaiku/registry';
import { openWire, type Wire } from '@kaiku/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nowMs } from '../support/clock.ts';
import { startTill, type Till } from '../support/till.ts';

const { cards, tokens } = arki;
const token = tokens.boxOffice;
const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-pos-'));
let registryServer: RegistryServer;
let wire: Wire;
/** Which part of the next sale is lost on the way, and what to call when it is. */
let lost: { readonly what: 'request' | 'answer'; readonly onLost: () => void } | undefined;

beforeAll(async () => {
  registryServer = await createRegistryServer({ now: nowMs });
  const never = new Promise<Response>(() => {});
  const app: Parameters<typeof listen>[0] = {
    async fetch(request, ...rest) {
      const loses = request.method === 'POST' && new URL(request.url).pathname === '/v1/visits' ? lost : undefined;
      if (loses?.what === 'request') loses.onLost();
      else {
        const answer = await registryServer.app.fetch(request, ...rest);
        if (loses === undefined) return answer;
        loses.onLost();
      }
      return never;
    },
  };
  wire = openWire(app, await listen(app));
});
afterAll(async () => {
  await wire.put(false);
  await registryServer.close();
  rmSync(folder, { recursive: true });
});

it('a till without a screen records a visit through the same client', async () => {
  const { family, expired } = cards;
  const show = arki.shows.evening.id;
  const till = spawn(
    process.execPath,
    [
      ...['examples/pos-headless/src/pos.ts', '--registry', wire.url, '--token', token, '--show', show],
      ...['--file', path.join(folder, 'till.sqlite')],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  till.stdin.end(`${family.code} 2\n${expired.code}\n${family.code}\n`);

  expect((await text(till.stdout)).trim().split('\n')).toEqual([
    'confirmed: 3 tickets, 3 taken',
    'refused: card-expired',
    'refused: already-recorded',
  ]);
  const rows = await registryServer.store.usages(show);
  expect(rows.map(({ card, minors, state }) => ({ card, minors, state }))).toEqual([
    { card: family.code, minors: 2, state: 'counted' },
  ]);
});

it('a till of baskets counts each sale once through a kill, returns, a reservation and an outage, and closes its day', async () => {
  const { family, single, oneChild, mobileFamily, lastDayToday } = cards;
  const show = arki.shows.tomorrow.id;
  const file = path.join(folder, 'day.sqlite');
  const open = () => startTill({ registry: wire.url, token, show, file });
  await reserve(show, mobileFamily.code, 2);
  const basket = `sell web:4711 ${family.code}+2 ${single.code} ${oneChild.code}+1`;

  await killedAt('answer', open(), basket);
  expect(await visitsOf(show, 'web:4711')).toMatchObject([{ outcome: 'counted' }]);
  const till = open();
  expect(await till.ask(basket)).toBe('sold before: counted, A0…723+2 A9…458+0 A9…234+1');
  expect(await till.ask('cancel web:4711 2')).toBe('voided');
  expect(await till.ask('party web:4711 1 1')).toBe('voided');
  expect(await till.ask('reservations')).toBe('1. X0…002+2');
  expect(await till.ask('redeem 1')).toMatch(/^confirmed: 3 tickets/);

  await wire.put(false);
  expect(await till.ask(`sell web:4712 ${lastDayToday.code}`)).toBe('provisional: 1 tickets, registry/unreachable');
  expect(await till.ask('party web:4711 3 0')).toBe('voided on this device');
  till.type('close');
  await wire.put(true);
  expect(await till.says()).toBe('web:4712: counted');
  expect(await till.says()).toBe('web:4711: counted, A0…723+1 A9…234+0');
  expect(await till.says()).toBe('reservation of X0…002: counted, X0…002+2');
  expect(await till.says()).toBe('web:4712: counted, A1…011+0');
  expect(await till.says()).toBe('closed');
  expect(await till.ended()).toBe(0);

  expect(await entriesIn(file)).toEqual([]);
  const [visit, ...others] = await visitsOf(show, 'web:4711');
  expect(others).toEqual([]);
  expect(visit?.id).toBe(visitIdOf(show, 'web:4711'));
  const rows = (await registryServer.store.usages(show)).filter(({ state }) => state === 'counted');
  const ofVisit = (id: string | undefined) =>
    rows.filter(({ visitId }) => visitId === id).map(({ card, minors }) => `${card}+${minors}`);
  expect(ofVisit(visit?.id).sort()).toEqual([`${family.code}+1`, `${oneChild.code}+0`].sort());
  expect(ofVisit(visitIdOf(show, 'web:4712'))).toEqual([`${lastDayToday.code}+0`]);
  expect(rows.map(({ card }) => card).sort()).toEqual(
    [family.code, oneChild.code, mobileFamily.code, lastDayToday.code].sort(),
  );
});

it('a till sells a basket again that never arrived, but not one that is pending through a kill in an outage', async () => {
  const { twoChildren, leapDay } = cards;
  const show = arki.shows.evening.id;
  const file = path.join(folder, 'restarts.sqlite');
  const open = () => startTill({ registry: wire.url, token, show, file });

  await killedAt('request', open(), `sell web:1 ${twoChildren.code}+1`);
  let till = open();
  expect(await till.ask(`sell web:1 ${twoChildren.code}+1`)).toMatch(/^confirmed: 2 tickets/);
  expect(await till.ask('cancel web:1 1')).toBe('voided');
  expect(await till.ask(`sell web:1 ${twoChildren.code}+1`)).toBe('voided: sell it under another reference');

  await wire.put(false);
  expect(await till.ask(`sell web:2 ${leapDay.code}`)).toMatch(/^provisional: 1 tickets/);
  await till.kill();
  till = open();
  expect(await till.says()).toMatch(/^not ready: registry\/unreachable/);
  expect(await till.ask(`sell web:2 ${leapDay.code}`)).toBe('sold before: pending, A1…033+0');
  till.type('close');
  await wire.put(true);
  expect([await till.says(), await till.says(), await till.says()]).toEqual([
    'web:2: counted',
    'web:2: counted, A1…033+0',
    'closed',
  ]);
  expect(await till.ended()).toBe(0);
  expect(await entriesIn(file)).toEqual([]);
  expect(await visitsOf(show, 'web:1')).toMatchObject([{ outcome: 'voided' }]);
  expect(await visitsOf(show, 'web:2')).toMatchObject([{ outcome: 'counted', usages: [{ minors: 0 }] }]);
});

/** Sells, and kills the till after it has sent the request and before it gets the answer. */
async function killedAt(what: 'request' | 'answer', till: Till, sale: string): Promise<void> {
  await new Promise<void>((resolve) => {
    lost = { what, onLost: resolve };
    till.type(sale);
  });
  await till.kill();
  lost = undefined;
}

/** Reserves at another device of the venue. */
async function reserve(show: string, code: string, minors: number): Promise<void> {
  const storage = memoryStorage();
  const desk = createDesk({ registry: wire.url, token: tokens.boxOffice, show, storage, recordsAs: 'reserved' });
  const decision = await desk.check(code);
  if (decision.outcome !== 'admissible') throw new Error(`${code} is ${decision.outcome}.`);
  expect(await desk.admit([{ decision, minors }])).toMatchObject({ outcome: 'confirmed' });
  await desk.close();
}

/** Returns the visits that the registry lists under a reference. */
async function visitsOf(show: string, reference: string): Promise<readonly { id: string; reference?: string }[]> {
  const answer = await fetch(`${wire.url}/v1/visits?show=${show}`, {
    headers: { authorization: `Bearer ${tokens.system}` },
  });
  const { visits } = (await answer.json()) as { visits: { id: string; reference?: string }[] };
  return visits.filter((visit) => visit.reference === reference);
}

/** Returns the entries in the file of a till that has ended. */
async function entriesIn(file: string): Promise<readonly unknown[]> {
  const storage = fileStorage(file);
  const entries = await storage.entries();
  await storage.close();
  return entries;
}
