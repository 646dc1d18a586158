/**
 * Cards that are hard to read with a cheap laptop's camera, on the page that `npm start` serves: out of focus by a whole module,
 * and turned by 30°. zxing-wasm alone does not read them, but the element records the visit.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { zxingWasmEngine } from '@kaiku/capture/engines/zxing-wasm';
import { arki } from '@kaiku/registry';
import { expect, it } from 'vitest';
import { cardFrames } from '../support/card-frames.ts';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
const wasmBinary = new Uint8Array(wasm).buffer;
const clerk = useVenue();

/** The width of a module of the card's code at 640 × 480. */
const modulePx = 2.7;

it.each([
  { how: 'out of focus by a module', show: shows.evening, hard: { blurPx: modulePx } },
  { how: 'turned by 30°', show: shows.matinee, hard: { turnedDeg: 30 } },
  { how: 'both', show: shows.noCap, hard: { blurPx: modulePx, turnedDeg: 30 } },
] as const)('a Code 39 $how, which zxing-wasm does not read, becomes a recorded visit', async ({ show, hard }) => {
  const text = cards.family.code;
  expect(await readByZxing({ symbology: 'code-39', text, frames: 20, ...hard })).toEqual([]);

  const { scanner } = await clerk.open(show, { camera: { symbology: 'code-39', text, ...hard } });
  await scanner.confirm();
  await scanner.verdict('confirmed');
  const counted = await clerk.counted(show);
  expect(counted.map(({ card }) => card)).toEqual([text]);
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
