/** A real Chromium with the benchmark's page in it. */
import type { BrowserContext } from 'playwright-core';
import { launchChromium } from '../../support/browser.ts';
import { bundle, serveFiles } from '../../support/source-page.ts';

export interface BenchBrowser {
  readonly context: BrowserContext;
  /** The page's address. Its tabs share storage and locks. */
  readonly url: string;
  readonly version: string;
  close(): Promise<void>;
}

const logWorker = '../../../packages/client/src/storage/log-worker.ts';

export async function openBrowser(): Promise<BenchBrowser> {
  const server = await serveFiles({
    '/': ['text/html', '<!doctype html><title>Bench</title><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', await bundle(new URL('./page.ts', import.meta.url))],
    '/log-worker.js': ['text/javascript', await bundle(new URL(logWorker, import.meta.url))],
  });
  const browser = await launchChromium();
  return {
    context: await browser.newContext(),
    url: `${server.url}/`,
    version: `Chromium ${browser.version()}`,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
