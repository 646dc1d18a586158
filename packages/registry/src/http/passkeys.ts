/** Passkeys (WebAuthn): the options for the browser, and the checks of what it returns. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import * as z from 'zod/mini';
import type { Passkey, People, Person } from '../store/people/people.ts';

/** The registry as browsers know it. */
export interface Site {
  /** Such as `https://registry.example`. A browser signs it. */
  readonly origin: string;
  /** Its host name, to which passkeys are bound. */
  readonly rpID: string;
}

const rpName = 'Kaiku';

/** Returns the library when a passkey is first used: a registry without people does not load it, and it adds globals. */
const library = () => import('@simplewebauthn/server');

/** Returns the options for a new passkey of a person: one that names the person itself, and needs a finger or a PIN. */
export async function optionsToRegister(people: People, { rpID }: Site, person: Person) {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    ...{
      rpName,
      rpID,
      userName: person.name,
      userDisplayName: person.name,
      userID: new TextEncoder().encode(person.id),
    },
    challenge: Buffer.from(await people.issueChallenge(), 'base64url'),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** Returns the options to sign in with any passkey of this registry. */
export async function optionsToSignIn(people: People, { rpID }: Site) {
  const { generateAuthenticationOptions } = await library();
  const challenge = Buffer.from(await people.issueChallenge(), 'base64url');
  return generateAuthenticationOptions({ rpID, challenge, userVerification: 'required' });
}

/** Returns the new passkey; `undefined` if the response is not one to a challenge of this registry. */
export async function verifyNewPasskey(people: People, site: Site, response: unknown): Promise<Passkey | undefined> {
  const { verifyRegistrationResponse } = await library();
  const expected = await expect(people, site, response);
  const verified =
    expected &&
    (await attempt(() => verifyRegistrationResponse({ response: response as RegistrationResponseJSON, ...expected })));
  if (!verified?.verified) return undefined;
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
}

/** Returns whose passkey has signed a challenge of this registry, and its counter; `undefined` if none has. */
export async function verifyPasskey(
  people: People,
  site: Site,
  response: unknown,
): Promise<{ readonly person: Person; readonly passkey: Pick<Passkey, 'id' | 'counter'> } | undefined> {
  const { id, response: { userHandle } = {} } = response as Partial<AuthenticationResponseJSON>;
  if (typeof id !== 'string' || typeof userHandle !== 'string') return undefined;
  const expected = await expect(people, site, response);
  // By both, because an authenticator chooses the id of a passkey, so two people may have the same.
  const known = await people.passkey(Buffer.from(userHandle, 'base64url').toString('utf8').replaceAll('\0', ''), id);
  if (expected === undefined || known === undefined) return undefined;
  const credential = { id, publicKey: Buffer.from(known.publicKey, 'base64url'), counter: known.counter };
  const { verifyAuthenticationResponse } = await library();
  const verified = await attempt(() =>
    verifyAuthenticationResponse({ response: response as AuthenticationResponseJSON, credential, ...expected }),
  );
  if (!verified?.verified) return undefined;
  return { person: known.person, passkey: { id, counter: verified.authenticationInfo.newCounter } };
}

const ClientData = z.object({ challenge: z.string() });

/** Takes the challenge of a response, so that it is used once. Returns what the response must have; `undefined` if it was taken. */
async function expect(people: People, { origin, rpID }: Site, response: unknown) {
  const { response: { clientDataJSON } = {} } = response as Partial<RegistrationResponseJSON>;
  const data = await attempt(async () =>
    ClientData.parse(JSON.parse(Buffer.from(String(clientDataJSON), 'base64url').toString())),
  );
  if (data === undefined || !(await people.takeChallenge(data.challenge.replaceAll('\0', '')))) return undefined;
  return {
    ...{ expectedChallenge: data.challenge, expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true },
  };
}

/** Returns `undefined` if it fails. The library throws for whatever a response lacks. */
async function attempt<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
