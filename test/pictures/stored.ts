/** The stored sheets: how one is compressed, and how many pixels two differ by. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pixelmatch from 'pixelmatch';
import sharp from 'sharp';
import type { Sheet } from './sheets.ts';

const folder = 'test/pictures/states';

/** Returns the file of a sheet. */
export function fileOf({ name, scheme }: Pick<Sheet, 'name' | 'scheme'>): string {
  return path.join(folder, `${name}.${scheme}.webp`);
}

/** Returns the files of all stored sheets. */
export function storedFiles(): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).flatMap((name) => (name.endsWith('.webp') ? path.join(folder, name) : []));
}

/** The levels of each colour in a stored picture. Their step is less than the difference that the comparison ignores. */
const levels = 6;

/**
 * Compresses a picture, with its colours rounded. Each pixel is rounded alone: with a palette for the whole picture, one
 * differing pixel once changed the colour of all text.
 */
export async function packed(png: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const step = 255 / (levels - 1);
  const rounded = Buffer.from(data.map((value) => Math.round(Math.round(value / step) * step)));
  return sharp(rounded, { raw: info }).webp({ lossless: true, effort: 4 }).toBuffer();
}

/**
 * Returns how many pixels visibly differ, smoothed edges left out, and a picture with them in red; `undefined` if the
 * sizes differ.
 */
export async function apart(
  one: Buffer,
  other: Buffer,
): Promise<{ readonly pixels: number; readonly differing: Buffer } | undefined> {
  const [first, second] = await Promise.all(
    [one, other].map((picture) => sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  if (first === undefined || second === undefined) throw new Error('Two pictures are needed.');
  const { width, height } = first.info;
  if (width !== second.info.width || height !== second.info.height) return undefined;
  const difference = new Uint8Array(first.data.length);
  const pixels = pixelmatch(first.data, second.data, difference, width, height, { threshold: 0.15 });
  return {
    pixels,
    differing: await sharp(difference, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer(),
  };
}

/** Stores a sheet. */
export async function store(sheet: Sheet): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(sheet), await packed(sheet.png));
}

/** Writes the page with every sheet. */
export function writePage(names: readonly string[]): void {
  const rows = names.map(
    (name) => `## ${name}\n\n![${name}, light](${name}.light.webp) ![${name}, dark](${name}.dark.webp)\n`,
  );
  writeFileSync(
    path.join(folder, 'README.md'),
    `# Every state\n\nEach state of the screen in Finnish, Swedish and English, at 320, 768 and 1280 px, light and dark, at two fifths of its\nsize. \`npm run pictures -- states\` takes the sheets, from the element with a fake desk. A test compares them.\n\n${rows.join('\n')}`,
  );
}

/** Returns the stored picture of a sheet; `undefined` if it is new. */
export function stored(sheet: Pick<Sheet, 'name' | 'scheme'>): Buffer | undefined {
  const file = fileOf(sheet);
  return storedFiles().includes(file) ? readFileSync(file) : undefined;
}
