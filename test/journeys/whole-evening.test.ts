/**
 * A house on its first evening, without a developer: the first manager makes a passkey, a show with a cap and two tills; the
 * tills record, also in an outage; one is revoked with recordings that it has not sent; then the house gets those too, and the
 * workbook has every visit once. Everything after the first start of the registry is done on pages.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { helsinkiDay } from '@kaiku/client/admission';
import { localeFor } from '@kaiku/scanner/locales';
import { scannerOn } from '@kaiku/testkit/playwright';
import { readXlsx } from 'hucre/xlsx';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import type { Camera } from '../support/browser.ts';
import { nowMs } from '../support/clock.ts';
import { type House, openHouse } from '../support/house.ts';
import { axeViolations, type HouseWindow, makePasskey, openDesk } from '../support/house-window.ts';
import { readQrCode } from '../support/read-qr-code.ts';

const en = localeFor('en');
const healed = { timeout: 60_000 };
const show = 'Ensi-ilta';
const data = mkdtempSync(path.join(tmpdir(), 'kaiku-first-evening-'));
let house: House;
const windows: HouseWindow[] = [];

/** What the tills have recorded: the rows of the workbook. */
const given: [card: string, minors: number][] = [];
const card = (number: number) => `A9991234${String(number).padStart(2, '0')}`;

beforeAll(async () => {
  house = await openHouse(data, { venue: 'Hamlet-teatteri', show: 'Hamlet' });
});
afterAll(async () => {
  for (const window of windows) await window.close();
  await house?.stop();
  rmSync(data, { recursive: true, force: true });
});

async function open(path: string, camera?: Camera): Promise<HouseWindow> {
  const window = await openDesk(new URL(house.desk).origin, path, camera);
  windows.push(window);
  return window;
}

/** Opens a page of the house by its menu. */
async function toPage(page: Page, title: string): Promise<void> {
  await page.locator('nav').getByRole('link', { name: title }).click();
}

/** Makes the show, with a cap that leaves tickets for an outage to both tills. */
async function makeShow(page: Page): Promise<void> {
  await toPage(page, 'Events');
  await page.getByRole('button', { name: 'New event' }).click();
  await page.locator('input[name=name]').fill(show);
  await page.locator('input[name=day]').fill(helsinkiDay(nowMs()));
  await page.locator('input[name=time]').fill('19:00');
  await page.locator('input[name=seats]').fill('334');
  await page.locator('input[name=cap]').fill('40');
  await page.locator('#advice', { hasText: '40 is allowed.' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('house-shows p.done', { hasText: `Saved: ${show}` }).waitFor();
}

/** Adds a till by the QR code that the page of the devices shows. */
async function addTill(desk: Page, name: string) {
  await desk.getByLabel('Name of the device').first().fill(name);
  await desk.getByRole('button', { name: 'Show the code' }).click();
  const text = (await readQrCode(desk.getByAltText('QR code that enrols the device'))) ?? '';
  const { page } = await open('/scan?lang=en', { symbology: 'qr', text });
  const scanner = scannerOn(page);
  await scanner.part('begin').waitFor(healed);
  expect(await scanner.text('enrolment')).toContain(`This device is ${name}.`);
  await scanner.part('begin').click();
  await scanner.part('connection').filter({ hasText: en.status.connected }).waitFor(healed);
  await desk.getByText(`${name} is enrolled.`).waitFor();
  return {
    page,
    scanner,
    /** Records a card and its children. */
    async record(code: string, minors: number, outcome: 'confirmed' | 'provisional'): Promise<void> {
      await scanner.type(code);
      await scanner.setMinors(minors);
      await scanner.confirm();
      await scanner.verdict(outcome);
      given.push([code, minors]);
      await scanner.part('next').click();
    },
    /** Waits until the other till has leased tickets, which it does after its first card. */
    hearsOfTheOther: () => scanner.part('places').filter({ hasText: 'on other devices' }).waitFor(healed),
    /** Cuts its network, or restores it. */
    online: (isOnline: boolean) => page.context().setOffline(!isOnline),
    waiting: (count: number) =>
      scanner
        .part('pending')
        .filter({ hasText: en.status.pending(count) })
        .waitFor(healed),
    hasSentAll: () => scanner.part('pending').waitFor({ state: 'detached', ...healed }),
  };
}

/** Returns the rows of the workbook below its headings, in order. */
async function fetchWorkbook(desk: Page) {
  await desk.getByRole('button', { name: 'Make the workbook' }).click();
  const fetching = desk.getByRole('button', { name: 'Fetch the workbook: Workbook 1' });
  const [saved] = await Promise.all([desk.waitForEvent('download'), fetching.click()]);
  const { sheets } = await readXlsx(readFileSync(await saved.path()));
  return sheets[0]?.rows.slice(1).sort();
}

it('a house opens, plays and ends its first evening on its pages alone', async () => {
  const { page: desk } = await open('/desk');
  await addAuthenticator(desk);
  await makePasskey(desk, house.managerCode);
  await makeShow(desk);
  await toPage(desk, 'Devices');
  const first = await addTill(desk, 'Kassa 1');
  const second = await addTill(desk, 'Kassa 2');

  await first.record(card(1), 2, 'confirmed');
  await second.record(card(2), 0, 'confirmed');
  await second.scanner.type(card(1));
  expect(await second.scanner.verdict('refused')).toContain('No new recording is needed');
  await second.scanner.part('next').click();

  await first.hearsOfTheOther();
  await second.hearsOfTheOther();

  // The house's network fails; the manager is at home.
  await first.online(false);
  await second.online(false);
  await first.record(card(3), 1, 'provisional');
  await second.record(card(4), 0, 'provisional');
  await second.record(card(5), 1, 'provisional');
  await second.waiting(2);
  const ofSecond = desk.locator('house-device', { hasText: 'Kassa 2' });
  await ofSecond.locator('summary').click();
  await ofSecond.getByRole('button', { name: 'Revoke', exact: true }).click();
  await ofSecond.getByRole('alert').getByRole('button', { name: 'Revoke', exact: true }).click();
  await ofSecond.locator('.state', { hasText: 'Revoked' }).waitFor();
  await ofSecond.getByText(/The device may have given out \d+ that it has not reported/).waitFor();

  await first.online(true);
  await second.online(true);
  await first.hasSentAll();
  await second.scanner.part('failure').filter({ hasText: en.failures['registry/revoked'].sentence }).waitFor(healed);
  await second.waiting(2);
  await second.scanner.type(card(6));
  expect(await second.scanner.verdict('undecided')).toContain(en.failures['registry/revoked'].sentence);
  // The other till records this visit, and undoes one.
  await first.record(card(6), 0, 'confirmed');
  await first.record(card(7), 0, 'confirmed');
  await first.scanner.part('undo-last').click();
  given.pop();

  await toPage(desk, "Evening's end");
  const end = desk.locator('section[data-show]', { hasText: show });
  await end
    .getByText(/Kassa 2: last heard .*, with \d+ tickets? for an outage. It may have recorded visits since/)
    .waitFor();

  // The house lets the till in as the same device, and gets what it held.
  await toPage(desk, 'Devices');
  await ofSecond.locator('summary').click();
  await ofSecond.getByRole('button', { name: 'Enrol again' }).click();
  const characters = (await desk.locator('.characters').textContent()) ?? '';
  await second.page.keyboard.press('Escape');
  await second.scanner.part('enrol-again').click();
  await second.scanner.part('enrolment-code').fill(characters.trim());
  await second.page.keyboard.press('Enter');
  await second.scanner.part('begin').click(healed);
  await second.hasSentAll();
  await ofSecond.locator('.state', { hasText: 'In use' }).waitFor(healed);

  await toPage(desk, "Evening's end");
  await end.getByText('6 cards, 4 children').waitFor();
  expect(await end.locator('.unsettled li', { hasText: 'not arrived' }).count()).toBe(0);
  expect(await axeViolations(desk)).toEqual([]);
  const day = new Date(`${helsinkiDay(nowMs())}T00:00:00Z`);
  expect(await fetchWorkbook(desk)).toEqual(given.sort().map(([code, minors]) => [code, 1, minors, show, day]));
  expect(windows.map(({ complaints }) => complaints)).toEqual([[], [], []]);
});
