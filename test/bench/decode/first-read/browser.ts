/** A real Chromium whose camera is a film, with the benchmark's page and the decoder's files in it. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

export interface FilmBrowser {
  readonly browser: Browser;
  readonly version: string;
  /** The benchmark's page, loaded anew. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');

export async function openFilm(film: string): Promise<FilmBrowser> {
  const files = new Map<string, readonly [type: string, body: string | Uint8Array]>([
    ['/', ['text/html', '<!doctype html><title>Bench</title><body><script type="module" src="/page.js"></script>']],
    ['/page.js', ['text/javascript', await bundle(here('./page.ts'))]],
    [
      '/decode-worker.js',
      ['text/javascript', await bundle(here('../../../../packages/capture/src/decode/decode-worker.ts'))],
    ],
    ['/zxing_reader.wasm', ['application/wasm', await readFile(wasm)]],
  ]);
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = files.get(url) ?? [];
    if (type === undefined) response.statusCode = 404;
    else response.setHeader('Content-Type', type);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  });
  return {
    browser,
    version: `Chromium ${browser.version()}`,
    async open() {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    conditions: ['kaiku-source', 'browser'],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
