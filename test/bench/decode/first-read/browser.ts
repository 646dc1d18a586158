/** A real Chromium whose camera is a film. It serves the benchmark's page and the decoder's files. */
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../../support/browser.ts';
import { grantedFakeCamera } from '../../../support/chromium.ts';
import { bundle, serveFiles } from '../../../support/source-page.ts';
import { zxingReaderWasm } from '../../../support/zxing-wasm.ts';

export interface FilmBrowser {
  readonly browser: Browser;
  readonly version: string;
  /** Loads the benchmark's page again. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

const worker = new URL('../../../../packages/capture/src/decode/decode-worker.ts', import.meta.url);

export async function openFilm(film: string): Promise<FilmBrowser> {
  const server = await serveFiles({
    '/': ['text/html', '<!doctype html><title>Bench</title><body><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', await bundle(new URL('./page.ts', import.meta.url), { minify: true })],
    '/decode-worker.js': ['text/javascript', await bundle(worker, { minify: true })],
    '/zxing_reader.wasm': ['application/wasm', zxingReaderWasm],
  });
  const browser = await launchChromium({
    args: [...grantedFakeCamera, `--use-file-for-fake-video-capture=${film}`],
  });
  return {
    browser,
    version: `Chromium ${browser.version()}`,
    async open() {
      const page = await browser.newPage();
      await page.goto(`${server.url}/`);
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
