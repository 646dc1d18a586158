/** What a clerk has to press for each party, from a card in view to the answer: the table of docs/screen.md. */
import { readFileSync } from 'node:fs';
import { arki } from '@kaiku/registry';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { beep, personsTurn } from '../support/browser.ts';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const clerk = useVenue();

/** Counts what a person presses; the keys of a reader come in a burst and are left out. */
function countPresses(page: Page): Promise<void> {
  return page.evaluate(() => {
    const presses = { touches: 0, keys: 0 };
    Object.assign(globalThis, { presses });
    let lastMs = 0;
    addEventListener('pointerdown', () => (presses.touches += 1), { capture: true });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        if (timeStamp - lastMs > 35) presses.keys += 1;
        lastMs = timeStamp;
      },
      { capture: true },
    );
  });
}

/** Returns what was pressed since the last call. The first key of a reader's burst counts as one. */
async function pressed(page: Page, readings: number): Promise<number> {
  const { touches, keys } = await page.evaluate(() => {
    const { presses } = globalThis as unknown as { presses: { touches: number; keys: number } };
    const now = { ...presses };
    Object.assign(presses, { touches: 0, keys: 0 });
    return now;
  });
  return touches + keys - readings;
}

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
    await countPresses(page);
    // At a person's pace: keys in a burst are a reader's.
    const hit = async (key: string) => {
      await personsTurn(page);
      await page.keyboard.press(key);
    };
    const press = (part: string, key: string) => (by === 'touch' ? scanner.part(part).click() : hit(key));
    const choose = (count: number) =>
      by === 'touch'
        ? page.locator(`kaiku-scanner [part="tile"][value="${count}"]`).click({ force: true })
        : hit(String(count));
    const note = async (party: string, readings: number) => {
      measured[party] = [...(measured[party] ?? []), await pressed(page, readings)];
    };

    await beep(page, cards.single.code);
    await scanner.question();
    await press('confirm', 'Enter');
    await scanner.verdict('confirmed');
    await note('one adult', 1);

    await beep(page, cards.family.code);
    await scanner.question();
    await choose(2);
    await press('confirm', 'Enter');
    await scanner.verdict('confirmed');
    await note('one adult with two children', 1);

    if (by === 'touch') {
      await scanner.part('correct').click();
      await choose(1);
      await scanner.part('confirm').click();
      await scanner.part('verdict-confirmed').filter({ hasText: '1 aikuinen ja 1 lapsi' }).waitFor();
    } else {
      await hit('Tab');
      await hit('Enter');
      await scanner.question();
      await hit('1');
      await hit('Enter');
      await scanner.part('verdict-confirmed').filter({ hasText: '1 aikuinen ja 1 lapsi' }).waitFor();
    }
    await note('a correction', 0);

    if (by === 'touch') await scanner.part('undo').click();
    else {
      await hit('Tab');
      await hit('Tab');
      await hit('Enter');
    }
    await scanner.part('verdict').filter({ hasText: 'Kirjaus on peruttu.' }).waitFor();
    await note('an undo', 0);

    await beep(page, cards.expired.code);
    await scanner.verdict('refused');
    await note('a refusal', 1);

    const five = [cards.community, cards.oneChild, cards.twoChildren, cards.mobile, cards.family];
    for (const [at, { code }] of five.entries()) {
      await beep(page, code);
      await expect.poll(() => page.locator('kaiku-scanner [part~="member"]').count()).toBe(at + 1);
    }
    await press('confirm', 'Enter');
    await scanner.verdict('confirmed');
    await note('a group of five', five.length);
  }
  expect(measured).toEqual(documented());
});
