/** A real Chromium with the benchmark's page in it. */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type BrowserContext, chromium } from 'playwright-core';

export interface BenchBrowser {
  readonly context: BrowserContext;
  /** The page's address. Tabs of it share storage and locks. */
  readonly url: string;
  readonly version: string;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<BenchBrowser> {
  const server = createServer();
  const script = await bundle();
  server.on('request', ({ url }, response) => {
    const isScript = url === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? script : '<!doctype html><title>Bench</title><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
  });
  return {
    context: await browser.newContext(),
    url: `http://127.0.0.1:${port}/`,
    version: `Chromium ${browser.version()}`,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    conditions: ['kaiku-source', 'browser'],
  });
  return outputFiles[0]?.text ?? '';
}
