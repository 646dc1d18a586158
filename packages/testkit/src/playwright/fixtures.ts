import type { BrowserContext, Page } from 'playwright-core';
import { openTestRegistry, type TestRegistry } from '../registry/test-registry.ts';
import { fakeCameraOn, type PageCamera } from './camera.ts';
import { type PageReader, readerOn } from './reader.ts';
import { type Scanner, scannerOn } from './scanner.ts';
import { shiftClock } from './shift-clock.ts';
import { waitLonger } from './wait-longer.ts';

/** The network of a browser. */
export interface Network {
  /** Cuts it, for every page of the context. */
  cut(): Promise<void>;
  /** Connects it again. */
  restore(): Promise<void>;
}

/** Returns the network of a browser context. */
export function networkOf(context: BrowserContext): Network {
  return { cut: () => context.setOffline(true), restore: () => context.setOffline(false) };
}

/** What a test of Playwright gets. */
export interface KaikuFixtures {
  /** The instant at which the test begins, in the registry and in the page. Set it with `test.use`. @default the machine's */
  startsAt: string | undefined;
  /** A registry with the world `arki`, of the test's own. Pages wait 15 seconds for its answers, not 2.5. */
  registry: TestRegistry;
  /** The element of the page. */
  scanner: Scanner;
  /** The page's camera. Name it in the test before the page is opened. */
  camera: PageCamera;
  /** A reader with Enter, set to the US keyboard as the computer is. */
  reader: PageReader;
  /** The network of the browser. */
  network: Network;
}

type Use<T> = (fixture: T) => Promise<void>;

/** For Playwright: `const test = base.extend<KaikuFixtures>(kaikuFixtures)`. */
export const kaikuFixtures = {
  startsAt: [undefined, { option: true }] as [undefined, { option: true }],
  registry: async (
    { startsAt, context }: { startsAt: string | undefined; context: BrowserContext },
    use: Use<TestRegistry>,
  ) => {
    const registry = await openTestRegistry(startsAt === undefined ? {} : { startsAt });
    await context.addInitScript(waitLonger);
    if (startsAt !== undefined) await context.addInitScript(shiftClock, registry.clock.aheadMs());
    await use(registry);
    await registry.close();
  },
  scanner: async ({ page }: { page: Page }, use: Use<Scanner>) => use(scannerOn(page)),
  camera: async ({ page }: { page: Page }, use: Use<PageCamera>) => use(await fakeCameraOn(page)),
  reader: async ({ page }: { page: Page }, use: Use<PageReader>) => use(readerOn(page)),
  network: async ({ context }: { context: BrowserContext }, use: Use<Network>) => use(networkOf(context)),
};
