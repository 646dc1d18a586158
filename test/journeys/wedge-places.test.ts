import { type Layout, layouts, type ReaderKey } from '@kaiku/testkit/reader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlaceName, placeNames } from '../capture/wedge/page.ts';
import { type Mode, type Suffix, scan } from '../capture/wedge/reader.ts';
import { openWindow, type Window } from '../support/browser.ts';
import { aftermath, focusPlace, pressTrusted, setWedgePage, untilRead } from '../support/wedge-page.ts';

let window: Window;

beforeAll(async () => {
  window = await openWindow('about:blank');
  await setWedgePage(window.page);
});
afterAll(async () => {
  await window.close();
});

const { us, fi, fr } = layouts;

interface Setting {
  readonly on: Layout;
  readonly caps: boolean;
  readonly mode: Mode;
  readonly suffix: Suffix;
  readonly gapMs: number;
}

const settings: readonly (readonly [name: string, Setting])[] = [
  ['a plain one without suffix', { on: us, caps: false, mode: 'plain', suffix: 'none', gapMs: 4 }],
  [
    'one that says the symbology, on a Finnish computer',
    { on: fi, caps: false, mode: ']A0', suffix: 'Enter', gapMs: 8 },
  ],
  ['one that ends in Tab, on a French computer', { on: fr, caps: false, mode: 'plain', suffix: 'Tab', gapMs: 20 }],
  ['one that sends asterisks, with Caps Lock', { on: us, caps: true, mode: 'asterisks', suffix: 'CR+LF', gapMs: 2 }],
  ['one between STX and ETX', { on: us, caps: false, mode: 'stx-etx', suffix: 'none', gapMs: 30 }],
];

/** The places where a person can have typed text. */
const fields: readonly PlaceName[] = ['input', 'textarea', 'editable', 'shadow', 'controlled'];

function keysOf(code: string, { on, caps, mode, suffix, gapMs }: Setting): readonly ReaderKey[] {
  const pace = { gapMs: () => gapMs, held: 0.5, stallMs: () => 0 };
  return scan(code, { keyboard: us, mode, suffix, numpad: false }, { layout: on, caps, pace, atMs: 0 }) ?? [];
}

describe('trusted keys of a reader', () => {
  for (const place of placeNames)
    it.each(settings)(`leave ${place} unchanged: %s`, async (_name, setting) => {
      const { page } = window;
      await focusPlace(page, place);
      await pressTrusted(page, keysOf('A045198723', setting));
      await untilRead(page, 1);
      const { readings, isAsBefore, value, pressed, heardSuffixes, heardChars, believed } = await aftermath(page);
      expect(readings.map(({ text }) => text)).toEqual(['A045198723']);
      expect({ isAsBefore, value, pressed, heardSuffixes }).toEqual({
        isAsBefore: true,
        value,
        pressed: 0,
        heardSuffixes: 0,
      });
      expect(believed).toBe(value);
      // The first key of a scan reaches the field, because it could be a person's. Ctrl+B before it is one more.
      expect(heardChars).toBeLessThanOrEqual(setting.mode === 'stx-etx' ? 2 : 1);
    });

  it.each(fields)('leave the text that a person types into %s during the scan', async (place) => {
    const { page } = window;
    await focusPlace(page, place);
    const setting: Setting = { on: us, caps: false, mode: 'plain', suffix: 'Enter', gapMs: 8 };
    const reader = keysOf('A045198723', setting).map((key) => ({ ...key, atMs: key.atMs + 190 }));
    const person = [...'kukko'].flatMap((char, index): ReaderKey[] => {
      const key = { key: char, code: `Key${char.toUpperCase()}`, shiftKey: false, ctrlKey: false, altKey: false };
      const atMs = index * 55;
      return [
        { type: 'keydown', ...key, atMs, inserts: char },
        { type: 'keyup', ...key, atMs: atMs + 50, inserts: '' },
      ];
    });
    await pressTrusted(
      page,
      [...person, ...reader].toSorted((a, b) => a.atMs - b.atMs),
    );
    await untilRead(page, 1);
    // A key that a person holds down is known to be theirs only when it is released, or when the scan is over.
    await page.waitForFunction(() => new Promise((resolve) => setTimeout(() => resolve(true), 100)));
    const { readings, value, believed } = await aftermath(page);
    expect(readings.map(({ text }) => text)).toEqual(['A045198723']);
    expect(value).toBe('Meerikukko Kai');
    expect(believed).toBe(value);
    await page.keyboard.press('Backspace');
    for (const _ of 'ukko') await page.keyboard.press('Backspace');
  });
});
