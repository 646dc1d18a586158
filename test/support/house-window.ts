/** The pages of the house in a browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { type Camera, openWindow, type Window } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}

/** A window with a page of the house. */
export interface HouseWindow extends Window {
  /** What the browser has reported, such as a breach of the Content-Security-Policy. */
  readonly complaints: readonly string[];
}

/** Opens a page of the registry: of the house, which shows how to sign in, or of the scanner. */
export async function openDesk(registryUrl: string, path: string, camera?: Camera): Promise<HouseWindow> {
  const window = await openWindow('about:blank', camera);
  const { page } = window;
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The browser also reports each response with an error status, which some tests provoke.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  await page.goto(`${registryUrl}${path}`);
  return { ...window, complaints };
}

/** Signs in, as after a reload. */
export async function signInto(page: Page, token: string): Promise<void> {
  await openForm(page, 'token');
  await page.locator('input[name=token]').fill(token);
  await page.keyboard.press('Enter');
  await page.locator('nav').waitFor({ state: 'attached' });
}

/** Makes a passkey with a code of an invitation, which signs in. The page needs an authenticator. Returns the recovery code. */
export async function makePasskey(page: Page, code: string): Promise<string> {
  await openForm(page, 'code');
  await page.locator('input[name=code]').fill(code);
  await page.keyboard.press('Enter');
  const recovery = (await page.locator('.recovery').textContent()) ?? '';
  await page.getByRole('button', { name: 'The code is safe' }).click();
  await page.locator('nav').waitFor({ state: 'attached' });
  return recovery;
}

/** Opens the form for a token or a code. */
export async function openForm(page: Page, field: 'token' | 'code'): Promise<void> {
  await page.locator(`details:has(input[name=${field}]) summary`).click();
}

/** Returns what axe finds in the page, or in a part of it, as `rule: elements`. */
export async function axeViolations(page: Page, within = 'html'): Promise<readonly string[]> {
  const { violations } = await page.evaluate<AxeResult>(`${axe};axe.run('${within}')`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
}
