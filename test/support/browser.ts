import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CardFramesOptions } from '@kaiku/testkit/camera';
import { shiftClock, waitLonger } from '@kaiku/testkit/playwright';
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { writeCardVideo } from './card-video.ts';
import { chromiumFlags, chromiumPath, fakeCamera, grantedFakeCamera, headlessPath } from './chromium.ts';
import { clockAheadMs } from './clock.ts';

/** The browser's camera: a generated video of a card, a video file, no camera, or one whose permission is denied. */
export type Camera = Omit<CardFramesOptions, 'frames'> | { readonly video: string } | 'absent' | 'denied';

export interface Window {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Opens a page in a new Chromium, with the clock of the journeys. `close` throws if one of the page's scripts threw, which
 * fails the test.
 */
export async function openWindow(url: string, camera: Camera = 'absent'): Promise<Window> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-camera-'));
  const browser = await launch(camera, path.join(folder, 'card.y4m'));
  const context = await browser.newContext({ permissions: [], viewport: { width: 1024, height: 900 } });
  await context.addInitScript(shiftClock, clockAheadMs);
  await context.addInitScript(waitLonger);
  const page = await context.newPage();
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(url);
  return {
    page,
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
      if (errors.length > 0) throw new AggregateError(errors, `${errors.length} errors were thrown in the page.`);
    },
  };
}

function launch(camera: Camera, video: string): Promise<Browser> {
  if (typeof camera !== 'object') return launchChromium({ args: camera === 'denied' ? [fakeCamera] : [] });
  const isFile = 'video' in camera;
  if (!isFile) writeCardVideo(video, { ...camera, frames: 40 });
  return launchChromium({
    args: [...grantedFakeCamera, `--use-file-for-fake-video-capture=${isFile ? camera.video : video}`],
  });
}

/** Launches Chromium without background requests, with the flags that it needs in a container. */
export function launchChromium({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: options.headless === false ? chromiumPath : headlessPath,
    ...options,
    args: [...chromiumFlags, ...args],
  });
}

/** Resolves when Enter is a person's again: some readers send a late one, so it is swallowed for 400 ms after a code. */
export async function personsTurn(page: Page): Promise<void> {
  const since = await page.evaluate(() => performance.now());
  await page.waitForFunction((from) => performance.now() - from > 450, since);
}
