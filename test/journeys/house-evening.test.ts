/** The evening's end: what is not settled, and the workbook for Kaikukanta. */
import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { readXlsx } from 'hucre/xlsx';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axeViolations } from '../support/house-window.ts';
import { reportOf, useHouse } from '../support/use-house.ts';

const house = useHouse();

const { evening } = arki.shows;
const { single, family, mobile } = arki.cards;

const figures = (page: Page, showId: string) =>
  page
    .locator(`section[data-show=${showId}] dl > div`)
    .evaluateAll((all) =>
      Object.fromEntries(
        all.map((each) => [each.querySelector('dt')?.textContent ?? '', each.querySelector('dd')?.textContent?.trim()]),
      ),
    );

it('a manager ends the evening: sees what is not settled, then fetches and confirms the workbook', async () => {
  const undone = await house.record(evening.id, mobile.code);
  await house.send(`/v1/visits/${undone}/void`, { showId: evening.id, reason: 'undone-by-clerk' });
  await house.record(evening.id, family.code, { minors: 2 });
  // A device that has recorded two visits in an outage has sent one of them.
  const journal = randomUUID();
  const late = reportOf(1, evening.id, mobile.code);
  await house.send('/v1/deliveries', { journal, seqHigh: 2, entries: [reportOf(2, evening.id, single.code)] });

  const { page, complaints } = await house.open(`/desk/evening?show=${evening.id}`, arki.tokens.manager);
  await page.locator(`section[data-show=${evening.id}]`).waitFor();
  expect(await figures(page, evening.id)).toEqual({
    Given: '2 cards, 2 children',
    'Of these in an outage': '1 card',
    'Recordings undone': '1',
    'In Kaikukanta': '0',
    'In no workbook yet': '2',
  });
  expect(await page.locator('.unsettled li').allTextContents()).toEqual([
    expect.stringContaining('Lipunmyynti: 1 recording has not arrived.'),
  ]);
  await page.getByText('Some recordings have not arrived. The next workbook will have them.').waitFor();
  expect(await axeViolations(page)).toEqual([]);

  const make = page.getByRole('button', { name: 'Make the workbook' });
  const fetchFirst = async (run: number) => {
    const button = page.getByRole('button', { name: `Fetch the workbook: Workbook ${run}` });
    const [saved] = await Promise.all([page.waitForEvent('download'), button.click()]);
    expect(saved.suggestedFilename()).toBe(`kaikukortti-suvanto-000${run}.xlsx`);
    const chunks: Buffer[] = [];
    for await (const chunk of await saved.createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  await make.click();
  const bytes = await fetchFirst(1);
  const { sheets } = await readXlsx(new Uint8Array(bytes));
  expect(sheets[0]?.rows.slice(1).map(([card, , minors]) => [card, minors])).toEqual(
    [
      [single.code, 0],
      [family.code, 2],
    ].sort(),
  );

  // The rest arrives: it is in a workbook of its own, and the first stays as it is.
  await house.send('/v1/deliveries', { journal, seqHigh: 2, entries: [late] });
  await make.click();
  await page.locator('li[data-run="2"]').waitFor();
  await page.getByText('No recording is known to be missing.').waitFor();
  expect((await fetchFirst(1)).equals(bytes)).toBe(true);
  for (const run of [1, 2]) {
    if (run === 2) await fetchFirst(2);
    await page.getByRole('button', { name: `It is in Kaikukanta: Workbook ${run}` }).click();
    await page.getByRole('button', { name: 'Yes, it is' }).click();
    await page.getByText(`Workbook ${run} is confirmed.`).waitFor();
  }
  await page.getByText('No workbook is waiting.').waitFor();
  await make.click();
  await page.getByText('There is nothing new to hand over.').waitFor();
  expect((await figures(page, evening.id))['In Kaikukanta']).toBe('3');
  const { entries } = await house.store.log.read({ venueId: 'suvanto' });
  expect(entries.map(({ action }) => action).filter((action) => /Run/.test(action))).toEqual([
    ...['createRuns', 'fetchRun', 'createRuns', 'fetchRun', 'confirmRun', 'fetchRun', 'confirmRun', 'createRuns'],
  ]);
  expect(complaints).toEqual([]);
});

it('the evening is readable on a phone, in the dark and on paper', async () => {
  const { page } = await house.open('/desk/evening', arki.tokens.manager);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator(`section[data-show=${evening.id}]`).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: 'Make the workbook' }).isVisible()).toBe(false);
  expect(await page.getByText(`${arki.venues.suvanto.name}: Evening's end`).isVisible()).toBe(true);
  expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-');
});
