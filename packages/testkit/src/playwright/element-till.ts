import type { BrowserContext, Page } from 'playwright-core';
import type { Till, TillAnswer, TillSetting } from '../conformance/till-checks.ts';
import { scannerOn, type VerdictOutcome } from './scanner.ts';

const recorded: readonly VerdictOutcome[] = ['confirmed', 'provisional'];
const notRecorded: readonly VerdictOutcome[] = ['has-ticket', 'refused', 'undecided'];
const partsOf = (outcomes: readonly VerdictOutcome[]) =>
  outcomes.map((outcome) => `kaiku-scanner [part~="verdict-${outcome}"]`).join(', ');

/**
 * Opens a page with `<kaiku-scanner>` as a till for `tillChecks`. `addressOf` returns the address of your page for a registry,
 * a token and a show. Each context is a device of its own.
 */
export async function openElementTill(
  context: BrowserContext,
  addressOf: (setting: TillSetting) => string,
  setting: TillSetting,
): Promise<Till> {
  const page = await context.newPage();
  await page.addInitScript(noteState);
  await page.goto(addressOf(setting));
  return tillOn(page, () => openElementTill(context, addressOf, setting));
}

/** A till rests for a while, a minute at most, before it sends again. */
const timeout = { timeout: 90_000 };

function tillOn(page: Page, another: () => Promise<Till>): Till {
  const scanner = scannerOn(page);
  /** Waits for one of two groups of elements. */
  async function which(one: string, other: string): Promise<'one' | 'other'> {
    await page.locator(`${one}, ${other}`).first().waitFor(timeout);
    return (await page.locator(one).count()) > 0 ? 'one' : 'other';
  }
  const answer = async (): Promise<TillAnswer> =>
    (await which(partsOf(recorded), partsOf(notRecorded))) === 'one' ? 'recorded' : 'not-recorded';

  return {
    another,
    answer,
    async read(card) {
      await scanner.type(card);
      const found = await which('kaiku-scanner [part~="confirm"]', partsOf(notRecorded));
      return found === 'one' ? 'may-record' : 'refused';
    },
    confirm: (presses) => scanner.part('confirm').click({ clickCount: presses, ...timeout }),
    async restart() {
      await page.reload();
    },
    async atRest() {
      await page.waitForFunction(() => {
        const { kaikuState } = globalThis as unknown as { kaikuState?: { pending?: number; voiding?: number } };
        return kaikuState?.pending === 0 && kaikuState.voiding === 0;
      }, timeout);
    },
    close: () => page.close(),
  };
}

/** Runs in the page: notes the last state that the element has reported. */
function noteState(): void {
  addEventListener('kaiku-state', ({ detail }: CustomEventInit) => Object.assign(globalThis, { kaikuState: detail }));
}
