/** Today: places as they change, held tickets that a manager releases, and the scanner for a show. */
import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { nowMs } from '../support/clock.ts';
import { axeViolations, type HouseWindow, openHouse } from '../support/house-window.ts';

let registryServer: RegistryServer;
let registry: Listening;
let window: HouseWindow | undefined;

beforeAll(async () => {
  registryServer = await createRegistryServer({ now: nowMs });
  registry = await listen(registryServer.app);
});
afterAll(async () => {
  await registry?.close();
  await registryServer?.close();
});
afterEach(() => window?.close());

const { matinee } = arki.shows;

async function send(path: string, body: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${registry.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${arki.tokens.boxOffice}`,
      'content-type': 'application/json',
      ...(typeof body.id === 'string' && { 'idempotency-key': body.id }),
    },
    body: JSON.stringify(body),
  });
  expect(response.status).toBeLessThan(300);
}

async function record(showId: string, card: string): Promise<void> {
  const takenAt = new Date(nowMs()).toISOString();
  const usages = [{ id: randomUUID(), card, minors: 0 }];
  await send('/v1/visits', { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages });
}

it('a manager sees places change, and releases those that a closed device holds', async () => {
  const journal = randomUUID();
  await send('/v1/leases', { id: randomUUID(), showId: matinee.id, journal, want: 4 });
  window = await openHouse(registry.url, { path: '/desk', token: arki.tokens.manager });
  const { page } = window;
  await page.getByText('The numbers change as they happen.').waitFor();
  const show = page.locator('li.show', { hasText: matinee.name });
  const held = () => show.locator('dl dd').allTextContents();
  expect((await held()).map((text) => text.trim())).toEqual(['0', '4', '17 / 17']);
  await record(matinee.id, arki.cards.single.code);
  await show.locator('dd', { hasText: '16 / 17' }).waitFor();

  const scanner = show.getByRole('link', { name: `Open the scanner: ${matinee.name} (new tab)` });
  expect(await scanner.getAttribute('href')).toBe(`/scan?show=${matinee.id}&lang=en`);

  await show.locator('summary').click();
  await show.getByRole('button', { name: 'Release: Lipunmyynti' }).click();
  expect(await axeViolations(page)).toEqual([]);
  await show.getByRole('button', { name: 'Release the tickets' }).click();
  await show.getByText('4 tickets released. The device may have given out 4 of them.').waitFor();
  await show.getByText('No device holds tickets.').waitFor();
  expect((await registryServer.store.show('suvanto', matinee.id))?.leased).toBeUndefined();
  expect(window.complaints).toEqual([]);
});

it('a till has the scanner, and releases nothing', async () => {
  await send('/v1/leases', { id: randomUUID(), showId: matinee.id, journal: randomUUID(), want: 2 });
  window = await openHouse(registry.url, { path: '/desk', token: arki.tokens.boxOffice });
  const { page } = window;
  const show = page.locator('li.show', { hasText: matinee.name });
  await show.getByRole('link').waitFor();
  expect(await show.locator('summary').count()).toBe(0);
  expect(await page.locator('nav a', { hasText: "Evening's end" }).count()).toBe(0);
});
