import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Camera, openWindow, type Window } from './browser.ts';
import { scannerOn } from './scanner.ts';
import { openVenue, type Venue } from './venue.ts';

interface Opening {
  /** The page's language. Default: its own. */
  readonly lang?: string;
  readonly camera?: Camera;
}

/** A venue for the tests of a file, each with a window of its own on the page `npm start` serves. */
export function useVenue() {
  let venue: Venue;
  let window: Window | undefined;

  beforeAll(async () => {
    venue = await openVenue();
  });
  afterAll(() => venue.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await tellScreen(task.name, window);
    await window?.close();
    window = undefined;
  });

  return {
    get venue() {
      return venue;
    },
    /** The page of a show, as soon as it has loaded. */
    async open(show: { readonly id: string }, { lang, camera }: Opening = {}) {
      const language = lang === undefined ? '' : `&lang=${lang}`;
      window = await openWindow(`${venue.dropIn}/?show=${show.id}${language}`, camera);
      return { page: window.page, scanner: scannerOn(window.page) };
    },
    /** The rows of a show that count. */
    async counted(show: { readonly id: string }) {
      return (await venue.rows(show.id)).filter(({ state }) => state === 'counted');
    },
  };
}

/** What stood on the screen when a test failed, so that a failure on another machine can be understood from its log. */
async function tellScreen(name: string, window: Window | undefined): Promise<void> {
  const seen = await window?.page.locator('body').ariaSnapshot({ timeout: 2_000 });
  process.stderr.write(`${name}: the screen said\n${seen ?? 'nothing: there was no window'}\n`);
}
