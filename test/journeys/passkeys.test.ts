/** People who sign in with passkeys, in Chromium with a virtual authenticator. */
import { createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAuthenticator, askAuthenticator } from '../support/authenticator.ts';
import { launchChromium } from '../support/browser.ts';

const startMs = Date.parse('2026-11-20T15:00:00Z');

let registryServer: RegistryServer;
let listening: Listening;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let cdp: CDPSession;
let authenticatorId: string;
let nowMs: number;
let tests = 0;
/** An IP address is not the name of a site, so a passkey needs a host name. */
let site: string;

beforeAll(async () => {
  browser = await launchChromium();
  registryServer = await createRegistryServer({ scenario: 'empty', now: () => nowMs, addressHeader: 'X-Address' });
  nowMs = startMs;
  await registryServer.store.seed({ venues: ['talo', 'naapuri'].map((id) => ({ id, name: `Venue ${id}` })) });
});
afterAll(async () => {
  await browser?.close();
  await registryServer?.close();
});
beforeEach(async () => {
  nowMs = startMs;
  listening = await listen(registryServer.app);
  site = `http://localhost:${new URL(listening.url).port}`;
  // Each test has the limits of its own address.
  tests += 1;
  context = await browser.newContext({ extraHTTPHeaders: { 'X-Address': `192.0.2.${tests}` } });
  page = await context.newPage();
  ({ cdp, authenticatorId } = await addAuthenticator(page));
  await page.goto(`${site}/`);
});
afterEach(async () => {
  await context?.close();
  await listening?.close();
});

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read single members
  readonly body: any;
}

/** Sends a request as a page of the registry does. */
function send(method: string, path: string, body?: object, from: Page = page): Promise<Answer> {
  return from.evaluate(
    async ([method, path, body]) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(path, { method, ...(body !== null && { headers, body }) });
      return { status: response.status, body: await response.json() };
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  );
}

const ask = (what: 'create' | 'get', options: object) => askAuthenticator(page, what, options);

async function register(code: string): Promise<Answer> {
  const prepared = await send('POST', '/v1/passkeys/options', { code });
  if (prepared.status !== 200) return prepared;
  const { response, error } = await ask('create', prepared.body.options);
  if (response === undefined) throw new Error(error);
  return send('POST', '/v1/passkeys', { code, response });
}

/** Returns a signed challenge. */
async function signedChallenge(): Promise<object> {
  const { body } = await send('POST', '/v1/session/options', {});
  const { response, error } = await ask('get', body.options);
  if (response === undefined) throw new Error(error);
  return response;
}
const signIn = async () => send('POST', '/v1/session', { response: await signedChallenge() });

async function invite(name = 'Maija', venueId = 'talo'): Promise<string> {
  return (await registryServer.store.people.invite({ venueId, name, role: 'manager' }))?.code ?? '';
}

const whoAmI = () => send('GET', '/v1/device');
const cookies = async () => (await context.cookies(site)).filter(({ name }) => name.includes('session'));

describe('a manager', () => {
  it('makes a passkey with an invitation, signs out, and in again', async () => {
    const code = await invite();
    expect((await whoAmI()).status).toBe(401);
    // As people write it.
    const { status, body } = await register(` ${code.slice(0, 7).toLowerCase()}-${code.slice(7)} `);
    expect([status, body.person]).toEqual([
      200,
      { id: expect.any(String), name: 'Maija', role: 'manager', venue: { id: 'talo', name: 'Venue talo' } },
    ]);
    expect(body.recoveryCode).toMatch(/^[A-Z3-9]{21}$/);
    expect(await cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/', expires: -1 }]);
    expect((await whoAmI()).body).toMatchObject({ venue: { id: 'talo' }, device: { role: 'manager' } });
    expect((await send('DELETE', '/v1/session')).status).toBe(200);
    expect([await cookies(), (await whoAmI()).status]).toEqual([[], 401]);
    expect((await signIn()).body.person.name).toBe('Maija');
    const { body: show } = await send('POST', '/v1/shows', {
      ...{ id: 'ilta', name: 'Ilta', kind: 'performance', startsAt: '2026-11-21T17:00:00Z', seats: 100, cap: null },
    });
    expect(show.show.id).toBe('ilta');
    const { entries } = (await send('GET', '/v1/log')).body;
    expect(entries.map(({ action, actorName }: Record<string, string>) => [action, actorName])).toEqual([
      ['invite', null],
      ['registerPasskey', 'Maija'],
      ['signOut', 'Maija'],
      ['signIn', 'Maija'],
      ['createShow', 'Maija'],
    ]);
  });

  it('uses an invitation once, and within three days', async () => {
    const [code, late] = [await invite(), await invite()];
    expect((await register(code)).status).toBe(200);
    expect((await register(code)).status).toBe(401);
    nowMs += 3 * 86_400_000 + 1;
    expect((await register(late)).status).toBe(401);
  });

  it('signs in once with each challenge, within five minutes', async () => {
    await register(await invite());
    const response = await signedChallenge();
    expect((await send('POST', '/v1/session', { response })).status).toBe(200);
    expect((await send('POST', '/v1/session', { response })).status).toBe(401);
    const late = await signedChallenge();
    nowMs += 5 * 60_000 + 1;
    expect((await send('POST', '/v1/session', { response: late })).status).toBe(401);
  });

  it('is asked for a finger, and no other finger works', async () => {
    await register(await invite());
    const { body } = await send('POST', '/v1/session/options', {});
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    expect((await ask('get', body.options)).error).toBe('NotAllowedError');
    // The browser’s refusal is not what protects: the registry wants the finger too.
    const { response } = await ask('get', { ...body.options, userVerification: 'discouraged' });
    expect((await send('POST', '/v1/session', { response })).status).toBe(401);
  });

  it('is recognised by the passkey and not by the name in the response', async () => {
    await register(await invite('Maija'));
    await register(await invite('Liisa', 'naapuri'));
    const people = await Promise.all(['talo', 'naapuri'].map((id) => registryServer.store.people.list(id)));
    const ids = people.flatMap((list) => list.map(({ id }) => id));
    const response = (await signedChallenge()) as { response: { userHandle: string } };
    const own = Buffer.from(response.response.userHandle, 'base64url').toString();
    for (const id of ids.filter((other) => other !== own)) {
      response.response.userHandle = Buffer.from(id).toString('base64url');
      expect((await send('POST', '/v1/session', { response })).status).toBe(401);
    }
  });

  it('who has lost the key gets in with the recovery code, once; the lost key is worth nothing', async () => {
    const { recoveryCode } = (await register(await invite())).body;
    const stolen = await context.cookies(site);
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
    const [lost] = credentials;
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
    const { body } = await send('POST', '/v1/session/options', {});
    expect((await ask('get', body.options)).error).toBe('NotAllowedError');

    const again = await register(recoveryCode);
    expect(again.body.recoveryCode).not.toBe(recoveryCode);
    expect((await register(recoveryCode)).status).toBe(401);
    // Neither the session of before nor the key opens anything.
    await context.clearCookies();
    await context.addCookies(stolen);
    expect((await whoAmI()).status).toBe(401);
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
    if (lost !== undefined) await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: lost });
    expect((await signIn()).status).toBe(401);
  });

  it('replaces the recovery code with the passkey once more; a session alone replaces nothing', async () => {
    const { recoveryCode: former } = (await register(await invite())).body;
    expect((await send('POST', '/v1/recovery-code', { response: {} })).status).toBe(401);
    nowMs += 60_000;
    const response = await signedChallenge();
    const { body } = await send('POST', '/v1/recovery-code', { response });
    expect((await send('POST', '/v1/recovery-code', { response })).status).toBe(401);
    const [createdAt, usedAt] = [startMs, nowMs].map((ms) => new Date(ms).toISOString());
    expect((await send('GET', '/v1/passkeys')).body.passkeys).toEqual([{ createdAt, usedAt }]);
    expect((await register(former)).status).toBe(401);
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
    expect((await register(body.recoveryCode)).status).toBe(200);
    const { entries } = (await send('GET', '/v1/log')).body;
    expect(JSON.stringify(entries)).not.toContain(body.recoveryCode);
  });

  it('replaces no recovery code with the passkey of another person', async () => {
    await register(await invite('Maija'));
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
    const own = await context.cookies(site);
    await register(await invite('Liisa'));
    await context.clearCookies();
    await context.addCookies(own);
    expect((await send('POST', '/v1/recovery-code', { response: await signedChallenge() })).status).toBe(401);
  });

  it('is rejected after ten wrong codes, for ten minutes', async () => {
    const code = await invite();
    const attempt = () => send('POST', '/v1/passkeys/options', { code: 'AAAAAAA-AAAAAAA-AAAAAAA' });
    const statuses = [];
    for (let nth = 0; nth < 11; nth += 1) statuses.push((await attempt()).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
    expect((await register(code)).status).toBe(429);
  });
});

describe('a session', () => {
  it('ends after half an hour without a request, and after twelve hours', async () => {
    await register(await invite());
    for (let hours = 0; hours < 12; hours += 0.4) {
      expect((await whoAmI()).status).toBe(200);
      nowMs = startMs + (hours + 0.4) * 3_600_000;
    }
    expect((await whoAmI()).status).toBe(401);
    await signIn();
    nowMs += 29 * 60_000;
    expect((await whoAmI()).status).toBe(200);
    nowMs += 31 * 60_000;
    expect((await whoAmI()).status).toBe(401);
  });

  it('ends at once for a person whom a manager removes, but no manager removes himself', async () => {
    const { id: self } = (await register(await invite())).body.person;
    const own = await context.cookies(site);
    const { code, id } = (await send('POST', '/v1/people', { name: 'Liisa', role: 'till' })).body;
    expect((await register(code)).body.person).toMatchObject({ id, role: 'till' });
    const theirs = await context.cookies(site);
    expect((await send('PATCH', '/v1/shows/ilta', { cap: null })).body).toMatchObject({ roles: ['manager'] });
    await context.clearCookies();
    await context.addCookies(own);
    const { people } = (await send('GET', '/v1/people')).body;
    expect(people.find((person: { id: string }) => person.id === id)).toMatchObject({
      name: 'Liisa',
      hasPasskey: true,
    });
    expect((await send('GET', '/v1/devices')).body.devices).toEqual([]);
    expect((await send('DELETE', `/v1/people/${self}`)).status).toBe(403);
    expect((await send('DELETE', `/v1/people/${id}`)).status).toBe(200);
    expect((await send('DELETE', `/v1/people/${id}`)).status).toBe(404);
    await context.clearCookies();
    await context.addCookies(theirs);
    expect((await whoAmI()).status).toBe(401);
    // The authenticator has the passkeys of both.
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
    const managers = credentials.find(({ userHandle }) => Buffer.from(userHandle ?? '', 'base64').toString() === self);
    await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: managers?.credentialId ?? '' });
    expect((await signIn()).status).toBe(401);
  });

  it('changes nothing for a page of another origin, nor for a request without one', async () => {
    await register(await invite());
    const [cookie] = await cookies();
    const request = (origin: string | undefined) =>
      registryServer.app.request(`${site}/v1/people`, {
        method: 'POST',
        headers: {
          ...{ cookie: `${cookie?.name}=${cookie?.value}`, 'content-type': 'application/json' },
          ...(origin !== undefined && { origin }),
        },
        body: JSON.stringify({ name: 'Varas', role: 'manager' }),
      });
    for (const origin of [undefined, 'null', 'http://localhost:1', 'https://evil.example', `${site}.evil.example`])
      expect([origin, (await request(origin)).status]).toEqual([origin, 401]);
    expect((await request(site)).status).toBe(201);
    // A page of the same host on another port sends the cookie, and gets nothing.
    const other = await listen((await createRegistryServer({ scenario: 'empty' })).app);
    await page.goto(`http://localhost:${new URL(other.url).port}/`);
    const tried = await page.evaluate(
      (url) =>
        fetch(url, { method: 'DELETE', credentials: 'include' }).then(
          ({ status }) => status,
          () => 'blocked',
        ),
      `${site}/v1/session`,
    );
    expect([401, 'blocked']).toContain(tried);
    await page.goto(`${site}/`);
    expect((await whoAmI()).status).toBe(200);
    await other.close();
  });
});
