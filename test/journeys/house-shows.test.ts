/** The page of shows: a manager makes, copies, changes and cancels them, and fetches a programme from a spreadsheet. */
import { helsinkiDay } from '@kaiku/client/admission';
import { arki } from '@kaiku/registry';
import { writeXlsx } from 'hucre/xlsx';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { nowMs } from '../support/clock.ts';
import { axeViolations } from '../support/house-window.ts';
import { useHouse } from '../support/use-house.ts';

const house = useHouse();

const { evening, lastPlace } = arki.shows;
const inDays = (days: number) => helsinkiDay(nowMs() + days * 86_400_000);
const path = '/desk/shows';
const done = (page: Page, text: string) => page.locator('house-shows p.done', { hasText: text }).waitFor();

/** Returns the shows of a name that the registry has from today on. */
async function stored(name: string) {
  const all = await house.store.shows(arki.venues.suvanto.id, inDays(0));
  return all.filter((show) => show.name === name).map(({ id: _, venue: __, taken: ___, ...show }) => show);
}

describe('a manager', () => {
  it('makes a show by keyboard, reads the policy while typing the cap, copies it and changes the copy', async () => {
    const { page, complaints } = await house.open(path, arki.tokens.manager);
    await page.getByRole('button', { name: 'New event' }).click();
    await page.locator('input[name=name]').fill('Hamlet');
    await page.locator('input[name=day]').fill(inDays(3));
    await page.locator('input[name=time]').fill('18:00');
    await page.locator('input[name=seats]').fill('334');
    await page.locator('input[name=cap]').pressSequentially('10');
    const advice = page.locator('#advice');
    expect(await advice.textContent()).toBe(
      '10 is too low. A cap is at least 11 tickets for 334 seats: 3 % of the tickets (Vastuuhenkilön muistilista 11.4.2025 §10).',
    );
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    // Nothing was sent: the field that is wrong has the focus.
    expect(await page.locator('input[name=cap]:focus').getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('1');
    expect(await advice.textContent()).toContain('11 is allowed.');
    await page.locator('summary').click();
    await page.locator('select[name=reservationOpens]').selectOption('month-before');
    await page.locator('input[name=redemptionOpensMin]').fill('30');
    await page.keyboard.press('Enter');
    await done(page, 'Saved: Hamlet');
    const conditions = {
      kind: 'performance',
      seats: 334,
      cap: 11,
      reservationOpens: 'month-before',
      redemptionOpensMin: 30,
    };
    expect(await stored('Hamlet')).toEqual([expect.objectContaining({ ...conditions, admission: 'once' })]);

    await page.getByRole('button', { name: 'Copy: Hamlet' }).click();
    await page.locator('input[name=day]').fill(inDays(4));
    await page.getByRole('button', { name: 'Make the event' }).click();
    await done(page, 'Saved: Hamlet');
    expect((await stored('Hamlet')).map(({ startsAt }) => helsinkiDay(Date.parse(startsAt)))).toEqual([
      inDays(3),
      inDays(4),
    ]);

    await page.getByRole('button', { name: 'Change: Hamlet' }).last().click();
    expect(await page.locator('select[name=kind]').isDisabled()).toBe(true);
    await page.locator('input[name=name]').fill('Hamlet (englanniksi)');
    await page.locator('input[name=cap]').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await done(page, 'Saved: Hamlet (englanniksi)');
    expect(await stored('Hamlet (englanniksi)')).toEqual([expect.objectContaining({ ...conditions, cap: null })]);
    expect(complaints).toEqual([]);
  });

  it('cancels a show with a reason, and deletes one that was made by mistake', async () => {
    const { page } = await house.open(path, arki.tokens.manager);
    await page.getByRole('button', { name: `Cancel: ${lastPlace.name}` }).click();
    await page.getByRole('button', { name: 'Cancel the event' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('Type the reason.');
    await page.locator('input[name=reason]').fill('Sairastapaus');
    await page.getByLabel('Keep them: they took place').check();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel the event' }).click();
    await done(page, `Cancelled: ${lastPlace.name}`);
    // Its five earlier visits are kept.
    expect(await house.store.show('suvanto', lastPlace.id)).toMatchObject({ cancelled: true, taken: 5 });
    const entry = page.locator('li.show', { hasText: lastPlace.name });
    await entry.getByText('Cancelled').waitFor();
    expect(await entry.getByRole('button').allTextContents()).toHaveLength(1);

    await page.getByRole('button', { name: `Cancel: ${evening.name}` }).click();
    await page.getByRole('button', { name: 'Delete the event' }).click();
    await done(page, `Deleted: ${evening.name}`);
    expect(await house.store.show('suvanto', evening.id)).toBeUndefined();
  });

  it('fetches a programme: sees what each row will do, then makes those shows once', async () => {
    const { page, complaints } = await house.open(path, arki.tokens.manager);
    const day = (days: number) => new Date(`${inDays(days)}T00:00:00Z`);
    const rows = [
      ['Kevätkausi'],
      ['Tilaisuus', 'Päivämäärä', 'Klo', 'Paikkoja', 'Yläraja'],
      ['Lokki', day(5), '18.00', 334, 11],
      ['Lokki', day(6), 0.75, 334, 5],
      ['Kirsikkapuisto', day(5), 'illalla', 334, null],
      ['Lokki', day(5), '18.00', 334, 11],
      ['Kolme sisarta', day(7), '19.00', 48, null],
    ];
    const file = Buffer.from(await writeXlsx({ sheets: [{ name: 'Kausi', rows }] }));
    const check = async () => {
      await page.locator('input[type=file]').setInputFiles({ name: 'kausi.xlsx', mimeType: '', buffer: file });
      await page.getByRole('button', { name: 'Check' }).click();
      await page.locator('ol').waitFor();
      return page.locator('ol li').evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.outcome));
    };
    await page.getByRole('button', { name: 'Programme from a spreadsheet' }).click();
    expect(await check()).toEqual(['new', 'cap-too-low', 'wrong', 'twice', 'new']);
    expect(await page.getByRole('status').textContent()).toContain('2 will be made, 3 will not.');
    expect(await page.locator('ol li').nth(1).textContent()).toContain('The cap is at least 11');
    expect(await page.locator('ol li').nth(2).textContent()).toContain('Not made. Correct: time');
    expect(await axeViolations(page)).toEqual([]);
    expect(await stored('Lokki')).toEqual([]);

    // The network fails after the first; what was made is not made again.
    let requests = 0;
    await page.route('**/v1/shows', (route) => {
      requests += 1;
      return requests === 2 ? route.abort() : route.continue();
    });
    await page.getByRole('button', { name: 'Make 2 events' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('status').textContent()).toContain('Made 1 of 2');
    await page.getByRole('button', { name: 'Make the other 1' }).click();
    await page.getByText('2 events made.').waitFor();
    expect([await stored('Lokki'), await stored('Kolme sisarta')].flat()).toHaveLength(2);

    // Fetched again, it makes nothing.
    await page.getByRole('button', { name: 'Another file' }).click();
    expect(await check()).toEqual(['exists', 'cap-too-low', 'wrong', 'twice', 'exists']);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.locator('li.show', { hasText: 'Kolme sisarta' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('works on a phone, in the dark', async () => {
    const { page } = await house.open(path, arki.tokens.manager);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('li.show').first().waitFor();
    const fits = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth');
    expect([await axeViolations(page), await fits()]).toEqual([[], true]);
    await page.getByRole('button', { name: 'New event' }).click();
    await page.getByRole('button', { name: 'Make the event' }).click();
    await page.locator('input[name=name]:focus').waitFor();
    expect([await axeViolations(page), await fits()]).toEqual([[], true]);
  });
});

it('is in the menu of managers only', async () => {
  const { page } = await house.open('/desk', arki.tokens.boxOffice);
  await page.locator('li.show').first().waitFor();
  expect(await page.locator('nav a', { hasText: 'Events' }).count()).toBe(0);
});
