/**
 * `npm run pictures`: takes the pictures again. In docs/pictures, the main states in English, on the venue's page with a
 * registry; in test/pictures/states, the sheets that a test compares, of the element with a fake desk.
 * `npm run pictures -- states` takes only the sheets, `-- engines` only what the engines draw, `-- offline device` only these
 * states.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { scannerOn } from '@kaiku/testkit/playwright';
import sharp from 'sharp';
import { build } from '../../.tools/build.ts';
import { root } from '../../.tools/run.ts';
import { clerkCard } from '../../.tools/site/clerk-card.ts';
import { launchChromium, openWindow } from '../support/browser.ts';
import { openVenue } from '../support/venue.ts';
import { type Device, devices, sideBySide } from './engines.ts';
import { type Scene, scenes } from './scenes.ts';
import { takeSheets } from './sheets.ts';
import { store, storedFiles, writePage } from './stored.ts';

const folder = path.join(root, 'docs/pictures');
const groups = ['states', 'engines', 'clerk-card'];
const { positionals: chosen } = parseArgs({ allowPositionals: true });
const unknown = chosen.filter((name) => !groups.includes(name) && !(name in scenes));
if (unknown.length > 0)
  throw new Error(
    `There is no picture '${unknown.join("', '")}'. Choose from: ${groups.join(', ')}, ${Object.keys(scenes).join(', ')}.`,
  );
const isWanted = (name: string) => chosen.length === 0 || chosen.includes(name);

if (isWanted('states')) {
  const names = new Set<string>();
  for (const file of storedFiles()) rmSync(file);
  for await (const sheet of takeSheets()) {
    await store(sheet);
    names.add(sheet.name);
  }
  writePage([...names]);
}

if (isWanted('engines'))
  for (const device of Object.keys(devices) as Device[])
    writeFileSync(path.join(folder, `engines-${device}.png`), await sideBySide(device));

if (isWanted('clerk-card')) writeFileSync(path.join(folder, 'clerk-card.png'), await takeClerkCard());

const wanted = Object.entries(scenes).filter(([name]) => isWanted(name));
if (wanted.length > 0) {
  await build();
  mkdirSync(folder, { recursive: true });
  for (const [name, scene] of wanted) writeFileSync(path.join(folder, `${name}.png`), await take(scene));
  writeFileSync(path.join(folder, 'README.md'), page());
}

/** Each picture gets a registry of its own, because every window is a device and leases tickets of its show. */
async function take({ show, camera, on, play }: Scene): Promise<Buffer> {
  const venue = await openVenue();
  const { page, close } = await openWindow(`${venue[on ?? 'dropIn']}/?show=${show}&lang=en`, camera);
  const scanner = scannerOn(page);
  if (on === undefined) await scanner.part('places').waitFor();
  await play({ scanner, page, venue });
  const png = await page.locator(on === undefined ? 'kaiku-scanner' : 'main').screenshot({ animations: 'disabled' });
  await close();
  await venue.close();
  return small(png);
}

/** Takes the card as it is on a sheet of A4, at 96 pixels an inch. */
async function takeClerkCard(): Promise<Buffer> {
  const browser = await launchChromium();
  const sheet = await browser.newPage({ viewport: { width: 794, height: 1123 } });
  await sheet.setContent(clerkCard());
  const png = await sheet.screenshot();
  await browser.close();
  return small(png);
}

function small(png: Buffer): Promise<Buffer> {
  return sharp(png).png({ palette: true, quality: 95, effort: 10, dither: 0.5 }).toBuffer();
}

function page(): string {
  const sections = Object.entries(scenes).map(([name, { title }]) => `## ${title}\n\n![${title}](${name}.png)\n`);
  return `# Pictures

The main states in English, taken by \`npm run pictures\` on the page and the registry of \`npm start\`.
[Every state](../../test/pictures/states/README.md) is there in three languages, at three widths, light and dark.

## Chromium, Firefox and WebKit

Waiting, a question, a group and three answers, on a phone and on a till, each row in the three engines. A test compares
them ([browsers](../browsers.md#what-runs-in-every-engine)).

![Six states in three engines on a phone](engines-phone.png)

![Six states in three engines on a till](engines-till.png)

${sections.join('\n')}`;
}
