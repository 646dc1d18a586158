/**
 * `npm run pictures`: a picture of every state of the element in every language, made by doing what a clerk does on the
 * venue's page against a registry of its own. Writes docs/pictures. `npm run pictures -- offline device` takes those only;
 * `states` are the sheets of docs/pictures/states, which a test compares, and which come first.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { arki } from '@kaiku/registry';
import type { Page } from 'playwright-core';
import { build } from '../../.tools/build.ts';
import { root } from '../../.tools/run.ts';
import { type Camera, openWindow } from '../support/browser.ts';
import { scannerOn } from '../support/scanner.ts';
import { openVenue, type Venue } from '../support/venue.ts';
import { takeSheets } from './sheets.ts';
import { store, storedFiles, writePage } from './stored.ts';

type Scanner = ReturnType<typeof scannerOn>;

interface Scene {
  readonly title: string;
  readonly show: string;
  readonly camera?: Camera;
  /** What leads to the state. */
  play(stage: { scanner: Scanner; page: Page; venue: Venue }): Promise<unknown>;
}

const { cards, shows } = arki;
const card: Camera = { symbology: 'qr', text: 'KAIKUKORTTI' }; // of no card's grammar: the picture stays in view

const scenes: Readonly<Record<string, Scene>> = {
  idle: {
    title: 'No show chosen',
    show: shows.evening.id,
    play: ({ page }) =>
      page.locator('kaiku-scanner').evaluate((element) => {
        Object.assign(element, { show: '' });
      }),
  },
  starting: {
    title: 'The camera is starting',
    show: shows.evening.id,
    async play({ page, scanner }) {
      // A person who has not yet answered the browser's question.
      await page.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
      });
      await page.reload();
      await scanner.part('places').waitFor();
    },
  },
  scanning: {
    title: 'Waiting for a card',
    show: shows.evening.id,
    camera: card,
    play: ({ scanner }) => scanner.part('notice').waitFor(),
  },
  'no-camera': {
    title: 'Without a camera',
    show: shows.evening.id,
    play: ({ scanner }) => scanner.part('retry').waitFor(),
  },
  'camera-of-a-phone': {
    title: 'A camera with light, focus and zoom',
    show: shows.evening.id,
    camera: card,
    async play({ page, scanner }) {
      // What the track of a phone's back camera says of itself; Chromium's fake camera has none of it.
      await page.addInitScript(() => {
        const set = { zoom: 1.8, torch: true };
        Object.assign(MediaStreamTrack.prototype, {
          getCapabilities: () => ({ torch: true, zoom: { min: 1, max: 5, step: 0.1 }, focusMode: ['single-shot'] }),
          getSettings: () => set,
          applyConstraints: async () => {},
        });
      });
      await page.reload();
      await scanner.part('torch').waitFor();
    },
  },
  checking: {
    title: 'Looking a card up',
    show: shows.evening.id,
    async play({ scanner, page, venue }) {
      await page.route(`${venue.registry}/**/lookups`, () => {}); // never answered
      await scanner.type(cards.family.code);
    },
  },
  asking: {
    title: 'Who comes along?',
    show: shows.evening.id,
    async play({ scanner }) {
      await scanner.type(cards.family.code.toLowerCase());
      await scanner.setMinors(2);
    },
  },
  recording: {
    title: 'Recording',
    show: shows.evening.id,
    async play({ scanner, page, venue }) {
      await scanner.type(cards.family.code);
      await scanner.question();
      await page.route(`${venue.registry}/v1/visits`, () => {}); // never answered
      await scanner.confirm();
    },
  },
  confirmed: {
    title: 'Confirmed',
    show: shows.matinee.id,
    async play({ scanner }) {
      await scanner.type(cards.family.code);
      await scanner.setMinors(2);
      await scanner.confirm();
      await scanner.verdict('confirmed');
    },
  },
  refused: {
    title: 'Refused',
    show: shows.evening.id,
    async play({ scanner }) {
      await scanner.type(cards.expired.code);
      await scanner.verdict('refused');
    },
  },
  provisional: {
    title: 'Provisional, unconfirmed',
    show: shows.tomorrow.id,
    async play({ scanner, venue }) {
      await venue.stopRegistry();
      // More people than a device holds places for.
      await scanner.type(cards.sixChildren.code);
      await scanner.setMinors(6);
      await scanner.confirm();
      await scanner.verdict('provisional');
    },
  },
  'provisional-leased': {
    title: 'Provisional, on a place held for this device',
    show: shows.tomorrow.id,
    async play({ scanner, page, venue }) {
      await holding(page, 5);
      await venue.stopRegistry();
      await scanner.type(cards.oneChild.code);
      await scanner.confirm();
      await scanner.verdict('provisional');
    },
  },
  offline: {
    title: 'Without connection, two visits wait',
    show: shows.tomorrow.id,
    async play({ scanner, page, venue }) {
      await holding(page, 5);
      await venue.stopRegistry();
      for (const { code } of [cards.mobile, cards.single]) {
        await scanner.type(code);
        await scanner.confirm();
        await scanner.verdict('provisional');
        await scanner.part('next').click();
      }
    },
  },
  review: {
    title: 'A recording that was interrupted',
    show: shows.massEvent.id,
    async play({ scanner, page, venue }) {
      await scanner.type(cards.single.code);
      await scanner.question();
      await page.route(`${venue.registry}/v1/visits`, () => {}); // never answered
      await scanner.confirm();
      // The window is shut while the clerk waits.
      await page.waitForTimeout(300);
      await page.reload();
      await page.locator('kaiku-scanner [part~="review"] summary').click();
    },
  },
  device: {
    title: 'The page of the device',
    show: shows.evening.id,
    async play({ page }) {
      await page.locator('kaiku-scanner [part~="device"] summary').click();
      await page.locator('kaiku-scanner dl').waitFor();
    },
  },
  shift: {
    title: 'The shift, to be read out, and what can be undone',
    show: shows.matinee.id,
    async play({ scanner, page }) {
      await scanner.type(cards.family.code);
      await scanner.setMinors(2);
      await scanner.confirm();
      await scanner.verdict('confirmed');
      await scanner.type(cards.expired.code);
      await scanner.verdict('refused');
      await scanner.part('next').click();
      await page.locator('kaiku-scanner [part~="shift"] summary').click();
      await scanner.part('undo-past').waitFor();
    },
  },
  training: {
    title: 'Training with demo cards',
    show: shows.evening.id,
    async play({ scanner }) {
      await scanner.part('train').click();
      await scanner.part('demo-card').click();
      await scanner.question();
    },
  },
  proposal: {
    title: 'O and I typed for 0 and 1',
    show: shows.evening.id,
    async play({ scanner }) {
      await scanner.part('code-input').fill('AO45I98723');
      await scanner.part('proposal').waitFor();
    },
  },
  gathering: {
    title: 'A group visit, card after card',
    show: shows.evening.id,
    async play({ scanner, page }) {
      await gather(page, scanner, cards.community.code, cards.family.code, cards.single.code);
      await page.locator('kaiku-scanner [part~="step"]').nth(1).click();
    },
  },
  'group-to-fit': {
    title: 'The cap holds a part of the group',
    show: shows.small.id,
    async play({ scanner, page }) {
      await gather(page, scanner, cards.community.code, cards.oneChild.code, cards.twoChildren.code);
      await scanner.part('take').click();
    },
  },
  undecided: {
    title: 'Cannot be decided now',
    show: shows.hardCap.id,
    async play({ scanner, page, venue }) {
      await holding(page, 2);
      await venue.stopRegistry();
      // Nobody beyond what the device holds, where the cap is a matter of safety.
      await scanner.type(cards.sixChildren.code);
      await scanner.setMinors(6);
      await scanner.confirm();
      await scanner.verdict('undecided');
    },
  },
};

/** Waits until the device holds so many places. */
async function holding(page: Page, places: number): Promise<void> {
  const summary = page.locator('kaiku-scanner [part~="device"] summary');
  await summary.click();
  await page
    .locator('kaiku-scanner dd')
    .filter({ hasText: new RegExp(`^${places}$`) })
    .waitFor({ timeout: 30_000 });
  await summary.click();
}

async function gather(page: Page, scanner: Scanner, ...codes: readonly string[]): Promise<void> {
  for (const [index, code] of codes.entries()) {
    await scanner.type(code);
    await page.locator('kaiku-scanner [part~="member"]').nth(index).waitFor();
  }
}

const folder = path.join(root, 'docs/pictures');
const { positionals: chosen } = parseArgs({ allowPositionals: true });
const unknown = chosen.filter((name) => name !== 'states' && !(name in scenes));
if (unknown.length > 0) throw new Error(`No such picture: ${unknown.join(', ')}`);
const wanted = (name: string) => chosen.length === 0 || chosen.includes(name);
mkdirSync(folder, { recursive: true });

if (wanted('states')) {
  const names = new Set<string>();
  for (const file of storedFiles()) rmSync(file);
  for await (const sheet of takeSheets()) {
    await store(sheet);
    names.add(sheet.name);
  }
  writePage([...names]);
}

if (Object.keys(scenes).some(wanted)) await build();
for (const lang of ['fi', 'sv', 'en']) {
  for (const [name, { show, camera, play }] of Object.entries(scenes)) {
    if (!wanted(name)) continue;
    // A registry for each: every window is a device of its own, and holds places of the show it looks at.
    const venue = await openVenue();
    const { page, close } = await openWindow(`${venue.dropIn}/?show=${show}&lang=${lang}`, camera);
    const scanner = scannerOn(page);
    await scanner.part('places').waitFor();
    await play({ scanner, page, venue });
    await page
      .locator('kaiku-scanner')
      .screenshot({ path: path.join(folder, `${name}.${lang}.png`), animations: 'disabled' });
    await close();
    await venue.close();
  }
}

const rows = Object.entries(scenes)
  .filter(([name]) => existsSync(path.join(folder, `${name}.fi.png`)))
  .map(([name, { title }]) => `| ${title} | ![](${name}.fi.png) | ![](${name}.sv.png) | ![](${name}.en.png) |`);
writeFileSync(
  path.join(folder, 'README.md'),
  `# Pictures\n\nMade by \`npm run pictures\`, on the page and the registry of \`npm start\`. [Every state](states/README.md), at every width,\nlight and dark, is beside them.\n\n| | suomi | svenska | English |\n|---|---|---|---|\n${rows.join('\n')}\n`,
);
