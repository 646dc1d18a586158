/** The pages of the house, as the built registry serves them: signing in, choosing a show, and their headers. */
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { axeViolations, openForm, signInto } from '../support/house-window.ts';
import { useHouse } from '../support/use-house.ts';

const house = useHouse();

const { evening } = arki.shows;

describe('a person', () => {
  it('signs in, sees the shows of today with their places, and chooses one for the other pages', async () => {
    const { page, complaints } = await house.open('/desk', arki.tokens.boxOffice);
    expect(await page.locator('header .venue').textContent()).toBe(arki.venues.suvanto.name);
    const show = page.locator('li.show', { hasText: evening.name });
    await show.waitFor();
    expect((await show.locator('dd').allTextContents()).map((text) => text.trim())).toEqual(['0', '12 / 12']);
    await show.getByRole('button').click();
    await page.locator('li.show[aria-current]', { hasText: evening.name }).waitFor();
    expect(new URL(page.url()).searchParams.get('show')).toBe(evening.id);
    expect(await axeViolations(page)).toEqual([]);

    // The choice survives a reload, the token does not.
    await page.reload();
    expect(await axeViolations(page)).toEqual([]);
    await signInto(page, arki.tokens.boxOffice);
    await page.locator('li.show[aria-current]', { hasText: evening.name }).waitFor();

    // Another day has other shows, and no choice.
    await page.locator('input[name=day]').fill('2020-01-01');
    await page.locator('input[name=day]').blur();
    await page.locator('house-tonight p[role=status]', { hasText: 'There are no events on this day.' }).waitFor();
    expect(new URL(page.url()).search).toBe('?day=2020-01-01');
    expect(complaints).toEqual([]);
  });

  it('reads a sentence and a next step if the token is wrong, and if the registry does not respond', async () => {
    const { page } = await house.open('/desk', arki.tokens.boxOffice);
    await page.locator('li.show').first().waitFor();
    await page.route('**/v1/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Refresh' }).click();
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('Check the network, then try again.');
    await page.unroute('**/v1/**');
    await alert.getByRole('button').click();
    await alert.waitFor({ state: 'detached' });

    await page.goto(`${house.url}/desk`);
    await openForm(page, 'token');
    await page.locator('input[name=token]').fill('another');
    await page.keyboard.press('Enter');
    expect(await alert.textContent()).toContain('The registry does not know this token');
    expect(await axeViolations(page)).toEqual([]);
  });

  it('uses the pages in three languages', async () => {
    const { page } = await house.open('/desk', arki.tokens.boxOffice);
    const headings: (string | null)[] = [];
    for (const language of ['fi', 'sv', 'en']) {
      await page.locator('select.language').selectOption(language);
      await page.locator(`:root[lang=${language}]`).waitFor({ state: 'attached' });
      headings.push(await page.locator('h1').textContent());
    }
    expect(headings).toEqual(['Tänään', 'I dag', 'Today']);
  });
});

describe('the registry', () => {
  it('serves the pages and their files with the headers of docs/security.md', async () => {
    const page = await fetch(`${house.url}/desk/tonight`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types lit-html kaiku",
    );
    for (const [name, value] of Object.entries({
      'content-type': 'text/html; charset=utf-8',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), hid=(), serial=(), usb=()',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
    }))
      expect([name, page.headers.get(name)]).toEqual([name, value]);
    expect(await page.text()).not.toMatch(/<style|style=|\son\w+=|javascript:/);

    const script = await fetch(`${house.url}/desk/house.js`);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const again = await fetch(`${house.url}/desk/house.js`, {
      headers: { 'If-None-Match': script.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it.each(['/desk/none.js', '/desk/../package.json', '/desk/%2e%2e/index.js', '/desk/house.ts'])(
    'serves no other file: %s',
    async (path) => {
      const { status } = await fetch(`${house.url}${path}`);
      expect(status).toBe(404);
    },
  );
});
