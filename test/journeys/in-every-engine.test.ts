/**
 * A clerk's work in Firefox and WebKit, by their WebDrivers, on the page that `npm start` serves, against a real registry. Only
 * what an engine does differently: keys, the camera, the storage under a kill, and axe on the whole page.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { arki, type Listening, listen } from '@kaiku/registry';
import { shiftClock, waitLonger } from '@kaiku/testkit/playwright';
import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../.tools/run.ts';
import { pageApp } from '../../.tools/serve-page.ts';
import { startFirefox } from '../engines/firefox.ts';
import { browsersOf, whyNot } from '../engines/found.ts';
import type { Running, Tab } from '../engines/tab.ts';
import { startWebKit } from '../engines/webkit.ts';
import { clockAheadMs } from '../support/clock.ts';
import { atReaderPace, type ScanPace } from '../support/reader-pace.ts';
import { openVenue, type Venue } from '../support/venue.ts';

const { cards, shows } = arki;
const engines = { firefox: startFirefox, webkit: startWebKit };
const chosen = browsersOf(process.env.KAIKU_BROWSERS || undefined);
const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

/** Only to end a journey that hangs. */
const patience = { timeout: 60_000, interval: 20 };

/** Notes the pace of the keys before the wedge does. */
function notePace(): void {
  const downAtMs = new Map<string, number>();
  const pace = { at: [] as number[], heldMs: 0 };
  Object.assign(globalThis, { pace });
  addEventListener(
    'keydown',
    ({ code, timeStamp }) => {
      downAtMs.set(code, timeStamp);
      pace.at.push(timeStamp);
    },
    true,
  );
  addEventListener(
    'keyup',
    ({ code, timeStamp }) => {
      pace.heldMs = Math.max(pace.heldMs, timeStamp - (downAtMs.get(code) ?? timeStamp));
    },
    true,
  );
}

/** Serves the venue's page with the clock of the journeys. */
function servePage({ registry, token }: Venue): Promise<Listening> {
  const folder = 'examples/venue-drop-in/dist';
  const app = new Hono();
  const page = pageApp({ folder, registry, token });
  app.get('/before.js', (context) =>
    context.body(`(${shiftClock})(${clockAheadMs}); (${waitLonger})(); (${notePace})();`, 200, {
      'Content-Type': 'text/javascript',
    }),
  );
  app.get('/', async (context) => {
    const { headers } = await page.fetch(context.req.raw);
    for (const [name, value] of headers) if (name !== 'content-length') context.header(name, value);
    const html = await readFile(path.join(root, folder, 'index.html'), 'utf8');
    return context.html(html.replace('<head>', '<head><script src="before.js"></script>'));
  });
  app.route('/', page);
  return listen(app, { port: 0, hostname: '127.0.0.1' });
}

/** The time between the keys of a person who types fast. */
const personsGapMs = 120;

/** Returns a tab's scanner as a clerk uses it. */
function scannerIn(tab: Tab) {
  const find = (name: string) =>
    `document.querySelector('kaiku-scanner')?.shadowRoot?.querySelector('[part~="${name}"]')`;
  const text = (name: string) =>
    tab.run<string>(`return ${find(name)}?.textContent.replace(/\\s+/g, ' ').trim() ?? ''`);
  const shown = () =>
    tab.run<string>(
      `const text = document.querySelector('kaiku-scanner')?.shadowRoot?.textContent.replace(/\\s+/g, ' ');
      const answered = performance.getEntriesByType('resource').map(({ name }) => name);
      return [document.readyState, text, 'answered:', ...answered].join(' | ');`,
    );
  const until = async (name: string, words: RegExp = /./) => {
    try {
      await expect.poll(() => text(name), patience).toMatch(words);
    } catch (cause) {
      throw new Error(`${name} is not ${words}. The page: ${await shown()}`, { cause });
    }
  };
  return {
    find,
    until,
    async press(name: string): Promise<void> {
      await until(name);
      let [x, y] = [0, 0];
      // A sheet moves in: its button is pressed when it rests.
      await expect
        .poll(async () => {
          const [isMoving, ...middle] = await tab.run<[number, number, number]>(
            `const button = ${find(name)};
            const isOver = ({ playState, effect }) => playState === 'running' && effect.target.contains(button);
            const { left, top, width, height } = button.getBoundingClientRect();
            return [button.getRootNode().getAnimations().filter(isOver).length, left + width / 2, top + height / 2];`,
          );
          [x, y] = middle;
          return isMoving;
        }, patience)
        .toBe(0);
      await tab.click(x, y);
    },
    /** Types as a reader does. The driver may be too slow for one on a busy machine. */
    scan: (code: string) =>
      atReaderPace(async () => {
        await tab.run('Object.assign(pace, { at: [], heldMs: 0 })');
        await tab.keyboard.type(`${code}\n`);
        return tab.run<ScanPace>(
          'return { meanGapMs: (pace.at.at(-1) - pace.at[0]) / (pace.at.length - 1), longestHoldMs: pace.heldMs }',
        );
      }),
    /** Types into the field as a person does. */
    async typeIn(code: string): Promise<void> {
      await tab.run(`${find('code-input')}.focus()`);
      for (const key of code) {
        await tab.keyboard.type(key);
        // On a busy machine a driver's keys come too unevenly for a reader, and too fast for a person.
        await new Promise((resolve) => setTimeout(resolve, personsGapMs));
      }
      await tab.keyboard.press('Enter');
    },
  };
}

for (const engine of ['firefox', 'webkit'] as const) {
  const why = chosen.includes(engine) ? whyNot(engine) : 'not chosen by --browsers.';
  describe.skipIf(why !== undefined)(`in ${engine}${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
    let venue: Venue;
    let served: Listening;
    let browser: Running;
    let tab: Tab;
    let profile: string;

    async function open(show: { readonly id: string }) {
      await tab.goto(`${served.url}/?show=${show.id}&lang=fi`);
      const scanner = scannerIn(tab);
      await scanner.until('places', /Paikkoja/);
      await expect.poll(() => tab.run('return document.hasFocus()'), patience).toBe(true);
      return scanner;
    }
    const cameraRuns = () =>
      expect
        .poll(() => tab.run<number>(`return ${scannerIn(tab).find('video')}?.videoWidth ?? 0`), patience)
        .toBeGreaterThan(0);
    const counted = async (show: { readonly id: string }) =>
      (await venue.rows(show.id)).filter(({ state }) => state === 'counted').map(({ card }) => card);

    beforeAll(async () => {
      venue = await openVenue();
      served = await servePage(venue);
    });
    afterAll(async () => {
      await served?.close();
      await venue?.close();
    });
    // A browser for each, because the last one is killed.
    beforeEach(async () => {
      profile = mkdtempSync(path.join(tmpdir(), `kaiku-${engine}-`));
      browser = await engines[engine](profile);
      tab = await browser.open();
    });
    afterEach(async () => {
      await browser?.close();
      rmSync(profile, { recursive: true, force: true });
    });

    it('the camera runs, and the keys of a reader become a recorded visit', async () => {
      const scanner = await open(shows.tomorrow);
      await cameraRuns();
      await scanner.scan(cards.single.code);
      await scanner.press('confirm');
      await scanner.until('verdict-confirmed', /Kirjattu/);
      expect(await counted(shows.tomorrow)).toEqual([cards.single.code]);
    });

    it('a reader right after a choice among the shows records for that show', async () => {
      await tab.goto(`${served.url}/?lang=fi`);
      const scanner = scannerIn(tab);
      await scanner.until('open-shows', /^19.00 Ilta jokirannalla/);
      // Its picture moves what is below it.
      await cameraRuns();
      await scanner.press('open-shows');
      await scanner.until('choose-show');
      // By a script, because a show of another day is folded and below the window.
      await tab.run(
        `const list = [...${scanner.find('shows')}.querySelectorAll('[part="choose-show"]')];
        list.find(({ textContent }) => textContent.includes('${shows.noCap.name}')).click();`,
      );
      // A click by a script is that of a key, which is confirmed.
      await scanner.until('change-show');
      await tab.run(`${scanner.find('change-show')}.click()`);
      await scanner.until('open-shows', new RegExp(shows.noCap.name));
      await tab.run(`${scanner.find('open-shows')}.focus()`);
      await scanner.scan(cards.twoChildren.code);
      await scanner.press('confirm');
      await scanner.until('verdict-confirmed', /Kirjattu/);
      expect(await counted(shows.noCap)).toEqual([cards.twoChildren.code]);
    });

    it('children that do not fit are named', async () => {
      const scanner = await open(shows.lastPlace);
      await scanner.scan(cards.family.code);
      await scanner.until('stage', /1 paikka jäljellä/);
    });

    it('the same card again in an outage is asked about', async () => {
      const outage = await open(shows.evening);
      await outage.scan(cards.mobile.code);
      await outage.until('confirm');
      await venue.stopRegistry();
      await tab.run(`${outage.find('confirm')}.click()`);
      await outage.until('verdict-provisional', /Kirjattu alustavasti/);
      await outage.scan(cards.mobile.code);
      // A question, because the outbox keeps the code sealed and knows only its mask.
      await outage.until('stage', /Tällä laitteella on jo kirjattu .* Kirjataanko silti/);
      await tab.keyboard.press('Escape');
      await venue.startRegistry();
      await outage.until('connection', /Yhteys kunnossa/);
      expect(await counted(shows.evening)).toEqual([cards.mobile.code]);
    });

    it('axe has nothing to report on a question', async () => {
      const scanner = await open(shows.evening);
      await scanner.typeIn(cards.family.code);
      await scanner.until('confirm');
      await tab.run(readFileSync(axe, 'utf8'));
      await tab.run(
        "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => { globalThis.found = violations.map(({ id }) => id); })",
      );
      await expect.poll(() => tab.run('return globalThis.found ?? null'), patience).toEqual([]);
    });

    it('a page that is loaded again in the same window records', async () => {
      for (const card of [cards.family, cards.twoChildren, cards.oneChild]) {
        const scanner = await open(shows.tomorrow);
        await scanner.typeIn(card.code);
        await scanner.press('confirm');
        await scanner.until('verdict-confirmed', /Kirjattu/);
      }
    });

    it('a visit in the outbox survives a kill, and is recorded exactly once', async () => {
      const before = await counted(shows.small);
      const scanner = await open(shows.small);
      await scanner.scan(cards.oneChild.code);
      await scanner.until('confirm');
      await venue.stopRegistry();
      // By a script, because the line of the outage moves the button.
      await tab.run(`${scanner.find('confirm')}.click()`);
      await scanner.until('connection', /1 odottaa lähetystä/);
      await browser.kill();

      browser = await engines[engine](profile);
      tab = await browser.open();
      await tab.goto(`${served.url}/?show=${shows.small.id}&lang=fi`);
      await venue.startRegistry();
      await expect.poll(() => counted(shows.small), patience).toEqual([...before, cards.oneChild.code]);
      await scannerIn(tab).until('connection', /^(?!.*odottaa).*Yhteys kunnossa/);
      expect(await counted(shows.small)).toEqual([...before, cards.oneChild.code]);
    });
  });
}
