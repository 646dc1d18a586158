/** How long a clerk waits for a device to decide offline: when the network begins to hang, and once that is known. */
import { arki, createRegistryServer, listen } from '@kaiku/registry';
import type { BenchBrowser } from './browser.ts';

export interface DecidedAlone {
  /** The first confirmation after the network began to hang. */
  readonly firstMs: readonly number[];
  /** Every later card, from scan to verdict. */
  readonly nextMs: readonly number[];
}

const nextCards = 20;

export async function benchDecideAlone(
  { context, url }: BenchBrowser,
  { trials, say }: { trials: number; say: (line: string) => void },
): Promise<DecidedAlone> {
  let isCut = false;
  const chooseFault = () => (isCut ? ({ kind: 'stall' } as const) : undefined);
  const registryServer = await createRegistryServer({ lookUpLimits: 'none', chooseFault });
  const server = await listen(registryServer.app);
  const given = {
    registry: server.url,
    token: arki.tokens.boxOffice,
    showId: arki.shows.noCap.id,
    cards: [arki.cards.single.code, ...Array.from({ length: nextCards }, (_, nth) => `A${600_000_000 + nth}`)],
  };
  const all: { firstMs: number[]; nextMs: number[] } = { firstMs: [], nextMs: [] };
  try {
    for (let nth = 1; nth <= trials; nth += 1) {
      isCut = false;
      const page = await context.newPage();
      await page.exposeFunction('cutLine', () => {
        isCut = true;
      });
      await page.goto(url);
      await page.waitForFunction(() => globalThis.bench !== undefined);
      const { firstMs, nextMs } = await page.evaluate((trial) => globalThis.bench.decideAlone(trial), given);
      await page.close();
      all.firstMs.push(firstMs);
      all.nextMs.push(...nextMs);
      say(`decided alone ${nth}: ${firstMs.toFixed(0)} ms, then at most ${Math.max(...nextMs).toFixed(0)} ms`);
    }
  } finally {
    await server.close();
    await registryServer.close();
  }
  return all;
}
