/** The first sign-in of a manager at the pages of the house, in Chromium with a virtual authenticator. */
import { beforeAll, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { axeViolations, openForm } from '../support/house-window.ts';
import { useHouse } from '../support/use-house.ts';

const house = useHouse({ scenario: 'empty' });
beforeAll(() => house.store.seed({ venues: [{ id: 'talo', name: 'Hamlet-teatteri' }] }));

it('A manager makes a passkey with the code, keeps the recovery code, and signs in again by the passkey', async () => {
  const invited = await house.store.people.invite({ venueId: 'talo', name: 'Maija', role: 'manager' });
  const { page, complaints } = await house.open('/desk');
  const { cdp, authenticatorId } = await addAuthenticator(page);
  await openForm(page, 'code');
  await page.locator('input[name=code]').fill('AAAAAAA-AAAAAAA-AAAAAAA');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('The code is not valid');
  expect(await axeViolations(page)).toEqual([]);

  await page.locator('input[name=code]').fill(invited?.code.toLowerCase() ?? '');
  await page.keyboard.press('Enter');
  const recovery = page.locator('.recovery');
  await recovery.waitFor();
  expect(await recovery.textContent()).toMatch(/^\w{7}-\w{7}-\w{7}$/);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'The code is safe' }).click();
  await page.locator('nav').waitFor({ state: 'attached' });
  expect(await page.locator('header .venue').textContent()).toBe('Hamlet-teatteri');

  // The session survives a reload, and no script can read it.
  await page.reload();
  await page.locator('nav').waitFor({ state: 'attached' });
  const readable = await page.evaluate(() =>
    JSON.stringify([document.cookie, localStorage, sessionStorage, location.href]),
  );
  expect(readable).not.toMatch(/[\w-]{40,}/);
  await page.getByRole('button', { name: 'Sign out' }).click();
  const signIn = page.getByRole('button', { name: 'Sign in with a passkey' });
  await signIn.waitFor();

  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await signIn.click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('Signing in was cancelled');
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await signIn.click();
  await page.locator('nav').waitFor({ state: 'attached' });
  expect(complaints).toEqual([]);
});
