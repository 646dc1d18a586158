/**
 * The paper form of a house: printed for the evening, and twenty rows of it entered on the morning after with real keys, with
 * a reload and an outage in the middle. Then the day is reconciled with what the ticketing system sold.
 */
import { writeFileSync } from 'node:fs';
import { createRegistryServer, listen, type RegistryServer } from '@kaiku/registry';
import { openWire, type Wire } from '@kaiku/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nowMs } from '../support/clock.ts';
import { axeViolations, type HouseWindow, openDesk, signInto } from '../support/house-window.ts';
import { storedTexts } from '../support/stored-texts.ts';

const token = 'house-manager';
const otherToken = 'another-manager';
const show = 'ilta';
/** The evening before the journeys' day, at 19:00 in Finland. */
const startsAt = '2026-11-19T17:00:00.000Z';
const path = `/desk/paper?day=2026-11-19&show=${show}`;
const numberOfRows = 20;

/** The keys of a row: `Tab` and `Enter`, and one for each character. */
const keysOf = ({ code, minors }: { readonly code: string; readonly minors: number }) =>
  minors === 0 ? [...code, 'Enter'] : [...code, 'Tab', ...String(minors), 'Enter'];

const rows = Array.from({ length: numberOfRows }, (_, index) => ({
  code: `A9991230${String(index + 10)}`,
  minors: index % 3,
}));

let registryServer: RegistryServer;
let wire: Wire;
let window: HouseWindow;

beforeAll(async () => {
  registryServer = await createRegistryServer({ scenario: 'empty', cards: 'not-checked', now: nowMs });
  const facts = { kind: 'performance', startsAt, seats: 100, cap: null } as const;
  await registryServer.store.seed({
    venues: [{ id: 'house', name: 'Hamlet-teatteri' }],
    devices: [
      { id: 'toimisto', venueId: 'house', name: 'Toimisto', token, role: 'manager' },
      { id: 'tuottaja', venueId: 'house', name: 'Tuottaja', token: otherToken, role: 'manager' },
    ],
    shows: [
      { id: show, venueId: 'house', name: 'Ilta jokirannalla', ...facts },
      { id: 'runo', venueId: 'house', name: 'Runoja ja kahvia', ...facts, startsAt: '2026-11-19T16:00:00.000Z' },
    ],
  });
  wire = openWire(registryServer.app, await listen(registryServer.app));
  window = await openDesk(wire.url, path);
  await signInto(window.page, token);
});
afterAll(async () => {
  await window?.close();
  await wire?.put(false);
  await registryServer?.close();
});

const line = (page: Page, number: number) => page.locator(`tr[data-number="${number}"]`);
const stateOf = (page: Page, number: number, state: string) => page.locator(`tr.${state}[data-number="${number}"]`);

/** Types rows with real keys, and returns how many. The field of the code must have the focus. */
async function type(page: Page, some: typeof rows): Promise<number> {
  let count = 0;
  for (const row of some) {
    for (const key of keysOf(row)) await page.keyboard.press(key);
    count += keysOf(row).length;
  }
  return count;
}

describe('the form for the evening', () => {
  it('has a page for each show, with numbered rows, in the chosen language and without personal data', async () => {
    const { page } = window;
    await page.locator('select[name=show]').selectOption('');
    await page.locator('select[name=form-language]').selectOption('sv');
    await page.emulateMedia({ media: 'print' });
    const form = page.locator('.form');
    expect(await form.locator('section').count()).toBe(2);
    expect(await form.locator('tbody tr').count()).toBe(2 * 20);
    const [first, second] = await form.locator('section').allInnerTexts();
    expect(first).toContain('Runoja ja kahvia');
    expect(first).toContain('18.00');
    expect(second).toContain('Ilta jokirannalla');
    expect(second).toContain('Hamlet-teatteri');
    const headings = await form.locator('section >> nth=0 >> th').allTextContents();
    expect(headings.map((text) => text.trim())).toEqual([
      'Nr',
      'Kaikukortets kod 1–2 bokstäver, 9 siffror',
      'Biljetter för barn',
      'Klockan',
      'Initialer',
      '✓',
    ]);
    expect(await page.locator('form').first().isVisible()).toBe(false);
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: false });
    if (process.env.PAPER_PDF !== undefined) writeFileSync(process.env.PAPER_PDF, pdf);
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(2);
    await page.emulateMedia({ media: 'screen' });
    await page.locator('select[name=show]').selectOption(show);
    await page.locator('input[name=code]').waitFor();
  });
});

describe('the morning after', () => {
  let keys = 0;

  it('has what is mangled corrected or named while it is typed', async () => {
    const { page } = window;
    const remark = page.locator('#remark');
    const field = page.locator('input[name=code]');
    for (const [text, said] of [
      ['B045198723', 'A code cannot begin with B.'],
      ['A04519872', 'The code has 8 digits.'],
      ['AO45198723', 'Corrected to A045198723.'],
      ['y110029399', 'Community card'],
    ] as const) {
      await field.fill(text);
      await field.press('Tab');
      await remark.filter({ hasText: said }).waitFor();
      await page.keyboard.press('Shift+Tab');
    }
    await field.fill('B045198723');
    await field.press('Enter');
    expect(await page.locator('tr[data-number]').count()).toBe(0);
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('');
  });

  it('records rows without the mouse, and shows them after a reload', async () => {
    const { page } = window;
    await page.locator('input[name=code]').focus();
    keys += await type(page, rows.slice(0, 8));
    await stateOf(page, 8, 'recorded').waitFor();
    expect(await page.locator('tr.recorded').count()).toBe(8);
    expect(await axeViolations(page)).toEqual([]);

    await page.reload();
    await signInto(page, token);
    await stateOf(page, 8, 'recorded').waitFor();
    expect(await line(page, 8).locator('.code').textContent()).toBe('A9…017');
  });

  it('stores rows sealed in an outage, keeps them over a reload, and sends each once', async () => {
    const { page } = window;
    await wire.put(false);
    await page.locator('input[name=code]').focus();
    keys += await type(page, rows.slice(8, 12));
    await stateOf(page, 12, 'waiting').waitFor({ timeout: 60_000 });
    expect(await page.locator('.notice', { hasText: '4 to be sent' }).count()).toBe(1);
    expect(await storedTexts(page)).not.toMatch(/A9991230\d\d/);

    // The page can be loaded again, and what it sends is still lost.
    await page.route(/\/v1\/(?:visits|deliveries)$/, (route) => route.abort());
    await wire.put(true);
    await page.reload();
    await signInto(page, token);
    await stateOf(page, 12, 'waiting').waitFor();
    expect((await registryServer.store.usages(show)).length).toBe(8);

    // Of these the registry gets the rows, and the browser no answer.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.route(/\/v1\/(?:visits|deliveries)$/, async (route) => {
      await route.fetch();
      // The page may have given up by then.
      await route.abort().catch(() => {});
    });
    await page.locator('input[name=code]').focus();
    keys += await type(page, rows.slice(12, 14));
    await stateOf(page, 14, 'waiting').waitFor({ timeout: 60_000 });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    for (const number of [9, 12, 14]) await stateOf(page, number, 'recorded').waitFor({ timeout: 120_000 });
  });

  it('records no card twice, and undoes a row', async () => {
    const { page } = window;
    await page.locator('input[name=code]').focus();
    keys += await type(page, rows.slice(14));
    await stateOf(page, 20, 'recorded').waitFor();
    // A code of this load of the page, and one that only the registry knows.
    await type(
      page,
      [rows[19], rows[0]].flatMap((row) => row ?? []),
    );
    await stateOf(page, 21, 'already').waitFor();
    await stateOf(page, 22, 'already').waitFor();

    await line(page, 20).getByRole('button').press('Enter');
    await stateOf(page, 20, 'undone').waitFor();
    await page.locator('input[name=code]').focus();
    await type(page, rows.slice(19));
    await stateOf(page, 23, 'recorded').waitFor();
    expect(await page.locator('.total').textContent()).toBe('20 rows, 39 people');
  });

  it('records rows of another person in the same browser', async () => {
    const { page } = window;
    await page.reload();
    await signInto(page, otherToken);
    await page.locator('input[name=code]').focus();
    await page.locator('house-paper-entry .quiet', { hasText: 'No rows yet.' }).waitFor();
    await type(page, [{ code: 'A999123050', minors: 0 }]);
    await stateOf(page, 1, 'recorded').waitFor();
    await line(page, 1).getByRole('button').press('Enter');
    await stateOf(page, 1, 'undone').waitFor();
  });

  it('has recorded what an import would, and took 12.3 keys a row', async () => {
    // The row that was undone has no card.
    const usages = (await registryServer.store.usages(show)).filter(({ card }) => card !== null);
    expect(usages.map(({ card, minors, flags }) => ({ card, minors, flags })).sort(byCard)).toEqual(
      rows.map(({ code, minors }) => ({ card: code, minors, flags: ['late', 'card-not-checked'] })),
    );
    // docs/house.md: 20 rows a minute are four keys a second.
    expect(keys / numberOfRows).toBe(12.3);
    expect(window.complaints).toEqual([]);
  });
});

describe('reconciling the day', () => {
  it('lists what was sold and not recorded, and the other way round, without a card code', async () => {
    const { page } = window;
    await page.locator('nav a[href*="/reconcile"]').click();
    await page.locator('textarea').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const sold = rows.slice(0, 19).map(({ minors }, index) => `${index + 1}\tIlta jokirannalla\t19.00\t1\t${minors}`);
    const lines = ['Tilaus\tTapahtuma\tKellonaika\tAikuisten liput\tLasten liput', ...sold];
    await page
      .locator('textarea')
      .fill([...lines, '99\tIlta jokirannalla\t19.05\t1\t5', '100\tMuu\t19.00\t1\t0'].join('\n'));
    await page.getByRole('button', { name: 'Compare' }).click();
    const list = (name: string) => page.locator(`section[data-list=${name}]`);
    await list('same').locator('tbody tr').nth(18).waitFor();
    expect(await list('notRecorded').locator('tbody td').allTextContents()).toEqual(['99', '19:05', '1 + 5']);
    expect(await list('notSold').locator('tbody td').allTextContents()).toEqual(['', '19:00', '1 + 1', 'A9…029']);
    expect(await list('different').locator('tbody tr').count()).toBe(0);
    expect((await page.locator('house-reconcile td').allTextContents()).join(' ')).not.toMatch(/A9991230\d\d/);
    expect(await axeViolations(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('kaikukortti-2026-11-19.csv');
    expect(window.complaints).toEqual([]);
  });
});

interface Carded {
  readonly card: string | null;
}

function byCard(one: Carded, other: Carded): number {
  return (one.card ?? '') < (other.card ?? '') ? -1 : 1;
}
