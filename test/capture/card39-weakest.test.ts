import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createCard39Reader } from '../../packages/capture/src/engines/card39/card39.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';

const folder = fileURLToPath(new URL('../bench/frames/weakest', import.meta.url));
const pictures = readdirSync(folder).filter((name) => name.endsWith('.png'));
const mustBeRead = ['blurred-2', 'gamma-8', 'small-3'];
const reader = createCard39Reader(cardShapes);

async function textsIn(name: string): Promise<readonly string[]> {
  const { data, info } = await sharp(`${folder}/${name}`).greyscale().raw().toBuffer({ resolveWithObject: true });
  const frame = { luma: Uint8Array.from(data), widthPx: info.width, heightPx: info.height, takenAtMs: 0 };
  return reader.read(frame).flatMap(({ accepted, text }) => (accepted ? [text] : []));
}

describe('the pictures that card39 is weakest at', () => {
  it.each(pictures)('%s is never read wrongly', async (name) => {
    const [, picture = '', text = ''] = /^(.+)-([A-Z0-9]+)\.png$/.exec(name) ?? [];
    const texts = await textsIn(name);
    if (mustBeRead.includes(picture) || texts.length > 0) expect(texts).toEqual([text]);
  });
  it('include those that must be read', () => {
    expect(pictures.filter((name) => mustBeRead.some((picture) => name.startsWith(`${picture}-`)))).toHaveLength(3);
    expect(pictures.length).toBeGreaterThan(mustBeRead.length);
  });
});
