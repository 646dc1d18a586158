/** The page of the devices, as the built registry serves it: codes, states, and what a revoked device held. */
import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createKey, type TestKey } from '../registry/key-of.ts';
import { nowMs } from '../support/clock.ts';
import { axeViolations } from '../support/house-window.ts';
import { readQrCode } from '../support/read-qr-code.ts';
import { useHouse } from '../support/use-house.ts';

const house = useHouse();

/** Sends a request of a device, with a proof of its key. */
async function send(key: TestKey, path: string, { body, token }: { body?: object; token?: string }) {
  const url = `${house.url}${path}`;
  const method = body === undefined ? 'GET' : 'POST';
  const dpop = await key.proof({ method, url, atMs: nowMs(), ...(token !== undefined && { token }) });
  const response = await fetch(url, {
    method,
    headers: {
      dpop,
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `DPoP ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const cardOf = (page: Page, name: string) => page.locator('house-device', { hasText: name });

describe('a manager', () => {
  it('adds a till by the code on the page, renames, narrows, stops and revokes it, and lets it in again', async () => {
    const { page, complaints } = await house.open('/desk/devices', arki.tokens.manager);
    await page.getByRole('button', { name: 'Show the code' }).click();
    await page.getByRole('alert').getByText('Name the device.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('Name of the device').first().fill('Ovi 1');
    await page.getByLabel('Role').selectOption('door');
    await page.getByRole('button', { name: 'Show the code' }).click();
    const characters = (await page.locator('.characters').textContent())?.trim() ?? '';
    expect(characters).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    await page.getByText('Valid for 10 more minutes').waitFor();
    const code = characters.replace('-', '');
    expect(await readQrCode(page.getByAltText('QR code that enrols the device'))).toBe(
      `${house.url}/scan#enrol=${code}`,
    );
    expect(await axeViolations(page)).toEqual([]);

    const key = await createKey();
    const enrolled = await send(key, '/v1/enrol', { body: { code } });
    expect(enrolled.status).toBe(201);
    await page.getByText('Ovi 1 is enrolled.').waitFor();
    const token = enrolled.body.accessToken;
    const showId = arki.shows.evening.id;
    const journal = randomUUID();
    const delivery = { journal, seqHigh: 2, version: '0.1.0', entries: [] };
    expect((await send(key, '/v1/deliveries', { token, body: delivery })).status).toBe(200);
    const lease = { id: randomUUID(), showId, journal, want: 2 };
    expect((await send(key, '/v1/leases', { token, body: lease })).body.lease.granted).toBe(2);

    await page.getByRole('button', { name: 'Refresh' }).click();
    const card = cardOf(page, 'Ovi 1');
    await card.getByText('0.1.0').waitFor();
    const facts = (await card.locator('dd').allTextContents()).map((text) => text.trim());
    expect(facts.slice(1)).toEqual(['0.1.0', '2', 'All']);
    await card.locator('summary').click();
    await card.getByLabel('Name of the device').fill('Ovi 2');
    await card.getByRole('button', { name: 'Save the name' }).click();
    const renamed = cardOf(page, 'Ovi 2');
    await renamed.getByLabel('All', { exact: true }).uncheck();
    await renamed.getByRole('button', { name: 'Save the events' }).click();
    await renamed.getByText('Choose at least one event.').waitFor();
    await renamed.getByLabel(new RegExp(arki.shows.evening.name)).check();
    await renamed.getByRole('button', { name: 'Save the events' }).click();
    await renamed.locator('dd', { hasText: arki.shows.evening.name }).waitFor();
    expect((await send(key, '/v1/device', { token })).body.device).toMatchObject({ name: 'Ovi 2', shows: [showId] });
    expect(await axeViolations(page)).toEqual([]);

    await renamed.getByRole('button', { name: 'Stop for now' }).click();
    await renamed.locator('.state', { hasText: 'Stopped' }).waitFor();
    expect((await send(key, '/v1/device', { token })).body.device.state).toBe('frozen');
    await renamed.getByRole('button', { name: 'Let in again' }).click();
    await renamed.locator('.state', { hasText: 'In use' }).waitFor();

    await renamed.getByRole('button', { name: 'Report as lost' }).click();
    await renamed.getByRole('alert').getByText('Is Ovi 2 lost?').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await renamed.getByRole('button', { name: 'Cancel' }).click();
    await renamed.getByRole('button', { name: 'Revoke', exact: true }).click();
    await renamed.getByRole('button', { name: 'Revoke', exact: true }).click();
    await renamed.locator('.state', { hasText: 'Revoked' }).waitFor();
    await renamed.getByText('Tickets that became free: 2.').waitFor();
    const show = await house.store.show('suvanto', showId);
    expect(show?.leased ?? 0).toBe(0);

    await renamed.getByRole('button', { name: 'Enrol again' }).click();
    const again = (await page.locator('.characters').textContent())?.trim().replace('-', '');
    expect(again).not.toBe(code);
    expect((await send(await createKey(), '/v1/enrol', { body: { code: again } })).body.device.name).toBe('Ovi 2');
    await page.getByText('Ovi 2 is enrolled.').waitFor();
    await renamed.locator('.state', { hasText: 'In use' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('uses the page in three languages', async () => {
    const { page } = await house.open('/desk/devices', arki.tokens.manager);
    await page.locator('house-device').first().waitFor();
    for (const [language, title] of [
      ['fi', 'Lisää laite'],
      ['sv', 'Lägg till en enhet'],
      ['en', 'Add a device'],
    ] as const) {
      await page.locator('select.language').selectOption(language);
      await page.getByRole('heading', { name: title }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
    }
  });
});

it('a till has no page of the devices in its menu', async () => {
  const { page } = await house.open('/desk', arki.tokens.boxOffice);
  await page.locator('nav').getByText('Today').waitFor();
  expect(await page.locator('nav a').allTextContents()).not.toContain('Devices');
});
