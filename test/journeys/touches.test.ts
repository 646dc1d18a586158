/** What a clerk has to press for each party, from a card in view to the answer: the table of docs/screen.md. */

import { readFileSync } from 'node:fs';
import { arki } from '@kaiku/registry';
import { readerOn } from '@kaiku/testkit/playwright';
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { personsTurn } from '../support/browser.ts';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const clerk = useVenue();

/** Returns the table of docs/screen.md: the party, and the touches and the keys. */
function documented(): Readonly<Record<string, readonly number[]>> {
  const text = readFileSync('docs/screen.md', 'utf8');
  const [, section = ''] = text.split('## Touches\n');
  const rows = [...section.matchAll(/^\| (?<party>[a-z ,]+) \| (?<touches>\d+) \| (?<keys>\d+) \|/gm)];
  return Object.fromEntries(
    rows.map(({ groups }) => [groups?.party ?? '', [Number(groups?.touches), Number(groups?.keys)]]),
  );
}

it('are as many as docs/screen.md says, by touch and by key', async () => {
  const measured: Record<string, number[]> = {};
  for (const by of ['touch', 'key'] as const) {
    const show = by === 'touch' ? shows.noCap : shows.massEvent;
    const { page, scanner } = await clerk.open(show, { lang: 'fi' });
    await scanner.part('places').waitFor();
    let presses = 0;
    const touch = async (target: Locator, options: { readonly force?: boolean } = {}) => {
      presses += 1;
      await target.click(options);
    };
    // At a person's pace: keys in a burst are a reader's.
    const hit = async (key: string) => {
      presses += 1;
      await personsTurn(page);
      await page.keyboard.press(key);
    };
    const press = (part: string, key: string) => (by === 'touch' ? touch(scanner.part(part)) : hit(key));
    const tile = (count: number) => page.locator(`kaiku-scanner [part="tile"][value="${count}"]`);
    const choose = (count: number) => (by === 'touch' ? touch(tile(count), { force: true }) : hit(String(count)));
    /** Notes what a person has pressed since the last party. */
    const note = (party: string) => {
      measured[party] = [...(measured[party] ?? []), presses];
      presses = 0;
    };

    await readerOn(page).scan(cards.single.code);
    await scanner.question();
    await press('confirm', 'Enter');
    await scanner.verdict('confirmed');
    note('one adult');

    await readerOn(page).scan(cards.family.code);
    await scanner.question();
    await choose(2);
    await press('confirm', 'Enter');
    await scanner.verdict('confirmed');
    note('one adult with two children');

    if (by === 'touch') {
      await touch(scanner.part('correct'));
      await choose(1);
      await touch(scanner.part('confirm'));
      await scanner.part('verdict-confirmed').filter({ hasText: '1 aikuinen ja 1 lapsi' }).waitFor();
    } else {
      await hit('Tab');
      await hit('Enter');
      await scanner.question();
      await hit('1');
      await hit('Enter');
      await scanner.part('verdict-confirmed').filter({ hasText: '1 aikuinen ja 1 lapsi' }).waitFor();
    }
    note('a correction');

    if (by === 'touch') await touch(scanner.part('undo'));
    else {
      await hit('Tab');
      await hit('Tab');
      await hit('Enter');
    }
    await scanner.part('verdict').filter({ hasText: 'Kirjaus on peruttu.' }).waitFor();
    note('an undo');

    await readerOn(page).scan(cards.expired.code);
    await scanner.verdict('refused');
    note('a refusal');

    const five = [cards.community, cards.oneChild, cards.twoChildren, cards.mobile, cards.family];
    for (const [at, { code }] of five.entries()) {
      await readerOn(page).scan(code);
      await expect.poll(() => page.locator('kaiku-scanner [part~="member"]').count()).toBe(at + 1);
    }
    await press('confirm', 'Enter');
    await scanner.verdict('confirmed');
    note('a group of five');
  }
  expect(measured).toEqual(documented());
});
