import { scannerOn } from '@kaiku/testkit/playwright';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Camera, openWindow, type Window } from './browser.ts';
import { drawnCameraOn } from './drawn-camera.ts';
import { openVenue, type Venue } from './venue.ts';

interface Opening {
  /** The language of the page. @default the page's own */
  readonly lang?: string;
  readonly camera?: Camera;
}

/** Opens a venue for the tests of a file. Each test gets a window on the page that `npm start` serves. */
export function useVenue() {
  let venue: Venue;
  let window: Window | undefined;

  beforeAll(async () => {
    venue = await openVenue();
  });
  afterAll(() => venue.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await logScreen(task.name, window);
    await window?.close();
    window = undefined;
  });

  return {
    get venue() {
      return venue;
    },
    /** Opens the page of a show, or the page without a show, and waits until it has loaded. */
    async open(show: { readonly id: string } | undefined, { lang, camera }: Opening = {}) {
      const asked = new URLSearchParams({ ...(show && { show: show.id }), ...(lang && { lang }) });
      window = await openWindow(`${venue.dropIn}/?${asked}`, camera);
      return { page: window.page, scanner: scannerOn(window.page) };
    },
    /** Opens the page of a show with a camera whose pictures the test draws, and waits for the registry's first answer. */
    async openDrawn(show: { readonly id: string }) {
      window = await openWindow('about:blank');
      const { page } = window;
      const camera = await drawnCameraOn(page);
      await page.goto(`${venue.dropIn}/?${new URLSearchParams({ show: show.id, lang: 'en' })}`);
      const scanner = scannerOn(page);
      await scanner.part('places').waitFor();
      return { page, scanner, camera };
    },
    /** Returns the counted rows of a show. */
    async counted(show: { readonly id: string }) {
      return (await venue.rows(show.id)).filter(({ state }) => state === 'counted');
    },
  };
}

/** Logs what the screen showed when a test failed, to explain failures on other machines. */
async function logScreen(name: string, window: Window | undefined): Promise<void> {
  const seen = await window?.page.locator('body').ariaSnapshot({ timeout: 2_000 });
  process.stderr.write(`${name}: the screen showed\n${seen ?? 'nothing, because there was no window'}\n`);
}
