/** The page of figures: what a manager sees, prints and saves, what a coordinator does not, and tonight as it happens. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { arki } from '@kaiku/registry';
import { readXlsx } from 'hucre/xlsx';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from '../support/house-window.ts';
import { useHouse } from '../support/use-house.ts';

const house = useHouse();
const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-figures-'));

const { lastPlace, soldOut, evening } = arki.shows;

beforeAll(async () => {
  await house.record(lastPlace.id, arki.cards.single.code);
  // Two requests for a full show; the first is repeated.
  const refused = await house.record(soldOut.id, arki.cards.single.code);
  await house.record(soldOut.id, arki.cards.single.code, { id: refused });
  await house.record(soldOut.id, arki.cards.family.code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (token: string) => house.open('/desk/figures', token);
const cells = (page: Page, row: string) => page.locator('tr', { hasText: row }).locator('th, td').allTextContents();

describe('a manager', () => {
  it('asks if the cap was full, by keyboard, and saves the answer as files', async () => {
    const { page, complaints } = await open(arki.tokens.manager);
    await page.locator('caption').waitFor();
    const question = page.locator('select[name=question]');
    await question.focus();
    await page.keyboard.press('End');
    await page.locator('caption', { hasText: 'Was the cap full?' }).waitFor();
    const row = await cells(page, soldOut.name);
    expect([row[0], ...row.slice(2, 7)]).toEqual([soldOut.name, '200', '6', '6', '2', 'Yes']);
    expect((await cells(page, evening.name)).slice(2, 8)).toEqual(['400', '12', '0', '0', 'No', '']);
    expect(await page.locator('svg[role=img]').getAttribute('aria-label')).toContain('Was the cap full?');
    expect(await axeViolations(page)).toEqual([]);

    for (const [name, kind] of [
      ['Download CSV', 'csv'],
      ['Download Excel', 'xlsx'],
    ] as const) {
      const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      expect(saved.suggestedFilename()).toMatch(new RegExp(`^kaikukortti-caps-.*\\.${kind}$`));
      await saved.saveAs(path.join(folder, kind));
    }
    const csv = readFileSync(path.join(folder, 'csv'), 'utf8');
    expect(csv.startsWith('\ufeff"Event";"Day";"Seats";"Cap";"Given"')).toBe(true);
    const { sheets } = await readXlsx(readFileSync(path.join(folder, 'xlsx')));
    expect(sheets[0]?.rows.find(([name]) => name === soldOut.name)?.slice(2, 6)).toEqual([200, 6, 6, 2]);
    expect(complaints).toEqual([]);
  });

  it('sees the places of tonight change within a second', async () => {
    const { page, complaints } = await open(arki.tokens.manager);
    const live = page.locator('.live li', { hasText: evening.name });
    await live.getByText('0 given, 12 of 12 left').waitFor();
    await house.record(evening.id, arki.cards.single.code);
    await live.getByText('1 given, 11 of 12 left').waitFor();
    expect(complaints).toEqual([]);
  });

  it('reads the figures in the dark, on a phone and on paper', async () => {
    const { page } = await open(arki.tokens.manager);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('caption').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('select[name=question]').isVisible()).toBe(false);
    expect(await page.locator('h2', { hasText: `${arki.venues.suvanto.name}: Uses by month` }).isVisible()).toBe(true);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('a coordinator', () => {
  it('gets no small number, and is not offered what the role may not see', async () => {
    await house.record(evening.id, arki.cards.family.code);
    const { page } = await open(arki.tokens.coordinator);
    await page.locator('select[name=question]').selectOption('show');
    await page.locator('caption', { hasText: 'Uses by event' }).waitFor();
    expect((await cells(page, evening.name)).slice(2)).toEqual(Array.from({ length: 8 }, () => '–'));
    await page.getByText('Dash: a small number is for the venue itself only').waitFor();
    expect(await page.locator('.live').count()).toBe(0);
  });
});
