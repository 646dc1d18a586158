/**
 * Two tills lease tickets for an outage and do not use them; a third till still gives out all of the cap. Cap 12, real Chromium
 * profiles, the page that `npm start` serves.
 */
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { scannerOn } from '@kaiku/testkit/playwright';
import { type BrowserServer, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { pageApp } from '../../.tools/serve-page.ts';
import { chromiumFlags, chromiumPath } from '../support/chromium.ts';

const cap = 12;
let registryServer: RegistryServer;
let registry: Listening;
let venue: Listening;
let browsers: BrowserServer[] = [];
let shows = 0;

beforeAll(async () => {
  registryServer = await createRegistryServer({ database: { kind: 'memory' }, lookUpLimits: 'none' });
  registry = await listen(registryServer.app);
  venue = await listen(
    pageApp({ folder: 'examples/venue-drop-in/dist', registry: registry.url, token: arki.tokens.boxOffice }),
  );
});
afterAll(async () => {
  await venue.close();
  await registry.close();
  await registryServer.close();
});
afterEach(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  browsers = [];
});

/** Creates a show that starts in half an hour, and one card more than its cap. */
async function freshShow() {
  shows += 1;
  const id = `taysi-talo-${shows}`;
  const startsAt = new Date(Date.now() + 1_800_000).toISOString();
  const codes = Array.from({ length: cap + 1 }, (_, index) => `A${300_000_000 + shows * 100 + index}`);
  await registryServer.store.seed({
    shows: [{ id, venueId: 'suvanto', name: 'Täysi talo', kind: 'performance', startsAt, seats: 400, cap }],
    cards: codes.map((code) => ({ code, status: 'active', validUntilOn: '2099-01-01', minors: 0 })),
  });
  return { id, codes };
}

/** Opens a till with its own browser, profile and storage. */
async function openTill(showId: string) {
  const browser = await chromium.launchServer({ executablePath: chromiumPath, args: [...chromiumFlags] });
  browsers.push(browser);
  const page = await (await chromium.connect(browser.wsEndpoint())).newPage();
  await page.goto(`${venue.url}/?show=${showId}&lang=en`);
  const scanner = scannerOn(page);
  await scanner.part('connection').filter({ hasText: 'Connected' }).waitFor();
  return {
    kill: () => browser.kill(),
    async admit(code: string | undefined) {
      await scanner.type(code ?? '');
      await scanner.confirm();
      return scanner.verdict('confirmed');
    },
    async refused(code: string | undefined) {
      await scanner.type(code ?? '');
      return scanner.verdict('refused');
    },
  };
}

const heldOf = async (showId: string) => (await registryServer.store.show('suvanto', showId))?.leased ?? 0;
const counted = async (showId: string) =>
  (await registryServer.store.usages(showId)).filter(({ state }) => state === 'counted').length;

/** Opens two tills that lease tickets while the doors are open, and admit one card each. */
async function twoTills({ id, codes: [first, second] }: Awaited<ReturnType<typeof freshShow>>) {
  const tills = [await openTill(id), await openTill(id)] as const;
  // Each leases half of the free tickets, rounded down, and at most five.
  await expect.poll(() => heldOf(id), { timeout: 30_000 }).toBe(8);
  await tills[0].admit(first);
  await tills[1].admit(second);
  return tills;
}

it('a third till gives out all twelve tickets after the other two were killed', async () => {
  const show = await freshShow();
  const tills = await twoTills(show);
  await Promise.all(tills.map((till) => till.kill()));
  const third = await openTill(show.id);
  for (const code of show.codes.slice(2, cap)) await third.admit(code);
  expect(await counted(show.id)).toBe(cap);
  expect(await third.refused(show.codes[cap])).toContain('All Kaikukortti places of this event have been given.');
});

it('a third till gives out all twelve tickets while the other two are idle, which then hold none', async () => {
  const show = await freshShow();
  await twoTills(show);
  const third = await openTill(show.id);
  for (const code of show.codes.slice(2, cap)) await third.admit(code);
  expect(await counted(show.id)).toBe(cap);
  await expect.poll(() => heldOf(show.id), { timeout: 30_000 }).toBe(0);
  expect(await third.refused(show.codes[cap])).toContain('All Kaikukortti places of this event have been given.');
});
