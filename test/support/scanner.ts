import type { Page } from 'playwright-core';

/** The element as a clerk sees it: its parts, by name. */
export function scannerOn(page: Page) {
  const part = (name: string) => page.locator(`kaiku-scanner [part~="${name}"]`).first();
  const within = { timeout: 20_000 };
  // biome-ignore lint/performance/useDomNodeTextContent: the rendered text has the spaces between blocks that a person sees
  const text = async (name: string) => (await part(name).innerText(within)).replace(/\s+/g, ' ').trim();

  return {
    part,
    text,
    /** Waits for a card that may be admitted, and for nothing else. */
    async question(): Promise<string> {
      await part('confirm').waitFor(within);
      return text('stage');
    },
    async confirm(): Promise<void> {
      await part('confirm').click(within);
    },
    async setMinors(count: number): Promise<void> {
      await part('confirm').waitFor(within);
      await page.keyboard.press(String(count));
    },
    async type(code: string): Promise<void> {
      await part('code-input').fill(code, within);
      // While an answer is on its way the form waits, and so does a clerk.
      await page.locator('kaiku-scanner [part~="check"][aria-disabled="false"]').click(within);
    },
    /** Waits for an answer of a class, and gives its words. */
    async verdict(outcome: 'confirmed' | 'provisional' | 'refused' | 'undecided'): Promise<string> {
      await part(`verdict-${outcome}`).waitFor(within);
      return text(`verdict-${outcome}`);
    },
    /** Everything that stands in any field of the page, shadow trees included. */
    inputs(): Promise<string> {
      return page.evaluate(() => {
        const values = (root: Document | ShadowRoot): string[] =>
          [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => [
            'value' in element && typeof element.value === 'string' ? element.value : '',
            ...(element.shadowRoot === null ? [] : values(element.shadowRoot)),
          ]);
        return values(document).join('');
      });
    },
  };
}
