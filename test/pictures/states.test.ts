/** Compares every state with its stored sheet. After a change of looks, run `npm run pictures -- states`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { takeSheets } from './sheets.ts';
import { apart, fileOf, packed, stored, storedFiles } from './stored.ts';

/** Other machines and other versions of Chromium smooth text differently; a changed word is more than this (guess). */
const maxDifferentPixels = 40;
const out = '.cache/pictures';

it('every state looks as in its stored sheet, in three languages, at three widths, light and dark', async () => {
  mkdirSync(out, { recursive: true });
  const offences: string[] = [];
  const taken = new Set<string>();
  for await (const sheet of takeSheets()) {
    const file = fileOf(sheet);
    taken.add(file);
    const before = stored(sheet);
    const difference = before && (await apart(before, sheet.png));
    if (difference !== undefined && difference.pixels <= maxDifferentPixels) continue;
    const name = path.basename(file, '.webp');
    writeFileSync(path.join(out, `${name}.now.png`), sheet.png);
    if (difference !== undefined) writeFileSync(path.join(out, `${name}.differing.png`), difference.differing);
    offences.push(`${name}: ${before === undefined ? 'no picture' : (difference?.pixels ?? 'another size')}`);
  }
  const left = storedFiles().filter((file) => !taken.has(file));
  // .cache/pictures has what they look like now, and where they differ.
  expect({ offences, left }).toEqual({ offences: [], left: [] });
});

it('the comparison notices one more word, and finds no difference between equal pictures', async () => {
  const widthPx = 400;
  const text = (words: string) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="60"><rect width="100%" height="100%" fill="#ffe8b0"/><text x="9" y="30" font-size="7" fill="#4a3000">${words}</text></svg>`,
    );
  const same = text('Paikkoja jäljellä 3/10');
  const before = await packed(same);
  expect((await apart(before, same))?.pixels).toBe(0);
  expect((await apart(before, text('Paikkoja jäljellä 3/10, lisää paikkoja')))?.pixels).toBeGreaterThan(
    maxDifferentPixels,
  );
});
