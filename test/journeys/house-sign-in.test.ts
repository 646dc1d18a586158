/** The first sign-in of a manager at the pages of the house, in Chromium with a virtual authenticator. */
import { createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { nowMs } from '../support/clock.ts';
import { axeViolations, type HouseWindow, openDesk, openForm } from '../support/house-window.ts';

let registryServer: RegistryServer;
let registry: Listening;
let window: HouseWindow | undefined;
beforeAll(async () => {
  registryServer = await createRegistryServer({ scenario: 'empty', now: nowMs });
  await registryServer.store.seed({ venues: [{ id: 'talo', name: 'Hamlet-teatteri' }] });
  registry = await listen(registryServer.app);
});
afterAll(async () => {
  await registry?.close();
  await registryServer?.close();
});
afterEach(() => window?.close());

it('A manager makes a passkey with the code, keeps the recovery code, and signs in again by the passkey', async () => {
  const invited = await registryServer.store.people.invite({ venueId: 'talo', name: 'Maija', role: 'manager' });
  // An IP address is not the name of a site, so a passkey needs a host name.
  window = await openDesk(registry.url.replace('127.0.0.1', 'localhost'), '/desk');
  const { page } = window;
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...({ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true } as const),
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
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
  expect(window.complaints).toEqual([]);
});
