/** Which show a clerk records for, at the venue's page: the list of shows, and a reader's keys while it has the focus. */

import { arki } from '@kaiku/registry';
import { readerOn } from '@kaiku/testkit/playwright';
import { describe, expect, it } from 'vitest';
import { personsTurn } from '../support/browser.ts';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const clerk = useVenue();
const five = [cards.single, cards.oneChild, cards.twoChildren, cards.mobile, cards.family];

describe('the shows on the venue’s page', () => {
  it('open on the next one of today, with today’s first and later days folded', async () => {
    const { page, scanner } = await clerk.open(undefined);
    await scanner.part('open-shows').filter({ hasText: shows.evening.name }).waitFor();
    expect(new URL(page.url()).searchParams.get('show')).toBe(shows.evening.id);
    expect(await scanner.text('open-shows')).toMatch(/^19.00 Ilta jokirannalla/);

    await scanner.part('open-shows').click();
    const listed = page.locator('kaiku-scanner [part="choose-show"]');
    await listed.first().waitFor();
    const seen = (await listed.filter({ visible: true }).allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(seen.map((text) => text.slice(0, 5))).toEqual([
      '13.00',
      '18.00',
      '19.00',
      '19.00',
      '19.30',
      '20.00',
      '20.30',
    ]);
    expect(await listed.count()).toBeGreaterThan(seen.length);
  });

  it('keep their time whole next to a long name on a phone', async () => {
    const { page, scanner } = await clerk.open(shows.soldOut);
    await page.setViewportSize({ width: 390, height: 844 });
    const time = scanner.part('open-shows').locator('time');
    await time.waitFor();
    const [text, whole, line] = await time.evaluate((shown) => [
      shown.textContent.trim(),
      shown.getBoundingClientRect().height,
      Number.parseFloat(getComputedStyle(shown).fontSize),
    ]);
    expect(text).toBe('19.00');
    expect(whole).toBeLessThan(2 * line);
  });

  it('a reader used right after a show was chosen records for that show, whatever of ours has the focus', async () => {
    const { page, scanner } = await clerk.open(shows.noCap);
    await scanner.part('open-shows').click();
    await page.locator('kaiku-scanner [part~="shows"] summary').click();
    await page.locator('kaiku-scanner [part="choose-show"]').filter({ hasText: shows.tomorrow.name }).click();
    for (const { code } of five) {
      await scanner.part('open-shows').focus();
      await readerOn(page).scan(code);
      await scanner.question();
      await scanner.confirm();
      await scanner.verdict('confirmed');
      // The focus on a show of the list, with the answer gone: the next card must neither choose it nor be lost.
      await scanner.part('next').click();
      await scanner.part('open-shows').click();
      await scanner.part('choose-show').focus();
    }
    expect((await clerk.counted(shows.tomorrow)).map(({ card }) => card).sort()).toEqual(
      five.map(({ code }) => code).sort(),
    );
    expect(await clerk.counted(shows.noCap)).toEqual([]);
  });

  it.for([
    { where: 'of the stage', inDrawer: false, atLeast: 4 },
    { where: 'of the drawer', inDrawer: true, atLeast: 8 },
  ])('lose no read to any control $where that has the focus', async ({ inDrawer, atLeast }) => {
    const { page, scanner } = await clerk.open(shows.noCap);
    await scanner.part('places').waitFor();
    if (inDrawer) {
      await scanner.openDrawer();
      await page.locator('kaiku-scanner [part~="sound"] summary').click();
    }
    const controls = page
      .locator(inDrawer ? 'kaiku-scanner [part="drawer"]' : 'kaiku-scanner')
      .locator('button, summary, input, select, textarea');
    const visible = controls.filter({ visible: true });
    const count = await visible.count();
    expect(count).toBeGreaterThanOrEqual(atLeast);
    for (let nth = 0; nth < count; nth++) {
      if (inDrawer && !(await scanner.part('drawer').isVisible())) await scanner.openDrawer();
      await visible.nth(nth).focus();
      await readerOn(page).scan(cards.single.code);
      expect(await scanner.question()).toContain(`${cards.single.code.slice(0, 2)}…${cards.single.code.slice(-3)}`);
      await page.keyboard.press('Escape');
      await scanner.part('confirm').waitFor({ state: 'detached' });
      expect(await scanner.part('drawer').isVisible()).toBe(false);
    }
  });

  it('change by keys only after a confirmation, which a card ends', async () => {
    const { page, scanner } = await clerk.open(shows.evening);
    await scanner.part('open-shows').focus();
    await page.keyboard.press('Enter');
    await page.locator('kaiku-scanner [part="choose-show"]').filter({ hasText: shows.lastPlace.name }).focus();
    await page.keyboard.press('Enter');
    await scanner.part('change-show').waitFor();
    expect(await scanner.text('stage')).toContain(shows.lastPlace.name);
    await readerOn(page).scan(cards.single.code);
    expect(await scanner.question()).not.toContain(shows.lastPlace.name);
    expect(await scanner.text('open-shows')).toContain(shows.evening.name);
    await page.keyboard.press('Escape');
    await scanner.part('confirm').waitFor({ state: 'detached' });
    await personsTurn(page);

    await scanner.part('open-shows').focus();
    await page.keyboard.press('Enter');
    await page.locator('kaiku-scanner [part="choose-show"]').filter({ hasText: shows.lastPlace.name }).focus();
    await page.keyboard.press('Enter');
    await scanner.part('change-show').focus();
    // The third Enter within 50 ms of the one before is a reader's.
    await personsTurn(page);
    await page.keyboard.press('Enter');
    await scanner.part('open-shows').filter({ hasText: shows.lastPlace.name }).waitFor();
  });
});
