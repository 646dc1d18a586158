import type { ReaderKey } from './keystrokes.ts';
import { type ReaderSettings, readerKeys } from './reader-keys.ts';

/** A reader of a page. */
export interface FakeReader {
  /**
   * Types a code into whatever has the focus, as key events of the page, before it returns. The events carry the times of
   * the reader's pace, so a busy page does not change it. A browser moves no focus for a Tab that a script pressed.
   * @throws Error if the reader's layout has no key for a character
   */
  scan(code: string): void;
}

/** The pause between two scans, in milliseconds: no one is quicker with a card. */
const betweenScansMs = 500;

/** Creates a reader that types into this page. Runs in browsers. */
export function createFakeReader(settings: ReaderSettings = {}): FakeReader {
  let freeAtMs = 0;
  return {
    scan(code) {
      const keys = readerKeys(code, settings);
      const beginMs = Math.max(performance.now(), freeAtMs);
      for (const key of keys) press(key, beginMs + key.atMs);
      freeAtMs = beginMs + (keys.at(-1)?.atMs ?? 0) + betweenScansMs;
    },
  };
}

/** Presses or releases a key, and does what a browser does with it if no listener prevents that. */
function press({ type, key, code, shiftKey, ctrlKey, altKey, atMs: _, ...effect }: ReaderKey, timeStamp: number): void {
  const event = new KeyboardEvent(type, {
    ...{ key, code, shiftKey, ctrlKey, altKey },
    ...{ bubbles: true, cancelable: true, composed: true },
  });
  Object.defineProperty(event, 'timeStamp', { value: timeStamp });
  const target = focused();
  const isAllowed = target.dispatchEvent(event);
  if (type === 'keyup' || (!isAllowed && !effect.isForced)) return;
  // The only way to type that fields, their undo history and frameworks take as a person's.
  if (effect.inserts !== '') document.execCommand('insertText', false, effect.inserts);
  else if (key === 'Enter') pressEnter(target);
}

function pressEnter(target: Element): void {
  if (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement) target.click();
  else if (target instanceof HTMLTextAreaElement) document.execCommand('insertText', false, '\n');
  else if (target instanceof HTMLInputElement) target.form?.requestSubmit();
}

/** Returns the element with the focus, inside open shadow roots too. */
function focused(): Element {
  let element = document.activeElement ?? document.body;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
