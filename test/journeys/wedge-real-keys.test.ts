// The whole path of a key: X server, keyboard layout of the system, browser, page. A reader that is set to the US keyboard
// presses physical keys; the system decides which characters they become.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlaceName } from '../capture/wedge/page.ts';
import { launchChromium } from '../support/browser.ts';
import { atReaderPace } from '../support/reader-pace.ts';
import { aftermath, focusPlace, pace, setWedgePage, untilRead } from '../support/wedge-page.ts';

/** X runs on Linux only. There, the bootstrap installs xvfb, xdotool, x11-xkb-utils and xkb-data. */
const isLinux = process.platform === 'linux';

/** X keycodes of physical keys, as a reader presses them. */
const digitCodes = [19, 10, 11, 12, 13, 14, 15, 16, 17, 18];
const keycodes: Readonly<Record<string, string>> = {
  A: '38',
  M: '58',
  ']': '35',
  '\r': '36',
  ...Object.fromEntries(digitCodes.map((code, digit) => [String(digit), String(code)])),
};

describe.skipIf(!isLinux)(`a reader on a real desktop${isLinux ? '' : ' (skipped: no X outside Linux)'}`, () => {
  let display: ChildProcess;
  let browser: Browser;
  let page: Page;
  let env: NodeJS.ProcessEnv;

  function command(program: string, ...args: string[]): void {
    const { status, stderr } = spawnSync(program, args, { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  }

  /** Presses the keys of a text one after another, with Shift for the letters. */
  function scan(text: string, delayMs: number): void {
    const args = [...text].flatMap((char) => {
      const key = ['key', '--delay', String(delayMs), keycodes[char] ?? ''];
      return /[A-Z]/.test(char) ? ['keydown', '--delay', '0', '50', ...key, 'keyup', '--delay', '0', '50'] : key;
    });
    command('nice', '-n', '-15', 'xdotool', ...args);
  }

  /** Scans with the timing of a reader. The X server stamps a key when it processes it, so a busy machine may be too slow. */
  async function scanInto(place: PlaceName, text: string, delayMs: number): Promise<void> {
    await atReaderPace(async () => {
      // The Enter of a scan before may have opened a list.
      command('xdotool', 'key', 'Escape');
      await focusPlace(page, place);
      scan(text, delayMs);
      await page.waitForFunction('wedge.hasEnded()');
      return pace(page);
    });
    await untilRead(page, 1);
  }

  beforeAll(async () => {
    // Without auto-repeat (-r), because a busy X server would repeat a short press.
    const args = ['-displayfd', '3', '-r', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
    // With high priority, like the interrupts of a keyboard, to keep the timing of a reader.
    display = spawn('nice', ['-n', '-15', 'Xvfb', ...args], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const displayNumber = display.stdio[3] as Readable;
    const number = await new Promise<string>((resolve) =>
      displayNumber.once('data', (data) => resolve(String(data).trim())),
    );
    env = { ...process.env, DISPLAY: `:${number}` };
    browser = await launchChromium({
      headless: false,
      env: env as Record<string, string>,
      args: ['--disable-gpu', '--ozone-platform=x11', '--window-position=0,0'],
    });
    page = await (await browser.newContext({ viewport: null })).newPage();
    await setWedgePage(page);
    await page.bringToFront();
    await page.locator('#input').click();
  });
  afterAll(async () => {
    await browser?.close();
    display?.kill();
  });

  /** Sets a layout, and waits until the browser uses it: a key that differs must type its character. */
  async function useLayout(layout: string): Promise<void> {
    command('setxkbmap', layout);
    const char = { us: ';', fi: 'ö', fr: 'm' }[layout] ?? '';
    await page.evaluate(() =>
      addEventListener('keydown', ({ key }) => {
        document.title = key;
      }),
    );
    await focusPlace(page, 'input');
    for (let tries = 0; tries < 20; tries += 1) {
      command('xdotool', 'key', '47');
      const heard = page.waitForFunction((key) => document.title === key, char, { timeout: 500 });
      if (await heard.then(Boolean, () => false)) {
        // Escape, so that the character is not part of the next scan.
        command('xdotool', 'key', 'Escape');
        return;
      }
    }
    throw new Error(`The browser does not use the layout '${layout}' after 20 tries.`);
  }

  for (const layout of ['us', 'fi', 'fr']) {
    describe(`set to ${layout}`, () => {
      beforeAll(() => useLayout(layout));

      for (const delayMs of [0, 5, 30])
        for (const place of ['input', 'button', 'editable', 'select', 'nothing'] as const)
          it(`reads at ${delayMs} ms per key into ${place}, and leaves it unchanged`, async () => {
            await scanInto(place, 'A045198723\r', delayMs);
            const { readings, isAsBefore, pressed, heardSuffixes } = await aftermath(page);
            const texts = readings.map(({ text }) => text);
            expect({ texts, isAsBefore, pressed, heardSuffixes }).toEqual({
              texts: ['A045198723'],
              isAsBefore: true,
              pressed: 0,
              heardSuffixes: 0,
            });
          });

      it('reads a code after a symbology identifier', async () => {
        await scanInto('input', ']A0AM12345678\r', 5);
        const { readings, isAsBefore } = await aftermath(page);
        expect(readings).toMatchObject([{ text: 'AM12345678', symbology: 'code-39' }]);
        expect(isAsBefore).toBe(true);
      });
    });
  }
});
