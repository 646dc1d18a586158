import {
  PasskeyAnswer,
  PasskeyOptionsRequest,
  PasskeyRequest,
  PasskeysAnswer,
  RecoveryCodeAnswer,
  SessionAnswer,
  SessionRequest,
  type SignedInPerson,
  SignOutAnswer,
  WebAuthnOptionsAnswer,
} from '@kaiku/client/contract';
import type { RegistryContext } from '../http/context.ts';
import { EmptyRequest, operation } from '../http/operation.ts';
import { optionsToRegister, optionsToSignIn, type Site, verifyNewPasskey, verifyPasskey } from '../http/passkeys.ts';
import { problem } from '../http/problems.ts';
import { removeSession, sessionToken, setSession } from '../http/session.ts';
import type { SignedIn } from '../store/people/people.ts';

export const sessionOperations = [
  operation({
    method: 'post',
    path: '/v1/passkeys/options',
    id: 'preparePasskey',
    summary: 'Begin to make a passkey, with an invitation or a recovery code',
    request: PasskeyOptionsRequest,
    answers: { 200: { description: 'For `navigator.credentials.create`', schema: WebAuthnOptionsAnswer } },
    problems: [401],
    handle: (c, { body: { code } }) =>
      atSite(c, async (site) => {
        const person = await c.var.store.people.ofCode(code);
        if (person === undefined) return unknownCode(c);
        const options = await optionsToRegister(c.var.store.people, site, person);
        return c.json({ options: { ...options }, serverTime: c.var.serverTime() } satisfies WebAuthnOptionsAnswer);
      }),
  }),
  operation({
    method: 'post',
    path: '/v1/passkeys',
    id: 'registerPasskey',
    summary: 'Make a passkey, which replaces earlier ones, and sign in. Uses the code up',
    request: PasskeyRequest,
    answers: { 200: { description: 'Signed in, with the next recovery code', schema: PasskeyAnswer } },
    problems: [401],
    handle: (c, { body: { code, response } }) =>
      atSite(c, async (site) => {
        const { people } = c.var.store;
        const passkey = await verifyNewPasskey(people, site, response);
        if (passkey === undefined) return wrongPasskey(c);
        const registered = await people.register(code, passkey);
        if (registered === undefined) return unknownCode(c);
        const person = await begin(c, site, registered);
        const { recoveryCode } = registered;
        return c.json({ person, recoveryCode, serverTime: c.var.serverTime() } satisfies PasskeyAnswer);
      }),
  }),
  operation({
    method: 'post',
    path: '/v1/session/options',
    id: 'prepareSignIn',
    summary: 'Begin to sign in with a passkey',
    request: EmptyRequest,
    answers: { 200: { description: 'For `navigator.credentials.get`', schema: WebAuthnOptionsAnswer } },
    problems: [401],
    handle: (c) =>
      atSite(c, async (site) => {
        const options = await optionsToSignIn(c.var.store.people, site);
        return c.json({ options: { ...options }, serverTime: c.var.serverTime() } satisfies WebAuthnOptionsAnswer);
      }),
  }),
  operation({
    method: 'post',
    path: '/v1/session',
    id: 'signIn',
    summary: 'Sign in with a passkey',
    request: SessionRequest,
    answers: { 200: { description: 'Signed in, with the cookie of a session', schema: SessionAnswer } },
    problems: [401],
    handle: (c, { body: { response } }) =>
      atSite(c, async (site) => {
        const { people } = c.var.store;
        const verified = await verifyPasskey(people, site, response);
        const signedIn = verified && (await people.signIn(verified.person, verified.passkey));
        if (signedIn === undefined) return wrongPasskey(c);
        const person = await begin(c, site, signedIn);
        return c.json({ person, serverTime: c.var.serverTime() } satisfies SessionAnswer);
      }),
  }),
  operation({
    method: 'get',
    path: '/v1/passkeys',
    id: 'listOwnPasskeys',
    summary: 'List the passkeys of the person who has signed in',
    answers: { 200: { description: 'When each was made and last used; none of a device', schema: PasskeysAnswer } },
    handle: async (c) => {
      const passkeys = (await c.var.store.people.passkeysOf(c.var.device.id)).map(({ createdAt, usedAt }) => ({
        createdAt: createdAt.toISOString(),
        usedAt: usedAt?.toISOString() ?? null,
      }));
      return c.json({ passkeys, serverTime: c.var.serverTime() } satisfies PasskeysAnswer);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/recovery-code',
    id: 'renewRecoveryCode',
    summary: 'Replace the own recovery code, with the passkey once more: a session alone does not suffice',
    request: SessionRequest,
    answers: { 200: { description: 'The new code, shown this once', schema: RecoveryCodeAnswer } },
    log: () => ({}),
    handle: (c, { body: { response } }) =>
      atSite(c, async (site) => {
        const { people } = c.var.store;
        const verified = await verifyPasskey(people, site, response);
        if (verified === undefined || verified.person.id !== c.var.device.id) return wrongPasskey(c);
        const recoveryCode = await people.renewRecoveryCode(verified.person, verified.passkey);
        if (recoveryCode === undefined) return wrongPasskey(c);
        return c.json({ recoveryCode, serverTime: c.var.serverTime() } satisfies RecoveryCodeAnswer);
      }),
  }),
  operation({
    method: 'delete',
    path: '/v1/session',
    id: 'signOut',
    summary: 'Sign out',
    answers: { 200: { description: 'The session has ended', schema: SignOutAnswer } },
    log: () => ({}),
    handle: async (c) => {
      const token = sessionToken(c);
      if (token !== undefined) await c.var.store.people.signOut(token);
      if (c.var.site !== undefined) removeSession(c, c.var.site);
      return c.json({ serverTime: c.var.serverTime() } satisfies SignOutAnswer);
    },
  }),
];

/** Runs `work` if browsers can sign in to this registry. */
async function atSite(c: RegistryContext, work: (site: Site) => Promise<Response>): Promise<Response> {
  const { site } = c.var;
  if (site !== undefined) return work(site);
  const detail = 'The registry does not know its own address: start it with --public-url.';
  return problem(c, 'registry/unauthorised', { detail });
}

/** Sets the cookie of a session. Returns its person. */
async function begin(c: RegistryContext, site: Site, { person, token }: SignedIn): Promise<SignedInPerson> {
  setSession(c, site, token);
  const { id, name, role, venueId, venueName } = person;
  return { id, name, role, venue: { id: venueId, name: venueName } };
}

function unknownCode(c: RegistryContext): Response {
  return problem(c, 'registry/unauthorised', { detail: 'The code is unknown, used or expired.' });
}

function wrongPasskey(c: RegistryContext): Response {
  return problem(c, 'registry/unauthorised', { detail: 'The passkey is unknown, or its response is not valid.' });
}
