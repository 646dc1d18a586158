/** The stored sheets: how a picture is kept small, and how far two pictures are apart. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pixelmatch from 'pixelmatch';
import sharp from 'sharp';
import type { Sheet } from './sheets.ts';

const folder = 'docs/pictures/states';

/** The file a sheet is stored as. */
export function fileOf({ name, scheme }: Pick<Sheet, 'name' | 'scheme'>): string {
  return path.join(folder, `${name}.${scheme}.webp`);
}

/** The files that are stored, by their path. */
export function storedFiles(): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).flatMap((name) => (name.endsWith('.webp') ? path.join(folder, name) : []));
}

/** A picture as it is stored: twelve colours, nothing else lost. The same picture gives the same bytes. */
export async function packed(png: Buffer): Promise<Buffer> {
  const fewColours = await sharp(png).png({ palette: true, colours: 12, dither: 0 }).toBuffer();
  return sharp(fewColours).webp({ lossless: true, effort: 4 }).toBuffer();
}

/**
 * How many pixels of two stored pictures a person would see to differ, smoothed edges left out; `undefined` where they
 * are not of the same size. `differing` shows them in red.
 */
export async function apart(
  one: Buffer,
  other: Buffer,
): Promise<{ readonly pixels: number; readonly differing: Buffer } | undefined> {
  const [first, second] = await Promise.all(
    [one, other].map((picture) => sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  if (first === undefined || second === undefined) throw new Error('There are two pictures.');
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

/** Writes the page that shows every sheet. */
export function writePage(names: readonly string[]): void {
  const rows = names.map(
    (name) => `## ${name}\n\n![${name}, light](${name}.light.webp) ![${name}, dark](${name}.dark.webp)\n`,
  );
  writeFileSync(
    path.join(folder, 'README.md'),
    `# Every state\n\nEach state of the screen in Finnish, Swedish and English, at 320, 768 and 1280 px, light and dark, at two fifths of its\nsize. Made by \`npm run pictures -- states\` from the element with a fake desk; a test compares them.\n\n${rows.join('\n')}`,
  );
}

/** Reads what is stored of a sheet; `undefined` where it is new. */
export function stored(sheet: Pick<Sheet, 'name' | 'scheme'>): Buffer | undefined {
  const file = fileOf(sheet);
  return storedFiles().includes(file) ? readFileSync(file) : undefined;
}
