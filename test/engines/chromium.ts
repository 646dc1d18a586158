import puppeteer from 'puppeteer-core';
import { chromiumFlags, chromiumPath } from '../support/chromium.ts';
import { tabOf } from './firefox.ts';
import type { Running } from './tab.ts';

/** Starts Chromium as the other engines are started, with a new profile. */
export async function startChromium(): Promise<Running> {
  const browser = await puppeteer.launch({ executablePath: chromiumPath, args: [...chromiumFlags] });
  return {
    open: async () => tabOf(await browser.newPage()),
    kill: async () => void browser.process()?.kill('SIGKILL'),
    close: () => browser.close(),
  };
}
