/** The page of figures: what a manager sees, prints and saves, what a coordinator does not, and tonight as it happens. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nowMs } from '../support/clock.ts';
import { axeViolations, type HouseWindow, openHouse } from '../support/house-window.ts';

let registryServer: RegistryServer;
let registry: Listening;
let window: HouseWindow | undefined;
const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-figures-'));

const { lastPlace, soldOut, evening } = arki.shows;

beforeAll(async () => {
  registryServer = await createRegistryServer({ now: nowMs });
  registry = await listen(registryServer.app);
  await record(lastPlace.id, arki.cards.single.code);
  // Two requests for a full show; the first is repeated.
  const refused = await record(soldOut.id, arki.cards.single.code);
  await record(soldOut.id, arki.cards.single.code, refused);
  await record(soldOut.id, arki.cards.family.code);
});
afterAll(async () => {
  await registry?.close();
  await registryServer?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => window?.close());

/** Records a visit at the door. Returns its id. */
async function record(showId: string, card: string, id: string = randomUUID()): Promise<string> {
  const takenAt = new Date(nowMs()).toISOString();
  const usages = [{ id: id.replace(/^./, 'a'), card, minors: 0, input: 'reader' }];
  await fetch(`${registry.url}/v1/visits`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${arki.tokens.boxOffice}`,
      'content-type': 'application/json',
      'idempotency-key': id,
    },
    body: JSON.stringify({ mode: 'request', id, showId, how: 'door', takenAt, usages }),
  });
  return id;
}

const open = (token: string) => openHouse(registry.url, { path: '/desk/figures', token });
const cells = (row: string) => window?.page.locator('tr', { hasText: row }).locator('th, td').allTextContents() ?? [];

describe('a manager', () => {
  it('asks if the cap was full, by keyboard, and saves the answer as files', async () => {
    window = await open(arki.tokens.manager);
    const { page } = window;
    await page.locator('caption').waitFor();
    const question = page.locator('select[name=question]');
    await question.focus();
    await page.keyboard.press('End');
    await page.locator('caption', { hasText: 'Was the cap full?' }).waitFor();
    const row = await cells(soldOut.name);
    expect([row[0], ...row.slice(2, 7)]).toEqual([soldOut.name, '200', '6', '6', '2', 'Yes']);
    expect((await cells(evening.name)).slice(2, 8)).toEqual(['400', '12', '0', '0', 'No', '']);
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
    expect(window.complaints).toEqual([]);
  });

  it('sees the places of tonight change within a second', async () => {
    window = await open(arki.tokens.manager);
    const { page } = window;
    const live = page.locator('.live li', { hasText: evening.name });
    await live.getByText('0 given, 12 of 12 left').waitFor();
    await record(evening.id, arki.cards.single.code);
    await live.getByText('1 given, 11 of 12 left').waitFor();
    expect(window.complaints).toEqual([]);
  });

  it('reads the figures in the dark, on a phone and on paper', async () => {
    window = await open(arki.tokens.manager);
    const { page } = window;
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
    await record(evening.id, arki.cards.family.code);
    window = await open(arki.tokens.coordinator);
    const { page } = window;
    await page.locator('select[name=question]').selectOption('show');
    await page.locator('caption', { hasText: 'Uses by event' }).waitFor();
    expect((await cells(evening.name)).slice(2)).toEqual(Array.from({ length: 8 }, () => '–'));
    await page.getByText('Dash: a small number is for the venue itself only').waitFor();
    expect(await page.locator('.live').count()).toBe(0);
  });
});
