/** Today: places as they change, held tickets that a manager releases, and the scanner for a show. */
import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { expect, it } from 'vitest';
import { axeViolations } from '../support/house-window.ts';
import { useHouse } from '../support/use-house.ts';

const house = useHouse();

const { matinee } = arki.shows;

it('a manager sees places change, and releases those that a closed device holds', async () => {
  const journal = randomUUID();
  await house.send('/v1/leases', { id: randomUUID(), showId: matinee.id, journal, want: 4 });
  const { page, complaints } = await house.open('/desk', arki.tokens.manager);
  await page.getByText('The numbers change as they happen.').waitFor();
  const show = page.locator('li.show', { hasText: matinee.name });
  const held = () => show.locator('dl dd').allTextContents();
  expect((await held()).map((text) => text.trim())).toEqual(['0', '4', '17 / 17']);
  await house.record(matinee.id, arki.cards.single.code);
  await show.locator('dd', { hasText: '16 / 17' }).waitFor();

  const scanner = show.getByRole('link', { name: `Open the scanner: ${matinee.name} (new tab)` });
  expect(await scanner.getAttribute('href')).toBe(`/scan?show=${matinee.id}&lang=en`);

  await show.locator('summary').click();
  await show.getByRole('button', { name: 'Release: Lipunmyynti' }).click();
  expect(await axeViolations(page)).toEqual([]);
  await show.getByRole('button', { name: 'Release the tickets' }).click();
  await show.getByText('4 tickets released. The device may have given out 4 of them.').waitFor();
  await show.getByText('No device holds tickets.').waitFor();
  expect((await house.store.show('suvanto', matinee.id))?.leased).toBeUndefined();
  expect(complaints).toEqual([]);
});

it('a till has the scanner, and releases nothing', async () => {
  await house.send('/v1/leases', { id: randomUUID(), showId: matinee.id, journal: randomUUID(), want: 2 });
  const { page } = await house.open('/desk', arki.tokens.boxOffice);
  const show = page.locator('li.show', { hasText: matinee.name });
  await show.getByRole('link').waitFor();
  expect(await show.locator('summary').count()).toBe(0);
  expect(await page.locator('nav a', { hasText: "Evening's end" }).count()).toBe(0);
});
