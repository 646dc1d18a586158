import type { Page } from 'playwright-core';

/** Returns the element of a page as a clerk uses it: its parts by name, and what a clerk does with them. */
export function scannerOn(page: Page) {
  const part = (name: string) => page.locator(`kaiku-scanner [part~="${name}"]`).first();
  const timeout = { timeout: 20_000 };
  // biome-ignore lint/performance/useDomNodeTextContent: only the rendered text has the spaces between blocks
  const text = async (name: string) => (await part(name).innerText(timeout)).replace(/\s+/g, ' ').trim();

  return {
    part,
    text,
    /** Opens the drawer: the shift, the device, the sound. */
    async openDrawer(): Promise<void> {
      await part('menu').click(timeout);
      await part('drawer').waitFor(timeout);
    },
    async closeDrawer(): Promise<void> {
      await part('close-drawer').click(timeout);
    },
    /** Waits until a card may be admitted. Returns the text of the stage. */
    async question(): Promise<string> {
      await part('confirm').waitFor(timeout);
      return text('stage');
    },
    async confirm(): Promise<void> {
      await part('confirm').click(timeout);
    },
    async setMinors(count: number): Promise<void> {
      await part('confirm').waitFor(timeout);
      await page.keyboard.press(String(count));
    },
    async type(code: string): Promise<void> {
      await part('code-input').fill(code, timeout);
      // The form is disabled while the registry answers.
      await page.locator('kaiku-scanner [part~="check"][aria-disabled="false"]').click(timeout);
    },
    /** Waits for a verdict with this outcome. Returns its text. */
    async verdict(outcome: 'confirmed' | 'provisional' | 'has-ticket' | 'refused' | 'undecided'): Promise<string> {
      await part(`verdict-${outcome}`).waitFor(timeout);
      return text(`verdict-${outcome}`);
    },
    /** Returns the values of all fields of the page, shadow trees included. */
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
