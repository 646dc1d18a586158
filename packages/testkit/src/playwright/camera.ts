import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { HeldCard } from '../camera/index.ts';

/** The camera of a page, in any browser. */
export interface PageCamera {
  /** Holds a card to the camera until the next call, or until the page is left. */
  show(card: HeldCard): Promise<void>;
  /** Takes the card away. */
  clear(): Promise<void>;
}

/** Gives a page a fake camera, with permission. Call it before the page is opened. */
export async function fakeCameraOn(page: Page): Promise<PageCamera> {
  const script = import.meta.resolve('@kaiku/testkit/camera-page.js');
  await page.addInitScript({ path: fileURLToPath(script) });
  const put = (card?: HeldCard) =>
    page.evaluate((held) => {
      const { kaikuFakeCamera } = globalThis as unknown as { kaikuFakeCamera(card?: HeldCard): void };
      kaikuFakeCamera(held);
    }, card);
  return { show: put, clear: () => put() };
}
