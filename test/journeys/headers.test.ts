/**
 * The element under the headers that docs/security.md lists, in a real Chromium. The policies of Trusted Types that the page
 * allows are changed in one test each.
 */

import { arki } from '@kaiku/registry';
import { readerOn } from '@kaiku/testkit/playwright';
import { describe, expect, it } from 'vitest';
import { documentedHeaders } from '../../.tools/documented-headers.ts';
import type { Camera } from '../support/browser.ts';
import { type Noted, useElementPage } from '../support/use-element-page.ts';

const { cards, shows } = arki;
const listed = "require-trusted-types-for 'script'; trusted-types lit-html kaiku";
const ofFamily: Camera = { symbology: 'qr', text: cards.family.code };
const element = useElementPage();

/** Opens the element under the documented headers, with these directives of Trusted Types. */
function openElement(trustedTypes: string, show: { readonly id: string }, camera: Camera = 'absent') {
  const documented = Object.fromEntries(documentedHeaders('Headers for the page', element.venue.registry));
  const policy = documented['Content-Security-Policy'] ?? '';
  expect(policy).toContain(listed);
  const headers = { ...documented, 'Content-Security-Policy': policy.replace(listed, trustedTypes) };
  return element.open(show, { headers, camera });
}

describe('the element', () => {
  it('reads by camera, by a reader and typed under the documented headers, and the browser refuses nothing', async () => {
    const { page, scanner, noted } = await openElement(listed, shows.evening, ofFamily);
    await scanner.setMinors(1);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    await scanner.part('next').click();
    await readerOn(page).scan(cards.single.code);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    await scanner.part('next').click();
    await scanner.type(cards.oneChild.code);
    await scanner.confirm();
    await scanner.verdict('confirmed');

    const recorded = (await element.venue.rows(shows.evening.id)).filter(({ state }) => state === 'counted');
    const codes = recorded.map(({ card }) => card).sort();
    expect(codes).toEqual([cards.family, cards.single, cards.oneChild].map(({ code }) => code).sort());
    const files = page.workers().map((worker) => new URL(worker.url()).pathname);
    expect(files.sort()).toEqual(['/decode-worker.js', '/log-worker.js']);
    expect(await noted()).toMatchObject({ refused: [], failures: [] });
  });

  it('continues without a camera and without the second copy if the page does not allow the policy `kaiku`', async () => {
    const { page, scanner, noted } = await openElement(listed.replace(' kaiku', ''), shows.matinee, ofFamily);
    await scanner.type(cards.single.code);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    const { refused, failures } = await noted();
    expect(failures).toEqual(['engine/load']);
    expect(new Set(refused)).toEqual(new Set(['trusted-types', 'require-trusted-types-for']));
    expect(page.workers()).toEqual([]);
  });

  it('is not defined on a page that allows no policy', async () => {
    const { page, thrown } = await openElement("require-trusted-types-for 'script'; trusted-types 'none'", shows.noCap);
    await page.waitForFunction(() => (globalThis as unknown as { noted: Noted }).noted.refused.length > 0);
    expect(await page.locator('kaiku-scanner:defined').count()).toBe(0);
    // Lit throws while the file is loaded.
    expect(String(await thrown())).toContain('lit-html');
  });
});

describe('the policy `kaiku`', () => {
  it('accepts addresses of the page’s own origin, and no other', async () => {
    const { page, url } = await openElement(listed, shows.small);
    await page.waitForFunction(() => Symbol.for('kaiku/trusted-types') in globalThis);
    const accepted = (address: string) =>
      page.evaluate((url) => {
        const policies = globalThis as unknown as Record<symbol, { createScriptURL(url: string): unknown }>;
        try {
          return String(policies[Symbol.for('kaiku/trusted-types')]?.createScriptURL(url));
        } catch (error) {
          return (error as Error).message;
        }
      }, address);
    const own = `${url}/decode-worker.js`;
    expect(await accepted(own)).toBe(own);
    const refusal = 'A worker must be of the page’s own origin.';
    for (const other of [
      'https://evil.example/w.js',
      `blob:${url}/1`,
      'data:text/javascript,1',
      element.venue.registry,
    ])
      expect([other, await accepted(other)]).toEqual([other, refusal]);
  });

  it('makes an address of a text, but under the documented headers the browser starts no such worker', async () => {
    const { page, noted } = await openElement(listed, shows.small);
    await page.waitForFunction(() => Symbol.for('kaiku/trusted-types') in globalThis);
    await page.evaluate(() => {
      const policies = globalThis as unknown as Record<symbol, { createScriptURL(url: string, text: string): URL }>;
      const address = policies[Symbol.for('kaiku/trusted-types')]?.createScriptURL('', 'postMessage(1)');
      return new Promise((resolve) => {
        const worker = new Worker(address as URL);
        worker.onmessage = () => resolve('started');
        worker.onerror = () => resolve('refused');
      });
    });
    expect((await noted()).refused).toEqual(['worker-src']);
  });
});
