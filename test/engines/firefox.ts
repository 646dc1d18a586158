import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer, { type KeyInput, type Page } from 'puppeteer-core';
import type { Running, Tab } from './tab.ts';

/** The Firefox of the tests, as .tools/bootstrap.mjs found it. */
export const firefoxPath = process.env.FIREFOX_PATH || '/usr/bin/firefox-esr';

const preferences = {
  // A fake camera whose permission is granted without a prompt.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  // No background requests.
  'app.update.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  // Each page has the focus and full speed, because a clerk's page has them.
  'focusmanager.testmode': true,
  'dom.min_background_timeout_value': 4,
};

/** Starts Firefox over WebDriver BiDi. @param profile a folder that outlives the browser; without one it is a new one */
export async function startFirefox(profile?: string): Promise<Running> {
  const folder = profile ?? mkdtempSync(path.join(tmpdir(), 'kaiku-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxPath,
    userDataDir: folder,
    extraPrefsFirefox: preferences,
  });
  return {
    open: async () => tabOf(await browser.newPage()),
    async kill() {
      const child = browser.process();
      if (child?.pid === undefined) throw new Error('Firefox has no process.');
      const ended = once(child, 'exit');
      // Its group: content processes outlive it for a moment.
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
    async close() {
      await browser.close();
      if (profile === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Also for Chromium, if its page comes from Puppeteer. */
export function tabOf(page: Page): Tab {
  const { keyboard } = page;
  return {
    goto: async (url) => void (await page.goto(url, { waitUntil: 'domcontentloaded' })),
    run: (body, ...values) => page.evaluate(new Function(...['...values'], body) as never, ...(values as never[])),
    setViewport: (size) => page.setViewport(size),
    keyboard: {
      type: (text) => keyboard.type(text),
      press: (key) => keyboard.press(key as KeyInput),
      down: (key) => keyboard.down(key as KeyInput),
      up: (key) => keyboard.up(key as KeyInput),
    },
    click: (x, y) => page.mouse.click(x, y),
    screenshot: async () => Buffer.from(await page.screenshot()),
    close: () => page.close(),
  };
}
