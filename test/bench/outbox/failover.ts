/** How soon another tab sends the remaining entries when the sending tab is killed in the middle of a delivery. */
import { arki, createRegistryServer, listen } from '@kaiku/registry';
import type { Page } from 'playwright-core';
import type { BenchBrowser } from './browser.ts';

const entries = 3;

/** Returns the milliseconds from the kill until everything is acknowledged to the other tab, one for each trial. */
export async function benchFailover(
  browser: BenchBrowser,
  { trials, say }: { trials: number; say: (line: string) => void },
): Promise<readonly number[]> {
  let sending = () => {};
  const isOf = (token: string, request: Request) => request.headers.get('authorization') === `Bearer ${token}`;
  const registryServer = await createRegistryServer({
    lookUpLimits: 'none',
    chooseFault(request) {
      if (!isOf(arki.tokens.boxOffice, request) || !request.url.endsWith('/v1/deliveries')) return undefined;
      sending();
      return { kind: 'stall' };
    },
  });
  const server = await listen(registryServer.app);
  const tookMs: number[] = [];
  try {
    for (let nth = 0; nth < trials; nth += 1) {
      const isSending = new Promise<void>((resolve) => {
        sending = resolve;
      });
      tookMs.push(await trial(browser, { registry: server.url, isSending, crashes: nth % 2 === 0 }));
      say(`failover ${nth + 1}: ${tookMs.at(-1)?.toFixed(0)} ms`);
    }
  } finally {
    await server.close();
    await registryServer.close();
  }
  return tookMs;
}

async function trial(
  { context, url }: BenchBrowser,
  { registry, isSending, crashes }: { registry: string; isSending: Promise<void>; crashes: boolean },
): Promise<number> {
  const storage = `failover-${crypto.randomUUID()}`;
  const [first, second] = [await context.newPage(), await context.newPage()];
  let drained = (_: number) => {};
  const drainedAtMs = new Promise<number>((resolve) => {
    drained = resolve;
  });
  await second.exposeFunction('drained', (atMs: number) => drained(atMs));
  await first.exposeFunction('drained', () => {});
  const showId = arki.shows.noCap.id;
  await openTab(first, url, { registry, token: arki.tokens.boxOffice, showId, storage, entries });
  await isSending;
  const asked = second.waitForResponse((response) => response.url().endsWith('/v1/deliveries'));
  await openTab(second, url, { registry, token: arki.tokens.door, showId, storage, entries: 0 });
  // Its first contact with the registry is over: from now on it waits for its turn to send.
  await asked;
  const killedAtMs = Date.now();
  if (crashes) void (await context.newCDPSession(first)).send('Page.crash').catch(() => {});
  else void first.close();
  const tookMs = (await drainedAtMs) - killedAtMs;
  await Promise.all([first.close().catch(() => {}), second.close()]);
  return tookMs;
}

type Tab = Parameters<typeof globalThis.bench.openTab>[0];

async function openTab(page: Page, url: string, given: Tab): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => globalThis.bench !== undefined);
  await page.evaluate((tab) => globalThis.bench.openTab(tab), given);
}
