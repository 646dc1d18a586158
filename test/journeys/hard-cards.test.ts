/**
 * Cards that are hard to read, on the page that `npm start` serves. One is out of focus by a whole module and turned by 30°, by a
 * cheap laptop's camera: zxing-wasm alone does not read it, but the element records the visit. Then what a queue holds up: a
 * finger over a digit, a phone in dark mode, two cards at once, and a small QR code, by a phone's camera.
 */
import { zxingWasmEngine } from '@kaiku/capture/engines/zxing-wasm';
import { arki } from '@kaiku/registry';
import { localeFor } from '@kaiku/scanner/locales';
import { cardFrames } from '@kaiku/testkit/camera';
import { expect, it } from 'vitest';
import { darkCard, emptyRoom, heldCard, smallQr, twoCards } from '../support/hard-pictures.ts';
import { useVenue } from '../support/use-venue.ts';
import { wasmBinary } from '../support/zxing-wasm.ts';

const { cards, shows } = arki;
const clerk = useVenue();

/** The width of a module of the card's code at 640 × 480. */
const modulePx = 2.7;

it('a Code 39 out of focus by a module and turned by 30°, which zxing-wasm does not read, becomes a recorded visit', async () => {
  const [text, show, hard] = [cards.family.code, shows.noCap, { blurPx: modulePx, turnedDeg: 30 }];
  expect(await readByZxing({ symbology: 'code-39', text, frames: 20, ...hard })).toEqual([]);

  const { scanner } = await clerk.open(show, { camera: { symbology: 'code-39', text, ...hard } });
  await scanner.confirm();
  await scanner.verdict('confirmed');
  const counted = await clerk.counted(show);
  expect(counted.map(({ card }) => card)).toEqual([text]);
});

it('a digit under a finger is said to be covered, and the card is read when the finger is gone', async () => {
  const text = cards.family.code;
  const { page, scanner, camera } = await clerk.openDrawn(shows.tomorrow);
  await camera.show(await heldCard(text, { finger: true }));
  await scanner.part('notice').waitFor();
  expect(await scanner.text('notice')).toBe(localeFor('en').ready.hidden);
  expect(await page.locator('[part~="confirm"]').count()).toBe(0);
  await camera.show(await heldCard(text));
  await scanner.confirm();
  await scanner.verdict('confirmed');
  expect((await clerk.counted(shows.tomorrow)).map(({ card }) => card)).toEqual([text]);
});

it.each([
  {
    what: 'a card in white on black, as on a phone in dark mode',
    show: shows.small,
    text: cards.mobile.code,
    draw: darkCard,
  },
  { what: 'a QR code of 1.2 pixels a module', show: shows.tiny, text: cards.oneChild.code, draw: smallQr },
])('$what, is read', async ({ show, text, draw }) => {
  const { scanner, camera } = await clerk.openDrawn(show);
  await camera.show(await draw(text));
  await scanner.confirm();
  await scanner.verdict('confirmed');
  expect((await clerk.counted(show)).map(({ card }) => card)).toEqual([text]);
});

it('of two cards at once one is asked about, and the other when it is held up alone', async () => {
  const both: readonly string[] = [cards.twoChildren.code, cards.fourChildren.code];
  const recorded = async () =>
    (await clerk.counted(show)).map(({ card }) => card).filter((card) => card !== null && both.includes(card));
  const show = shows.evening;
  const { scanner, camera } = await clerk.openDrawn(show);
  await camera.show(await twoCards(cards.twoChildren.code, cards.fourChildren.code));
  await scanner.confirm();
  await scanner.verdict('confirmed');
  // A slow machine takes a card that it has not looked at for two seconds for one that is shown again.
  await camera.show(await emptyRoom());
  const first = await recorded();
  expect(first).toHaveLength(1);
  await scanner.part('verdict-confirmed').waitFor({ state: 'detached' });
  await camera.show(await heldCard(both.find((text) => !first.includes(text)) ?? ''));
  await scanner.confirm();
  await scanner.verdict('confirmed');
  expect((await recorded()).sort()).toEqual([...both].sort());
});

/** Returns the texts that zxing-wasm alone reads from the frames that the camera shows. */
async function readByZxing(options: Parameters<typeof cardFrames>[0]): Promise<readonly string[]> {
  const engine = zxingWasmEngine({ wasmBinary });
  await engine.load();
  const texts: string[] = [];
  for (const picture of cardFrames(options)) {
    const symbols = await engine.decode({ ...picture, takenAtMs: 0 });
    texts.push(...symbols.map((symbol) => symbol.text));
  }
  await engine.close();
  return texts;
}
