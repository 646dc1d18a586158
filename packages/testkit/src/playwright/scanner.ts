import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

/** The outcome of a verdict on the screen. */
export type VerdictOutcome = 'confirmed' | 'provisional' | 'has-ticket' | 'refused' | 'undecided';

/** A file that the element has saved. */
export interface SavedFile {
  readonly name: string;
  readonly buffer: Buffer;
}

/** The element of a page as a clerk uses it. Each wait ends after 20 seconds. */
export interface Scanner {
  /** Returns the first element with a part's name (docs/element.md). */
  part(name: string): Locator;
  /** Returns the text of a part as the screen shows it, in one line. */
  text(name: string): Promise<string>;
  /** Types a code into the field, and has it checked. */
  type(code: string): Promise<void>;
  /** Waits until a visit may be confirmed. Returns the text of the stage. */
  question(): Promise<string>;
  /** Sets the number of children, once a visit may be confirmed. */
  setMinors(count: number): Promise<void>;
  /** Presses "Record". */
  confirm(): Promise<void>;
  /** Waits for a verdict with this outcome. Returns its text. */
  verdict(outcome: VerdictOutcome): Promise<string>;
  /** Opens the drawer: the shift, the device, the sound. */
  openDrawer(): Promise<void>;
  /** Closes the drawer. */
  closeDrawer(): Promise<void>;
  /** Opens the drawer, and the page of the device in it. */
  openDevice(): Promise<void>;
  /** Folds the page of the device, and closes the drawer. */
  closeDevice(): Promise<void>;
  /** Saves what the device has not sent, where a button for it is visible. */
  saveFile(): Promise<SavedFile>;
  /** Opens such a file on the page of the device, and waits until the device says what it found in it. */
  openFile(buffer: Buffer): Promise<void>;
  /** Returns the values of all fields of the page, shadow trees included. */
  inputs(): Promise<string>;
}

const timeout = { timeout: 20_000 };

/** Returns the element of a page as a clerk uses it. */
export function scannerOn(page: Page): Scanner {
  const part = (name: string) => page.locator(`kaiku-scanner [part~="${name}"]`).first();
  // biome-ignore lint/performance/useDomNodeTextContent: only the rendered text has the spaces between blocks
  const text = async (name: string) => (await part(name).innerText(timeout)).replace(/\s+/g, ' ').trim();
  const foldDevice = () => page.locator('kaiku-scanner [part~="device"] summary').click(timeout);

  async function openDrawer(): Promise<void> {
    await part('menu').click(timeout);
    await part('drawer').waitFor(timeout);
  }
  const closeDrawer = () => part('close-drawer').click(timeout);

  return {
    part,
    text,
    openDrawer,
    closeDrawer,
    async openDevice() {
      await openDrawer();
      await foldDevice();
    },
    async closeDevice() {
      await foldDevice();
      await closeDrawer();
    },
    async saveFile() {
      const button = page.locator('kaiku-scanner [part~="save-file"]:visible').first();
      const [download] = await Promise.all([page.waitForEvent('download', timeout), button.click(timeout)]);
      return { name: download.suggestedFilename(), buffer: await readFile(await download.path()) };
    },
    async openFile(buffer) {
      const file = { name: 'outbox.json', mimeType: 'application/json', buffer };
      await page.locator('kaiku-scanner [part~="file"]').setInputFiles(file);
      await part('device-told').waitFor(timeout);
    },
    async question() {
      await part('confirm').waitFor(timeout);
      return text('stage');
    },
    async confirm() {
      await part('confirm').click(timeout);
    },
    async setMinors(count) {
      await part('confirm').waitFor(timeout);
      await page.keyboard.press(String(count));
    },
    async type(code) {
      await part('code-input').fill(code, timeout);
      // The form is disabled while the registry answers.
      await page.locator('kaiku-scanner [part~="check"][aria-disabled="false"]').click(timeout);
    },
    async verdict(outcome) {
      await part(`verdict-${outcome}`).waitFor(timeout);
      return text(`verdict-${outcome}`);
    },
    inputs: () =>
      page.evaluate(() => {
        const values = (root: Document | ShadowRoot): string[] =>
          [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => [
            'value' in element && typeof element.value === 'string' ? element.value : '',
            ...(element.shadowRoot === null ? [] : values(element.shadowRoot)),
          ]);
        return values(document).join('');
      }),
  };
}
