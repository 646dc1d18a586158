/** The React till of examples/pos-react in a real browser: it sells, takes one of three tickets back, sells offline and ends the day. */
import { type Listening, listen } from '@kaiku/registry';
import { arki, openTestRegistry, type TestRegistry } from '@kaiku/testkit';
import { readerOn } from '@kaiku/testkit/playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { pageApp } from '../../.tools/serve-page.ts';
import { openWindow, type Window } from '../support/browser.ts';
import { clockAheadMs } from '../support/clock.ts';

const { cards, shows, tokens } = arki;
const healed = { timeout: 60_000 };
let registry: TestRegistry;
let site: Listening;
let window: Window;

beforeAll(async () => {
  registry = await openTestRegistry({ startsAt: new Date(Date.now() + clockAheadMs).toISOString() });
  const page = { folder: 'examples/pos-react/dist', registry: registry.url, token: tokens.boxOffice };
  site = await listen(pageApp(page));
});
afterEach(async () => {
  await window.close();
  await registry.wire.put(true);
});
afterAll(async () => {
  await site.close();
  await registry.close();
});

async function openTill(show: { readonly id: string }) {
  window = await openWindow(`${site.url}/?lang=en&show=${show.id}`);
  const { page } = window;
  const basket = page.getByRole('region', { name: 'Basket' });
  const orders = page.getByRole('region', { name: 'Orders' });
  const reader = readerOn(page);
  await page.getByText('Connected').waitFor();
  return {
    page,
    basket,
    orders,
    /** Reads cards, and sells them as one order. */
    async sell(...sold: readonly { readonly code: string }[]): Promise<void> {
      for (const [index, { code }] of sold.entries()) {
        await reader.scan(code);
        await basket.getByRole('listitem').nth(index).waitFor();
      }
      await basket.getByRole('button', { name: 'Sell the tickets' }).click();
      await basket.getByRole('listitem').first().waitFor({ state: 'detached' });
    },
  };
}

const counted = async (show: { readonly id: string }) =>
  (await registry.usages(show.id))
    .filter(({ state }) => state === 'counted')
    .map(({ card, minors }) => ({ card, minors }));

it('sells three tickets, takes one of them back, sells offline, and ends the day when the registry has all', async () => {
  const show = shows.noCap;
  const { page, basket, orders, sell } = await openTill(show);
  await sell(cards.family, cards.single, cards.oneChild);
  await orders.getByText('Recorded in Kaikukanta').waitFor();
  await orders.getByRole('listitem').nth(1).getByRole('button', { name: 'Take the ticket back' }).click();
  await orders.getByText('taken back').waitFor();
  const rest = [cards.family, cards.oneChild].map(({ code }) => ({ card: code, minors: 0 }));
  await expect.poll(() => counted(show)).toEqual(expect.arrayContaining(rest));
  expect(await counted(show)).toHaveLength(2);

  await registry.wire.put(false);
  await basket.getByLabel('Code of the Kaikukortti').fill(cards.twoChildren.code);
  await basket.getByRole('button', { name: 'Add' }).click();
  await basket.getByLabel('children').fill('2');
  await basket.getByRole('button', { name: 'Sell the tickets' }).click();
  await orders.getByText('Stored on this device').waitFor(healed);
  await page.getByText('1 waiting to be sent').waitFor();
  expect(await counted(show)).toHaveLength(2);
  await page.reload();
  await orders.getByText('Order 2').waitFor();

  await registry.wire.put(true);
  await orders.getByRole('button', { name: 'End the day' }).click();
  await orders.getByText('The day has ended').waitFor(healed);
  await expect
    .poll(() => counted(show))
    .toEqual(expect.arrayContaining([...rest, { card: cards.twoChildren.code, minors: 2 }]));
  expect(await counted(show)).toHaveLength(3);
  await expect.poll(() => orders.getByText('Recorded in Kaikukanta').count()).toBe(2);
});

it('puts a refused card into no basket, and says so; the page has three languages', async () => {
  const { page, basket } = await openTill(shows.evening);
  await readerOn(page).scan(cards.expired.code);
  await basket.getByRole('alert').filter({ hasText: 'Not accepted' }).waitFor();
  expect(await basket.getByRole('listitem').count()).toBe(0);
  for (const [lang, word] of [
    ['fi', 'Kori'],
    ['sv', 'Korg'],
  ] as const) {
    await page.goto(`${site.url}/?lang=${lang}&show=${shows.evening.id}`);
    await page.getByRole('region', { name: word }).waitFor();
  }
});
