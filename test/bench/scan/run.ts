/** From a card in front of the camera to the answer on the screen, stage by stage, in real Chromium against a registry. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { arki } from '@kaiku/registry';
import { cardFrames, type LumaFrame } from '@kaiku/testkit/camera';
import { scannerOn } from '@kaiku/testkit/playwright';
import { uniform } from '../../../packages/testkit/src/random.ts';
import { openWindow } from '../../support/browser.ts';
import { writeVideo } from '../../support/card-video.ts';
import { quantile } from '../../support/quantile.ts';
import { openVenue, type Venue } from '../../support/venue.ts';
import { nextScan, type Scan, watchDecoder, watchKeys } from './page.ts';

interface Options {
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

/** A card that is refused: the answer is the registry's, and no clerk needs to confirm it. */
const { expired, family } = arki.cards;
const perSecond = 30;
const size = { widthPx: 1280, heightPx: 720 } as const;

/** A second of a card in a hand, then the bare table for longer than `repeatAfterMs`, so that the card is accepted again. */
function* cardAndTable(symbology: 'qr' | 'code-39'): Generator<LumaFrame> {
  const held = [...cardFrames({ symbology, text: expired.code, frames: 10, ...size })];
  // Back and forth three times, as a hand sways.
  for (let frame = 0; frame < perSecond; frame++) yield held[Math.abs((frame % 18) - 9)] ?? (held[0] as LumaFrame);
  const random = uniform(7);
  const table = Array.from({ length: 5 }, () =>
    Uint8Array.from({ length: size.widthPx * size.heightPx }, () => 84 + Math.round(12 * random())),
  );
  for (let frame = 0; frame < 2.6 * perSecond; frame++) yield { luma: table[frame % 5] ?? new Uint8Array(), ...size };
}

const stages: readonly (readonly [name: string, of: (scan: Scan) => number])[] = [
  ['frame: in front of the camera until given to the decoder', ({ shownMs, sentMs }) => sentMs - shownMs],
  ['decode: the first such frame', ({ sentMs, decodedMs }) => decodedMs - sentMs],
  ['accept: until it is a reading', ({ decodedMs, readMs }) => readMs - decodedMs],
  ['check: until the registry has answered', ({ readMs, decidedMs }) => decidedMs - readMs],
  ['paint: until it is on the screen', ({ decidedMs, paintedMs }) => paintedMs - decidedMs],
  ['**all**', ({ shownMs, paintedMs }) => paintedMs - shownMs],
];

export async function benchScan({ quick, say }: Options): Promise<{ table: string; browser: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-bench-scan-'));
  const venue = await openVenue();
  const rows = ['| | QR p50 | QR p95 | Code 39 p50 | Code 39 p95 | target |', '|---|--:|--:|--:|--:|--:|'];
  let browser = '';
  try {
    const scans: Scan[][] = [];
    for (const symbology of ['qr', 'code-39'] as const) {
      const video = path.join(folder, `${symbology}.y4m`);
      writeVideo(video, { ...size, framesPerSecond: perSecond }, cardAndTable(symbology));
      say(`${symbology} …`);
      const seen = await scan(venue, video, quick ? 5 : 40);
      scans.push([...seen.scans]);
      browser = seen.browser;
    }
    for (const [name, of] of stages) {
      const cells = scans.flatMap((some) =>
        [quantile(some.map(of), 0.5), quantile(some.map(of), 0.95)].map((ms) => `${ms.toFixed(0)} ms`),
      );
      rows.push(`| ${name} | ${cells.join(' | ')} | ${name === '**all**' ? 'p50 300 ms' : ''} |`);
    }
    say('keys …');
    const keys = await press(venue, quick ? 20 : 200);
    const cells = [0.5, 0.95].map((part) => `${quantile(keys, part).toFixed(0)} ms`);
    rows.push(`| a key until what it changed is painted, the decoder running | ${cells.join(' | ')} | | | p95 50 ms |`);
  } finally {
    await venue.close();
    rmSync(folder, { recursive: true });
  }
  return { table: rows.join('\n'), browser };
}

async function scan(venue: Venue, video: string, times: number) {
  const { page, close } = await openWindow('about:blank', { video });
  try {
    await page.addInitScript(watchDecoder);
    await page.goto(`${venue.dropIn}/?show=${arki.shows.evening.id}&lang=fi`);
    await scannerOn(page).verdict('refused');
    await scannerOn(page).part('next').click();
    const scans: Scan[] = [];
    while (scans.length < times) scans.push(await page.evaluate(nextScan));
    return { scans, browser: `Chromium ${page.context().browser()?.version() ?? ''}` };
  } finally {
    await close();
  }
}

/** Counts children up and down by keys while the camera films a code that is not a card's. */
async function press(venue: Venue, times: number): Promise<readonly number[]> {
  const { page, close } = await openWindow(`${venue.dropIn}/?show=${arki.shows.matinee.id}&lang=fi`, {
    symbology: 'qr',
    text: 'KAIKUKORTTI',
  });
  try {
    const scanner = scannerOn(page);
    await scanner.part('notice').waitFor();
    await scanner.type(family.code);
    await scanner.question();
    await page.evaluate(watchKeys);
    for (let key = 0; key < times; key++) {
      await page.keyboard.press(key % 2 === 0 ? '2' : '1');
      await page.waitForTimeout(60 + (key % 7) * 10);
    }
    return await page.evaluate(() => (globalThis as unknown as { tookMs: number[] }).tookMs);
  } finally {
    await close();
  }
}
