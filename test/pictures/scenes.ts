/** The states that docs/pictures shows, each reached on the venue's page as a clerk reaches it. */
import { arki } from '@kaiku/registry';
import { readerOn, scannerOn } from '@kaiku/testkit/playwright';
import type { Page } from 'playwright-core';
import type { Camera } from '../support/browser.ts';
import type { Venue } from '../support/venue.ts';

type Scanner = ReturnType<typeof scannerOn>;

/** A state of the element on the venue's page, or of an example's page, and how a clerk gets there. */
export interface Scene {
  readonly title: string;
  readonly show: string;
  readonly camera?: Camera;
  /** The page, if it is not the venue's with the element. */
  readonly on?: 'posReact';
  /** Does what leads to the state. */
  play(stage: { scanner: Scanner; page: Page; venue: Venue }): Promise<unknown>;
}

const { cards, shows } = arki;
// Not a card's code, so the scanner continues to read and the camera's picture stays on the screen.
const card: Camera = { symbology: 'qr', text: 'KAIKUKORTTI' };

export const scenes: Readonly<Record<string, Scene>> = {
  shows: {
    title: 'The shows of the venue',
    show: shows.evening.id,
    async play({ page, scanner }) {
      await scanner.part('open-shows').click();
      await page.locator('kaiku-scanner [part="choose-show"]').first().waitFor();
    },
  },
  starting: {
    title: 'The camera is starting',
    show: shows.evening.id,
    async play({ page, scanner }) {
      // The person has not yet answered the permission prompt.
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
      // The abilities of a phone's back camera; Chromium's fake camera has none.
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
    show: shows.evening.id,
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
      // More people than the device has leased tickets for.
      await scanner.type(cards.sixChildren.code);
      await scanner.setMinors(6);
      await scanner.confirm();
      await scanner.verdict('provisional');
    },
  },
  'provisional-leased': {
    title: 'Provisional, on a leased ticket',
    show: shows.tomorrow.id,
    async play({ scanner, page, venue }) {
      await untilLeased(page, 5);
      await venue.stopRegistry();
      await scanner.type(cards.oneChild.code);
      await scanner.confirm();
      await scanner.verdict('provisional');
    },
  },
  offline: {
    title: 'Without connection, two visits pending',
    show: shows.tomorrow.id,
    async play({ scanner, page, venue }) {
      await untilLeased(page, 5);
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
      // The window closes while the clerk waits.
      await page.waitForTimeout(300);
      await page.reload();
      await page.locator('kaiku-scanner [part~="review"] summary').click();
    },
  },
  device: {
    title: 'The page of the device',
    show: shows.evening.id,
    async play({ page, scanner }) {
      await scanner.openDevice();
      await page.locator('kaiku-scanner [part~="device"] dl').waitFor();
    },
  },
  shift: {
    title: 'The shift, to be read out, and what can be undone',
    show: shows.matinee.id,
    async play({ scanner }) {
      await scanner.type(cards.family.code);
      await scanner.setMinors(2);
      await scanner.confirm();
      await scanner.verdict('confirmed');
      await scanner.type(cards.expired.code);
      await scanner.verdict('refused');
      await scanner.part('next').click();
      await scanner.openDrawer();
      await scanner.part('undo-past').waitFor();
    },
  },
  training: {
    title: 'Training with demo cards',
    show: shows.evening.id,
    async play({ scanner }) {
      await scanner.openDrawer();
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
      await untilLeased(page, 2);
      await venue.stopRegistry();
      // A hard cap lets in no one beyond the leased tickets.
      await scanner.type(cards.sixChildren.code);
      await scanner.setMinors(6);
      await scanner.confirm();
      await scanner.verdict('undecided');
    },
  },
  'pos-react': {
    title: 'A till with a basket, in React',
    show: shows.noCap.id,
    on: 'posReact',
    async play({ page, venue }) {
      const scan = async (...sold: readonly { readonly code: string }[]) => {
        for (const [index, { code }] of sold.entries()) {
          await readerOn(page).scan(code);
          await page.getByRole('region', { name: 'Basket' }).getByRole('listitem').nth(index).waitFor();
        }
      };
      const sell = () => page.getByRole('button', { name: 'Sell' }).click();
      await page.getByText('Connected').waitFor();
      await scan(cards.family, cards.single, cards.oneChild);
      await sell();
      await page.getByRole('button', { name: 'Take the ticket back' }).nth(1).click();
      await page.getByText('taken back').waitFor();
      await venue.stopRegistry();
      await scan(cards.mobile);
      await sell();
      await page.getByText('Stored on this device', { exact: true }).waitFor();
      await scan(cards.twoChildren, cards.mobileFamily);
    },
  },
};

/** Waits until the device has leased this number of tickets: it does so when it has read a card for the show. */
async function untilLeased(page: Page, tickets: number): Promise<void> {
  const scanner = scannerOn(page);
  await scanner.type(cards.expired.code);
  await scanner.verdict('refused');
  await scanner.part('next').click();
  await scanner.openDevice();
  await page
    .locator('kaiku-scanner dd')
    .filter({ hasText: new RegExp(`^${tickets}$`) })
    .waitFor({ timeout: 30_000 });
  await scanner.closeDevice();
}

async function gather(page: Page, scanner: Scanner, ...codes: readonly string[]): Promise<void> {
  for (const [index, code] of codes.entries()) {
    await scanner.type(code);
    await page.locator('kaiku-scanner [part~="member"]').nth(index).waitFor();
  }
}
