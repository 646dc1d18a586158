/** The morning after, for a manager with a passkey: the paper form is typed, and compared with a list of the ticketing system. */
import { arki } from '@kaiku/registry';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { axeViolations, makePasskey } from '../support/house-window.ts';
import { useHouse } from '../support/use-house.ts';

const { single, oneChild, family, mobile } = arki.cards;
const house = useHouse();
const day = '2026-11-19';
const show = {
  id: 'eilinen',
  venueId: 'suvanto',
  name: 'Ilta jokirannalla',
  kind: 'performance',
  seats: 100,
  cap: null,
};
const path = `/desk/paper?day=${day}&show=${show.id}`;

beforeAll(() => house.store.seed({ shows: [{ ...show, kind: 'performance', startsAt: `${day}T17:00:00.000Z` }] }));

/** Types a row, and waits until it is in this state. */
async function row(page: Page, number: number, keys: readonly string[], state: 'recorded' | 'waiting'): Promise<void> {
  await page.locator('input[name=code]').focus();
  for (const key of keys) await page.keyboard.press(key);
  await page.locator(`tr.${state}[data-number="${number}"]`).waitFor({ timeout: 60_000 });
}

it('a manager types the form, also in an outage, and continues after a reload and after signing in again', async () => {
  const invited = await house.store.people.invite({ venueId: 'suvanto', name: 'Maija', role: 'manager' });
  const { page, complaints } = await house.open(path);
  await addAuthenticator(page);
  await makePasskey(page, invited?.code ?? '');
  await row(page, 1, [...single.code, 'Enter'], 'recorded');
  await row(page, 2, [...oneChild.code, 'Tab', '1', 'Enter'], 'recorded');
  await page.context().setOffline(true);
  await row(page, 3, [...mobile.code, 'Enter'], 'waiting');
  await page.context().setOffline(false);
  await page.locator('tr.recorded[data-number="3"]').waitFor({ timeout: 60_000 });

  // The session is in a cookie, so a reload needs no passkey.
  await page.reload();
  await page.locator('tr.recorded[data-number="3"]').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.locator('nav').waitFor({ state: 'attached' });
  await page.goto(`${house.url}${path}`);
  await page.locator('tr.recorded[data-number="3"]').waitFor();
  await row(page, 4, [...family.code, 'Tab', '2', 'Enter'], 'recorded');
  const rows = (await house.store.usages(show.id)).map(({ card, minors, state }) => [card, minors, state]);
  expect(rows.sort()).toEqual(
    [
      [single.code, 0, 'counted'],
      [oneChild.code, 1, 'counted'],
      [mobile.code, 0, 'counted'],
      [family.code, 2, 'counted'],
    ].sort(),
  );
  // The log names the person; what she has recorded names her too.
  const { entries } = await house.store.log.read({ venueId: 'suvanto' });
  expect(new Set(entries.slice(1).map(({ actorName }) => actorName))).toEqual(new Set(['Maija']));

  await page.locator('nav').getByRole('link', { name: 'Reconciliation' }).click();
  await compare(page);
  expect(complaints).toEqual([]);
});

/** Compares the list of a ticketing system that has headings of its own. */
async function compare(page: Page): Promise<void> {
  const file = (name: string, text: string) => ({ name, mimeType: '', buffer: Buffer.from(text) });
  const columns = [
    { field: 'ticket', heading: 'Kuitti' },
    { field: 'minors', heading: 'Lapsiliput' },
  ];
  await page.locator('summary').click();
  const chooser = page.locator('input[accept=".json"]');
  await chooser.setInputFiles(file('muistio.json', '{"columns": []}'));
  await page.getByRole('alert').getByText('This is not a mapping file').waitFor();
  await chooser.setInputFiles(file('lippujarjestelma.json', JSON.stringify({ columns })));
  await page.getByText('lippujarjestelma.json').waitFor();
  expect(await axeViolations(page)).toEqual([]);

  await page.reload();
  const sold = 'Kuitti;Klo;Lapsiliput\nK-1;19.00;0\nK-2;19.00;1\nK-3;19.00;0\nK-4;19.00;7\n';
  await page.locator('input[name=file]').setInputFiles(file('myynti.csv', sold));
  await page.getByRole('button', { name: 'Compare' }).click();
  const cells = (list: string) => page.locator(`section[data-list=${list}] tbody td`).allTextContents();
  await page.locator('section[data-list=same] tbody tr').nth(2).waitFor();
  expect([await cells('notRecorded'), (await cells('notSold')).slice(1, 3)]).toEqual([
    ['K-4', '19:00', '1 + 7'],
    ['19:00', '1 + 2'],
  ]);
  await page.getByRole('button', { name: 'Stop using it' }).click();
  await page.locator('input[accept=".json"]:focus').waitFor();
  expect(await page.evaluate(() => localStorage.getItem('kaiku-house/mapping'))).toBeNull();
}
