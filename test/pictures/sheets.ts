/**
 * Sheets: a state of the screen in three languages (rows) and at three widths (columns), light or dark. The element runs
 * with a fake desk in Chromium, with a fixed font, a stopped clock and no motion, at two fifths of its size.
 */
import { build } from 'esbuild';
import type { CDPSession, Page } from 'playwright-core';
import { launchChromium } from '../support/browser.ts';
import { chromiumPath } from '../support/chromium.ts';
import { onlyBuilt } from '../support/source-page.ts';
import type { Stage } from './stage.ts';

export const schemes = ['light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

export interface Sheet {
  readonly name: string;
  readonly scheme: Scheme;
  readonly png: Buffer;
}

const langs = ['fi', 'sv', 'en'] as const;
const widthsPx = [320, 768, 1280] as const;
/** The height of a window of each width. */
const windowHeightPx = { 320: 568, 768: 1024, 1280: 800 } as const;
const gapPx = 16;
const sheetWidthPx = widthsPx.reduce((sum, widthPx) => sum + widthPx + gapPx, gapPx);
export const stoppedAt = new Date('2026-02-03T17:40:00+02:00');

/** Takes the sheets of every state, or of those in `only`, one after another. */
export async function* takeSheets(only: readonly string[] = []): AsyncGenerator<Sheet> {
  const browser = await launchChromium({
    executablePath: chromiumPath,
    args: ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'],
  });
  try {
    const page = await browser.newPage({
      viewport: { width: sheetWidthPx, height: 4000 },
      reducedMotion: 'reduce',
      locale: 'fi-FI',
    });
    const session = await page.context().newCDPSession(page);
    const names = await open(page);
    for (const name of names) {
      if (only.length > 0 && !only.includes(name)) continue;
      const heightPx = await page.evaluate(arrange, { name, langs, gapPx, windowHeightPx });
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme });
        yield { name, scheme, png: await shoot(session, heightPx) };
      }
    }
  } finally {
    await browser.close();
  }
}

/** A page with one state at a time, in its window. */
export interface StagePage {
  readonly page: Page;
  readonly names: readonly string[];
  close(): Promise<void>;
}

/** Opens a page with one frame of a sheet. `stage` is on its `globalThis`. */
export async function openStage(): Promise<StagePage> {
  const browser = await launchChromium({
    executablePath: chromiumPath,
    args: ['--font-render-hinting=none', '--disable-lcd-text'],
  });
  const page = await browser.newPage({ reducedMotion: 'reduce', locale: 'fi-FI' });
  const names = await open(page);
  await page.goto('https://sheet.test/frame');
  await page.waitForFunction('globalThis.stage');
  return { page, names, close: () => browser.close() };
}

/** Returns the script that puts `stage` on a page's `globalThis`. */
export async function stageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/pictures/stage.ts'],
    bundle: true,
    external: onlyBuilt,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['kaiku-source', 'browser', 'production'],
    loader: { '.woff2': 'dataurl' },
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

async function open(page: Page): Promise<readonly string[]> {
  const script = await stageScript();
  await page.clock.setFixedTime(stoppedAt);
  // A secure page: only there has a browser the cryptography that the enrolment of a device needs.
  await page.route('https://sheet.test/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/stage.js') return route.fulfill({ contentType: 'text/javascript', body: script });
    const frames = langs.flatMap((lang) =>
      widthsPx.map((widthPx) => `<iframe src="/frame" data-lang="${lang}" width="${widthPx}" height="10"></iframe>`),
    );
    const frame = '<!doctype html><script type="module" src="/stage.js"></script>';
    const sheet = `<!doctype html><style>body { margin: 0; background: #808080; } iframe { position: absolute; border: 0; }</style>${frames.join('')}`;
    return route.fulfill({ contentType: 'text/html', body: pathname === '/frame' ? frame : sheet });
  });
  await page.goto('https://sheet.test/');
  return page.evaluate(() => (frames[0] as unknown as { stage: Stage }).stage.names);
}

/** Plays a state in every frame and puts the frames in rows. Runs in the page. Returns the sheet's height. */
async function arrange({
  name,
  langs,
  gapPx,
  windowHeightPx,
}: {
  name: string;
  langs: readonly string[];
  gapPx: number;
  windowHeightPx: Readonly<Record<number, number>>;
}): Promise<number> {
  let top = gapPx;
  for (const lang of langs) {
    const row = [...document.querySelectorAll<HTMLIFrameElement>(`[data-lang="${lang}"]`)];
    const heights: number[] = [];
    // One after another, because keys go to the frame with the focus.
    for (const frame of row) {
      frame.height = String(windowHeightPx[Number(frame.width)]);
      let height = await (frame.contentWindow as unknown as { stage: Stage }).stage.play(name, lang);
      // The stage grows with its window, up to a limit: a taller picture of all that is below may be taller again.
      for (let tries = 0; tries < 4 && height > Number(frame.height); tries++) {
        frame.height = String(height);
        height = frame.contentDocument?.documentElement.scrollHeight ?? height;
      }
      heights.push(Math.max(height, Number(frame.height)));
    }
    let left = gapPx;
    for (const [index, frame] of row.entries()) {
      Object.assign(frame.style, { left: `${left}px`, top: `${top}px` });
      frame.height = String(heights[index]);
      left += Number(frame.width) + gapPx;
    }
    top += Math.max(...heights) + gapPx;
  }
  return top;
}

async function shoot(session: CDPSession, heightPx: number): Promise<Buffer> {
  const clip = { x: 0, y: 0, width: sheetWidthPx, height: heightPx, scale: 0.4 };
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    clip,
    captureBeyondViewport: heightPx > 4000,
  });
  return Buffer.from(data, 'base64');
}
