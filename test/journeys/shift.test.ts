/** A clerk's shift and a training in a real Chromium, against a real registry: what the device stores of them. */
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { storedTexts } from '../support/stored-texts.ts';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const clerk = useVenue();

async function open(show: { readonly id: string }) {
  const { page, scanner } = await clerk.open(show, { lang: 'en' });
  await scanner.part('places').waitFor();
  return { page, scanner };
}

describe('a shift', () => {
  it('survives a reload without a card code, and a visit can be undone from it', async () => {
    const { page, scanner } = await open(shows.matinee);
    await scanner.type(cards.family.code);
    await scanner.setMinors(2);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    expect(await scanner.text('undo-until')).toMatch(/^Can be undone until \d+:\d\d in the menu, under Shift\.$/);
    await scanner.type(cards.expired.code);
    await scanner.verdict('refused');
    const masked = (code: string) => `${code.slice(0, 2)}…${code.slice(-3)}`;
    // The history is stored a moment after the answer is shown.
    await expect.poll(() => storedTexts(page)).toContain(masked(cards.expired.code));

    await page.reload();
    await scanner.part('places').waitFor();
    await scanner.openDrawer();
    // The history is loaded a moment after the page.
    await scanner.part('past').waitFor();
    const shift = await scanner.text('shift');
    expect(shift).toContain('Recorded 1 visit, 3 people');
    expect(shift).toContain('Not recorded 1');
    expect(shift).toContain(masked(cards.family.code));
    const kept = await storedTexts(page);
    expect(kept).toContain('…');
    for (const { code } of [cards.family, cards.expired]) expect(kept).not.toContain(code);

    await scanner.part('undo-past').click();
    await scanner.part('past-undone').waitFor();
    expect((await clerk.venue.rows(shows.matinee.id)).map(({ state }) => state)).not.toContain('counted');
  });
});

describe('training', () => {
  it('starts and ends on the screen, and no card reaches the registry, the storage or the page', async () => {
    const { page, scanner } = await open(shows.evening);
    const before = await clerk.venue.rows(shows.evening.id);
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
    await scanner.openDrawer();
    await scanner.part('train').click();
    await page.getByRole('button', { name: 'Three children' }).click();
    await scanner.setMinors(3);
    await scanner.confirm();
    expect(await scanner.verdict('confirmed')).toContain('1 adult and 3 children');
    await page.getByRole('button', { name: 'No connection' }).click();
    await scanner.confirm();
    await scanner.verdict('provisional');
    // A real card is unregistered in the training.
    await scanner.type(cards.family.code);
    await scanner.verdict('refused');
    await scanner.part('end-training').click();
    await scanner.part('training').waitFor({ state: 'detached' });

    expect(
      sent.filter((request) => /A99900|visits|lookups/.test(request) || request.includes(cards.family.code)),
    ).toEqual([]);
    expect(await storedTexts(page)).not.toMatch(/A99900/);
    expect(await clerk.venue.rows(shows.evening.id)).toEqual(before);
  });
});
