/** The main journeys by keyboard alone, as assistive technology reads them out, and in a window at 400 % zoom. */
import { arki } from '@kaiku/registry';
import { type Lang, locales, withStrings } from '@kaiku/scanner/locales';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityTree, listen } from '../support/accessibility-tree.ts';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const clerk = useVenue();

async function open(show: { readonly id: string }, lang: Lang) {
  const { page, scanner } = await clerk.open(show, { lang });
  await scanner.part('places').waitFor();
  return { page, scanner };
}

/** How long a person holds a key. Shorter presses would be treated as a reader's. */
const byHand = { delay: 60 };

/** Presses Tab until the focus is on a part of the element. */
async function tabTo(page: Page, part: string): Promise<void> {
  for (let tab = 0; tab < 40; tab++) {
    await page.keyboard.press('Tab', byHand);
    const at = await page
      .locator('kaiku-scanner')
      .evaluate((element) => element.shadowRoot?.activeElement?.getAttribute('part'));
    if (at?.split(' ').includes(part)) return;
  }
  throw new Error(`40 presses of Tab did not reach the part '${part}'.`);
}

const focus = async (page: Page) => {
  const found = (await accessibilityTree(page)).filter(({ focused, role }) => focused && role !== 'RootWebArea');
  return found.map(({ role, name }) => `${role} ${name}`);
};

describe.each([
  { lang: 'fi', show: shows.evening },
  { lang: 'sv', show: shows.matinee },
  { lang: 'en', show: shows.tomorrow },
] as const)('without a mouse and without sight, in $lang', ({ lang, show }) => {
  // The default screen.
  const t = withStrings(locales[lang], locales[lang].discreet);

  it('a card is typed, its children are counted, it is recorded and undone, and each step is read out once in order', async () => {
    const { page, scanner } = await open(show, lang);
    const said = await listen(page);

    await tabTo(page, 'code-input');
    expect(await focus(page)).toEqual([`textbox ${t.typed.label}`]);
    await page.keyboard.type(cards.family.code, byHand);
    await page.keyboard.press('Enter');
    await scanner.question();
    expect(await focus(page)).toEqual([`button ${t.asking.confirm}`]);
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    await scanner.verdict('confirmed');
    expect(await focus(page)).toEqual([`button ${t.verdict.next}`]);
    await tabTo(page, 'undo');
    await page.keyboard.press('Enter');
    await scanner.part('undo').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await scanner.part('verdict').waitFor({ state: 'detached' });
    expect(await focus(page)).toEqual([`textbox ${t.typed.label}`]);

    const heard = (await said()).map(({ how, text }) => `${how}: ${text}`);
    const inOrder = [
      new RegExp(`^polite: ${t.ready.checking}`),
      /^polite: .*3/, // how many may come
      /^polite: 2$/,
      new RegExp(`^polite: ${t.asking.recording}`),
      /^assertive: /, // the answer
      new RegExp(`^polite: ${t.verdict.undoing}`),
      /^assertive: /, // undone
    ];
    const places = inOrder.map((what, index) =>
      heard.findIndex((line, at) => what.test(line) && (index === 0 || at > 0)),
    );
    expect(places.slice(0, 5), heard.join('\n')).toEqual([...places.slice(0, 5)].sort((a, b) => a - b));
    expect(places, heard.join('\n')).not.toContain(-1);
    expect(
      heard.filter((line) => line.startsWith('assertive')),
      heard.join('\n'),
    ).toHaveLength(2);
    expect(heard.join(' ')).not.toContain(cards.family.code);
    expect((await clerk.venue.rows(show.id)).map(({ state, minors }) => [state, minors])).toContainEqual(['voided', 2]);
  });
});

it('a group is gathered, counted and recorded with the keyboard alone, after one card was removed', async () => {
  const show = shows.reserved;
  const { page, scanner } = await open(show, 'fi');
  const t = withStrings(locales.fi, locales.fi.discreet);
  const said = await listen(page);
  const members = page.locator('kaiku-scanner [part~="member"]');

  await tabTo(page, 'code-input');
  for (const [index, { code }] of [cards.community, cards.single, cards.oneChild].entries()) {
    // The focus stays, because after a typed card the next one is likely typed too.
    expect(await focus(page)).toEqual([`textbox ${t.typed.label}`]);
    await page.keyboard.type(code, byHand);
    await page.keyboard.press('Enter');
    await expect.poll(() => members.count()).toBe(index + 1);
  }
  await tabTo(page, 'confirm');
  await page.keyboard.press('1', byHand); // a child of the last card
  await scanner
    .part('total')
    .filter({ hasText: t.group.total(3, 4) })
    .waitFor();
  await page.keyboard.press('Escape', byHand); // and the last card is left out again, with its child
  await expect.poll(() => members.count()).toBe(2);
  await page.keyboard.press('Enter');
  expect(await scanner.verdict('confirmed')).toContain(t.group.total(2, 2));
  const heard = (await said()).map(({ how, text }) => `${how}: ${text}`);
  expect(
    heard.filter((line) => line.startsWith('assertive')),
    heard.join('\n'),
  ).toHaveLength(1);

  const recorded = (await clerk.counted(show)).filter(({ how }) => how !== 'reserved');
  expect(recorded.map(({ card, minors }) => [card, minors])).toEqual([
    [cards.community.code, 0],
    [cards.single.code, 0],
  ]);
});

it('a screen reader finds the region, the question as a heading, and the named buttons, in visual order', async () => {
  const { page, scanner } = await open(shows.massEvent, 'fi');
  const fi = withStrings(locales.fi, locales.fi.discreet);
  await scanner.type(cards.family.code);
  await scanner.question();
  const found = (await accessibilityTree(page)).map(({ role, name }) => `${role} ${name}`);
  const wanted = [
    `region ${fi.title}`,
    `heading ${fi.asking.question}`,
    'radio 0',
    'radio 1',
    'status 0',
    `button ${fi.asking.confirm}`,
    `button ${fi.asking.cancel}`,
    `textbox ${fi.typed.label}`,
    `button ${fi.typed.submit}`,
  ];
  const lines = wanted.map((line) =>
    found.findIndex((one) => (line === 'status 0' ? one.startsWith('status') : one === line)),
  );
  expect(lines, found.join('\n')).not.toContain(-1);
  expect(lines, found.join('\n')).toEqual([...lines].sort((a, b) => a - b));
});

it('the journey works in a window of 320 × 256 px, which is 1280 × 1024 at 400 % zoom', async () => {
  const { page, scanner } = await open(shows.massEvent, 'fi');
  await page.setViewportSize({ width: 320, height: 256 });
  await tabTo(page, 'code-input');
  await page.keyboard.type(cards.single.code, { delay: 60 });
  await page.keyboard.press('Enter');
  await scanner.question();
  await page.keyboard.press('Enter');
  await scanner.verdict('confirmed');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

it('every button has a border in forced colours, and the answers still differ by their signs', async () => {
  const { page, scanner } = await open(shows.massEvent, 'fi');
  await page.emulateMedia({ forcedColors: 'active' });
  const lines = () =>
    page.locator('kaiku-scanner').evaluate((element) =>
      [...(element.shadowRoot?.querySelectorAll('button, input:not([hidden], [type=radio])') ?? [])].flatMap((part) => {
        const { borderStyle, borderTopWidth, borderColor, backgroundColor } = getComputedStyle(part);
        const seen =
          borderStyle !== 'none' && Number.parseFloat(borderTopWidth) >= 1 && borderColor !== backgroundColor;
        return !part.checkVisibility() || seen ? [] : [part.outerHTML];
      }),
    );
  const looks = new Set<string>();
  for (const [code, outcome] of [
    [cards.oneChild.code, 'confirmed'],
    [cards.expired.code, 'refused'],
  ] as const) {
    await scanner.type(code);
    if (outcome === 'confirmed') await scanner.confirm();
    await scanner.verdict(outcome);
    expect(await lines()).toEqual([]);
    looks.add(
      await scanner.part('verdict').evaluate((verdict) => {
        const sign = verdict.querySelector('.sign');
        return sign?.checkVisibility() ? sign.innerHTML : '';
      }),
    );
    await scanner.part('next').click();
  }
  expect(looks.size).toBe(2);
});
