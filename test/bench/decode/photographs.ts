// Photographs with known texts, in a folder next to the project that is not part of it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { createShapeReader } from '../../../packages/capture/src/engines/card39/card39.ts';
import { anyTextOf } from '../../../packages/capture/src/engines/card39/shapes.ts';
import type { Reader } from './peers.ts';
import type { Readers } from './readers.ts';
import { allOurs, allPeers, type Tally } from './tally.ts';

/** Next to the project's folder; absent in a venue's checkout. */
export const corpus = fileURLToPath(new URL('../../../../shared/corpus', import.meta.url));

export interface Photographs {
  readonly name: string;
  readonly tallies: Readonly<Record<string, Tally>>;
}

interface Photograph {
  readonly file: string;
  readonly symbology: 'qr_code' | 'code_39';
  readonly text: string;
}

/** Returns what each reader reads of the corpus; `undefined` if there is no corpus. `share` of the files. */
export async function readPhotographs(
  readers: Readers,
  share: number,
  say: (line: string) => void,
): Promise<readonly Photographs[] | undefined> {
  const list = path.join(corpus, 'manifest.json');
  if (!existsSync(list)) {
    say(`Without photographs: there is no ${corpus}.`);
    return undefined;
  }
  const all = JSON.parse(readFileSync(list, 'utf8')) as readonly Photograph[];
  const some = all.filter((_, index) => index % Math.round(1 / share) === 0);
  const results: Photographs[] = [];
  for (const [kind, symbology] of [
    ['code-39', 'code_39'],
    ['qr', 'qr_code'],
  ] as const) {
    const chosen = some.filter((photograph) => photograph.symbology === symbology);
    const tallies = await readAll(readers, kind, chosen);
    results.push({ name: `${kind === 'qr' ? 'QR' : 'Code 39'}: photographs of the corpus, ${chosen.length}`, tallies });
    say(`photographs, ${kind}: done`);
  }
  return results;
}

async function readAll({ peers, ours }: Readers, kind: 'qr' | 'code-39', photographs: readonly Photograph[]) {
  const asked = [...peers, ...ours].filter(({ kinds }) => kinds.includes(kind));
  const tallies: Record<string, Tally> = {};
  for (const { name } of [...asked, { name: allPeers }, { name: allOurs }])
    tallies[name] = { read: 0, frames: 0, wrong: 0, wrongCards: 0 };
  for (const { file, text } of photographs) {
    const frame = await frameFrom(path.join(corpus, file));
    const [byPeers, byUs] = [new Set<string>(), new Set<string>()];
    for (const reader of asked) {
      const tally = tallies[reader.name] as Tally;
      const own = reader.name === 'card39' ? openTo(text) : reader;
      const texts = await own.read(frame, kind);
      add(tally, texts, text);
      for (const told of texts) (peers.includes(reader) ? byPeers : byUs).add(told);
    }
    add(tallies[allPeers] as Tally, [...byPeers], text);
    add(tallies[allOurs] as Tally, [...byUs], text);
  }
  return tallies;
}

/** Counts one photograph with the texts that were read in it. */
function add(tally: Tally, texts: readonly string[], text: string): void {
  tally.frames++;
  if (texts.some((told) => isSame(told, text))) tally.read++;
  tally.wrong += texts.filter((told) => !isSame(told, text)).length;
}

/** card39 opened to any text of the photograph's length; a vehicle's number may start with an I. */
function openTo(text: string): Reader {
  const lengths = text.length === 17 ? [17, 18] : [text.length];
  const reader = createShapeReader(lengths.map(anyTextOf));
  return {
    name: 'card39',
    kinds: ['code-39'],
    read: async (frame) => reader.read(frame).flatMap((reading) => (reading.accepted ? [reading.text] : [])),
  };
}

/** Normalises a text: a vehicle's number starts with an I that its readers omit, and line ends differ. */
function isSame(told: string, text: string): boolean {
  const plain = (of: string) => of.replace(/\r\n?/g, '\n').trim();
  return plain(told) === plain(text) || (text.length === 17 && told === `I${text}`);
}

async function frameFrom(file: string): Promise<Frame> {
  const { default: sharp } = await import('sharp');
  const picture = sharp(file).rotate().flatten({ background: '#fff' }).toColourspace('srgb').removeAlpha();
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { width: widthPx, height: heightPx, channels } = info;
  const luma = new Uint8Array(widthPx * heightPx);
  for (let at = 0, from = 0; at < luma.length; at++, from += channels) {
    const red = data[from] as number;
    const [green, blue] = channels < 3 ? [red, red] : [data[from + 1] as number, data[from + 2] as number];
    luma[at] = (77 * red + 150 * green + 29 * blue + 128) >> 8;
  }
  return { luma, widthPx, heightPx, takenAtMs: 0 };
}
