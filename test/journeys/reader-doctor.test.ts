// Setting up a reader: a person prints the sheet, scans its six codes with real keys, and reads how to set the reader.

import { type Listening, listen } from '@kaiku/registry';
import { type Layout, layouts } from '@kaiku/testkit/reader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { pageApp } from '../../.tools/serve-page.ts';
import { type Mode, type Suffix, scan } from '../capture/wedge/reader.ts';
import { openWindow, type Window } from '../support/browser.ts';
import { pressTrusted } from '../support/wedge-page.ts';
import { wasmBinary } from '../support/zxing-wasm.ts';

let site: Listening;
let window: Window;
let codes: readonly string[];

beforeAll(async () => {
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  const page = { folder: 'examples/reader-doctor/dist', registry: 'http://127.0.0.1:9', token: '' };
  site = await listen(pageApp(page), { port: 0, hostname: '127.0.0.1' });
  window = await openWindow(`${site.url}/?lang=en`);
  codes = await window.page.locator('[data-code]').evaluateAll((items) => items.map((item) => item.dataset.code ?? ''));
});
afterAll(async () => {
  await window.close();
  await site.close();
});

interface Reader {
  readonly keyboard?: Layout;
  readonly mode?: Mode;
  readonly suffix?: Suffix;
  readonly gapMs?: number;
  readonly on?: Layout;
  readonly caps?: boolean;
  readonly dropAt?: number;
}

async function scanCode(code: string, reader: Reader): Promise<void> {
  const { keyboard = layouts.us, mode = 'plain', suffix = 'Enter', gapMs = 6, on = layouts.us, caps = false } = reader;
  const pace = { gapMs: () => gapMs, held: 0.5, stallMs: () => 0 };
  const computer = { layout: on, caps, pace, atMs: 0, dropAt: reader.dropAt };
  await pressTrusted(window.page, scan(code, { keyboard, mode, suffix, numpad: false }, computer) ?? []);
  await window.page.locator(`[data-code="${code}"].scanned`).waitFor();
}

const factOf = (fact: string) => window.page.locator(`#facts [data-fact="${fact}"]`).textContent();
const advice = () =>
  window.page.locator('#advice [data-advice]').evaluateAll((items) => items.map((item) => item.dataset.advice));

describe('the reader doctor', () => {
  it('prints six codes that a reader can read and that are not card codes', async () => {
    const read: string[] = [];
    for (const item of await window.page.locator('[data-code]').all()) {
      const [found] = await readBarcodes(await item.screenshot(), { formats: ['Code39', 'QRCode'] });
      read.push(found?.text ?? '');
    }
    expect(read).toEqual(codes);
    expect(read).toHaveLength(6);
  });

  it.each<[string, Reader, { facts: Record<string, string>; advice: string[]; says: string }]>([
    [
      'in good order',
      {},
      {
        facts: { suffix: 'Enter', before: 'nothing', gapMs: '6', dropped: '0' },
        advice: [],
        says: 'settings are fine',
      },
    ],
    [
      'set to the US keyboard, with identifiers, on a Finnish computer',
      { on: layouts.fi, mode: ']A0', suffix: 'Tab' },
      {
        facts: { keyboard: 'US, the computer has another', before: ']A0', suffix: 'Tab' },
        advice: ['keyboard-layout', 'symbology-prefix'],
        says: 'Set the reader to the computer’s keyboard layout',
      },
    ],
    [
      'as a French computer, without suffix, slow, while Caps Lock is on',
      { keyboard: layouts.fr, on: layouts.fr, caps: true, suffix: 'none', gapMs: 30 },
      {
        facts: { keyboard: 'as the computer’s', lowerCase: 'yes', suffix: 'nothing' },
        advice: ['letter-case', 'no-suffix', 'slow'],
        says: 'Turn Caps Lock off',
      },
    ],
  ])('says what a reader does that is %s', async (_name, reader, expected) => {
    const { page } = window;
    if (await page.locator('#again').isVisible()) await page.locator('#again').click();
    for (const code of codes) await scanCode(code, reader);
    expect(await page.locator('#progress').textContent()).toBe('6 of 6 read.');
    for (const [fact, value] of Object.entries(expected.facts)) expect(await factOf(fact), fact).toBe(value);
    expect(await advice()).toEqual(expected.advice);
    expect(await page.locator('#advice').textContent()).toContain(expected.says);
  });

  it('counts lost characters, shows the advice in three languages, and stores the profile on the device', async () => {
    const { page } = window;
    await page.locator('#again').click();
    await scanCode(codes[1] ?? '', { dropAt: 2 });
    expect([await factOf('dropped'), await advice()]).toEqual(['1', ['dropped']]);
    for (const [lang, words] of [
      ['fi', 'merkkejä katoaa'],
      ['sv', 'försvinner'],
      ['en', 'are lost'],
    ] as const) {
      await page.locator(`[data-lang="${lang}"]`).click();
      expect(await page.locator('#advice').textContent()).toContain(words);
      expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    }
    await page.locator('#keep').click();
    await page.reload();
    expect(await page.locator('#kept').textContent()).toMatch(/Remembered on this device.*Characters lost1/s);
  });

  it('prints only the sheet', async () => {
    const { page } = window;
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('[data-code]').first().isVisible()).toBe(true);
    expect(
      await page.locator('.found, nav, #print').evaluateAll((all) => all.some((one) => one.checkVisibility())),
    ).toBe(false);
    await page.emulateMedia({ media: null });
  });
});
