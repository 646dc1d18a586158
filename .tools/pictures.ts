/**
 * `npm run pictures`: a picture of every state of the element in every language, made by doing what a clerk does on the
 * venue's page against a register of its own. Writes docs/pictures.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { arki } from '@kaiku/sandbox';
import type { Page } from 'playwright-core';
import { type Camera, openWindow } from '../test/support/browser.ts';
import { scannerOn } from '../test/support/scanner.ts';
import { openVenue, type Venue } from '../test/support/venue.ts';
import { build } from './build.ts';
import { root } from './run.ts';

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
      await page.route(`${venue.registry}/v1/usages`, () => {}); // never answered
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
    title: 'Provisional',
    show: shows.tomorrow.id,
    async play({ scanner, venue }) {
      await scanner.type(cards.single.code);
      await scanner.question();
      await venue.stopRegister();
      await scanner.confirm();
      await scanner.verdict('provisional');
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
    show: shows.small.id,
    async play({ scanner, venue }) {
      await venue.stopRegister();
      // The allowance of unconfirmed uses is five: the sixth card cannot be kept.
      for (const { code } of [cards.single, cards.oneChild, cards.mobile, cards.family, cards.longPrefix]) {
        await scanner.type(code);
        await scanner.confirm();
        await scanner.verdict('provisional');
      }
      await scanner.type(cards.mobileFamily.code);
      await scanner.verdict('undecided');
    },
  },
};

async function gather(page: Page, scanner: Scanner, ...codes: readonly string[]): Promise<void> {
  for (const [index, code] of codes.entries()) {
    await scanner.type(code);
    await page.locator('kaiku-scanner [part~="member"]').nth(index).waitFor();
  }
}

const folder = path.join(root, 'docs/pictures');
await build();
mkdirSync(folder, { recursive: true });
for (const lang of ['fi', 'sv', 'en']) {
  const venue = await openVenue();
  for (const [name, { show, camera, play }] of Object.entries(scenes)) {
    const { page, close } = await openWindow(`${venue.dropIn}/?show=${show}&lang=${lang}`, camera);
    const scanner = scannerOn(page);
    await scanner.part('places').waitFor();
    await play({ scanner, page, venue });
    await page
      .locator('kaiku-scanner')
      .screenshot({ path: path.join(folder, `${name}.${lang}.png`), animations: 'disabled' });
    await close();
    await venue.startRegister();
  }
  await venue.close();
}

const rows = Object.entries(scenes).map(
  ([name, { title }]) => `| ${title} | ![](${name}.fi.png) | ![](${name}.sv.png) | ![](${name}.en.png) |`,
);
writeFileSync(
  path.join(folder, 'README.md'),
  `# Pictures\n\nMade by \`npm run pictures\`, on the page and the register of \`npm start\`.\n\n| | suomi | svenska | English |\n|---|---|---|---|\n${rows.join('\n')}\n`,
);
