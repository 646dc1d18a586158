import type { Page } from 'playwright-core';
import { type ReaderKey, type ReaderSettings, readerKeys } from '../reader/index.ts';

/** A reader that is plugged into the computer of a page. */
export interface PageReader {
  /** Types a code into whatever has the focus. @throws Error if the reader's layout has no key for a character */
  scan(code: string): Promise<void>;
}

/**
 * Returns a reader of a page. In Chromium its keys are trusted and carry the times of the reader's pace, so a busy machine
 * does not change it. Elsewhere they come as fast as the browser takes them, from a US keyboard.
 */
export function readerOn(page: Page, settings: ReaderSettings = {}): PageReader {
  return {
    async scan(code) {
      const keys = readerKeys(code, settings);
      if (page.context().browser()?.browserType().name() === 'chromium') return pressKeys(page, keys);
      for (const { type, code: name } of keys) {
        if (type === 'keydown') await page.keyboard.down(name);
        else await page.keyboard.up(name);
      }
    },
  };
}

const virtualKeys: Readonly<Record<string, number>> = { Enter: 13, Tab: 9, Shift: 16, Control: 17, AltGraph: 18 };

/** Presses keys as the system does: trusted events that carry their own times. Chromium only. */
export async function pressKeys(page: Page, keys: readonly ReaderKey[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const beginS = (Date.now() - (keys[0]?.atMs ?? 0)) / 1000;
  await Promise.all(
    keys.map(({ type, key, code, shiftKey, ctrlKey, atMs, inserts }) => {
      const text = type === 'keydown' ? (key === 'Enter' ? '\r' : inserts) : '';
      return session.send('Input.dispatchKeyEvent', {
        type: type === 'keyup' ? 'keyUp' : text === '' ? 'rawKeyDown' : 'keyDown',
        key,
        code,
        ...(text !== '' && { text }),
        windowsVirtualKeyCode: virtualKeys[key] ?? (/^(?:Key|Digit)/.test(code) ? code.charCodeAt(code.length - 1) : 0),
        modifiers: (shiftKey ? 8 : 0) + (ctrlKey ? 2 : 0),
        timestamp: beginS + atMs / 1000,
      });
    }),
  );
  await session.detach();
}
