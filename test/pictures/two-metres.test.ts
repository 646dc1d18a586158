/**
 * The discreet display, as seen from two metres: every state is blurred as the eye blurs it there, and no text that names a
 * card, its kind, a date or a reason is as legible as a text that a person with normal sight just cannot read.
 */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStage, type StagePage } from './sheets.ts';

/** A minute of arc at two metres, in millimetres: the detail that normal sight (1.0) resolves. */
const detailMm = 2000 * Math.tan(Math.PI / 180 / 60);
/** A letter is five details high. Capitals are 0.73 of their size in the font of the pictures. */
const unreadablePx = (mmPerPx: number) => (5 * detailMm) / 0.73 / mmPerPx;
const devices = [
  { name: 'phone', width: 390, height: 844, mmPerPx: 0.167 },
  { name: 'till', width: 1280, height: 800, mmPerPx: 0.265 },
] as const;

/** What the queue may read in a question or an answer: it is the same for every reason and kind, or only digits. */
const large = '.headline, .tile, .count, button, label, .lead, [part~=read-back]';

let stage: StagePage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Returns how well letters can be told apart in a part of the window: the difference, of 255, between two blurred pictures
 * that differ in nothing but the letters.
 */
async function legibility([one, other]: readonly [Buffer, Buffer], { x, y, width, height }: Box): Promise<number> {
  const area = { left: Math.floor(x), top: Math.floor(y), width: Math.floor(width), height: Math.floor(height) };
  const [a, b] = await Promise.all([one, other].map((png) => sharp(png).extract(area).greyscale().raw().toBuffer()));
  if (a === undefined || b === undefined) return 0;
  const squares = a.reduce((sum, value, at) => sum + (value - (b[at] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / a.length);
}

/** Returns the picture as the eye sees it: details smaller than it resolves are gone. */
function seen(png: Buffer, mmPerPx: number): Promise<Buffer> {
  return sharp(png)
    .blur(detailMm / mmPerPx)
    .png()
    .toBuffer();
}

/** Takes the window as the eye sees it, then with other letters of the same width in the small texts, and their boxes. */
async function look(
  page: Page,
  mmPerPx: number,
): Promise<{ pictures: readonly [Buffer, Buffer]; texts: (Box & { text: string })[] }> {
  const before = await seen(await page.screenshot(), mmPerPx);
  const texts = await page.evaluate((large) => {
    const turn = (text: string) =>
      text.replace(/[a-z0-9]/gi, (letter) => {
        const set =
          ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789'].find((all) =>
            all.includes(letter),
          ) ?? letter;
        return set[(set.indexOf(letter) + set.length / 2) % set.length] ?? letter;
      });
    const start =
      document.querySelector('kaiku-scanner')?.shadowRoot?.querySelector('.sheet') ?? document.querySelector('p');
    const texts: { text: string; x: number; y: number; width: number; height: number }[] = [];
    const nodes: Node[] = [];
    if (start === null) return texts;
    const walker = document.createTreeWalker(start, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) nodes.push(node);
    for (const node of nodes) {
      const text = node.textContent?.trim() ?? '';
      if (text === '' || node.parentElement === null || node.parentElement.closest(`.said, ${large}`) !== null)
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { x, y, width, height } of range.getClientRects())
        if (width > 8 && x >= 0 && y >= 0 && x + width <= innerWidth && y + height <= innerHeight)
          texts.push({ text, x, y, width, height });
      node.textContent = turn(node.textContent ?? '');
    }
    return texts;
  }, large);
  return { pictures: [before, await seen(await page.screenshot(), mmPerPx)], texts };
}

it.each(devices)('on a $name, no reason, kind or code can be read from two metres', async (device) => {
  const { width, height, mmPerPx } = device;
  const { page, names } = stage;
  await page.setViewportSize({ width, height });
  // The text that can just not be read. In a font with one width, other letters take the same place.
  await page.evaluate(async (sizePx) => {
    const { play } = (globalThis as unknown as { stage: { play(name: string, lang: string): Promise<number> } }).stage;
    await play('scanning', 'fi');
    document.body.innerHTML = '<p>Kortin voimassaolo</p>';
    const style = { font: `${sizePx}px ui-monospace`, color: '#17181c', margin: '20px', whiteSpace: 'nowrap' };
    Object.assign(document.querySelector('p')?.style ?? {}, style);
  }, unreadablePx(mmPerPx));
  const { pictures, texts } = await look(page, mmPerPx);
  const [reference] = texts;
  if (reference === undefined) throw new Error('The reference is not on the page.');
  // A fifth more is not read either: that needs letters of about twice this size.
  const limit = 1.2 * (await legibility(pictures, reference));
  expect(limit).toBeGreaterThan(2);

  const readable: string[] = [];
  // While a device enrols there is no card.
  for (const name of names.filter((each) => !each.startsWith('enroll'))) {
    await page.evaluate(async (name) => {
      const { play } = (globalThis as unknown as { stage: { play(name: string, lang: string): Promise<number> } })
        .stage;
      await play(name, 'fi');
      document.documentElement.style.setProperty('--kaiku-font', 'ui-monospace');
      await document.fonts.ready;
    }, name);
    const shown = await look(page, mmPerPx);
    for (const text of shown.texts) {
      const legible = await legibility(shown.pictures, text);
      if (legible > limit)
        readable.push(`${name}: ${text.text.slice(0, 60)} (${legible.toFixed(1)} > ${limit.toFixed(1)})`);
    }
  }
  expect(readable).toEqual([]);
});
