/** Who has signed in: by a passkey, whose session is in a cookie that no script reads, or by a token that is in memory only. */
import {
  DeviceAnswer,
  PasskeyAnswer,
  RecoveryCodeAnswer,
  type Role,
  SessionAnswer,
  SignOutAnswer,
  WebAuthnOptionsAnswer,
} from '@kaiku/client/contract';
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { createRequests, RequestError, type Requests, type SignInFailure } from './requests.ts';

/** A person who has signed in for a venue. */
export interface Session {
  /** The id of the device or person, which names what it stores in this browser. */
  readonly id: string;
  readonly venue: { readonly id: string; readonly name: string };
  /** Decides which pages are in the menu. Unset: none that needs a right. */
  readonly role: Role | undefined;
  /** Requests of the person. */
  readonly requests: Requests;
}

/** Returns the session of a token. @throws RequestError `registry/unauthorised` if the registry does not know it */
export async function signInWithToken(token: string): Promise<Session> {
  return readSession(createRequests(token));
}

/** Returns the session of the cookie; `undefined` if there is none, or it has ended. */
export async function currentSession(): Promise<Session | undefined> {
  try {
    return await readSession(createRequests());
  } catch (error) {
    if (error instanceof RequestError && error.code === 'registry/unauthorised') return undefined;
    throw error;
  }
}

async function readSession(requests: Requests): Promise<Session> {
  const { device, venue } = await requests.send({ path: 'v1/device' }, DeviceAnswer);
  return { id: device?.id ?? '', venue, role: device?.role, requests };
}

/** Signs in with a passkey of this registry. @throws RequestError `passkey/…` if there is none, or the person cancels */
export function signIn(): Promise<Session> {
  return withPasskey('passkey/unknown', async (requests) => {
    const { options } = await requests.send({ path: 'v1/session/options', json: {} }, WebAuthnOptionsAnswer);
    const response = await startAuthentication({ optionsJSON: options as never });
    await requests.send({ path: 'v1/session', json: { response } }, SessionAnswer);
    return readSession(requests);
  });
}

/**
 * Makes a passkey with an invitation or a recovery code, and signs in. Returns the next recovery code, to show once.
 * @throws RequestError `passkey/…` if the code is not valid, or the person cancels
 */
export function register(code: string): Promise<{ readonly session: Session; readonly recoveryCode: string }> {
  return withPasskey('passkey/unknown-code', async (requests) => {
    const { options } = await requests.send({ path: 'v1/passkeys/options', json: { code } }, WebAuthnOptionsAnswer);
    const response = await startRegistration({ optionsJSON: options as never });
    const { recoveryCode } = await requests.send({ path: 'v1/passkeys', json: { code, response } }, PasskeyAnswer);
    return { session: await readSession(requests), recoveryCode };
  });
}

/**
 * Replaces the recovery code of the person who has signed in. Returns it, to show once.
 * @throws RequestError `passkey/…` if the passkey is another's, or the person cancels
 */
export function renewRecoveryCode(): Promise<string> {
  return withPasskey('passkey/unknown', async (requests) => {
    const { options } = await requests.send({ path: 'v1/session/options', json: {} }, WebAuthnOptionsAnswer);
    const response = await startAuthentication({ optionsJSON: options as never });
    const answer = await requests.send({ path: 'v1/recovery-code', json: { response } }, RecoveryCodeAnswer);
    return answer.recoveryCode;
  });
}

/** Ends the session of the cookie, if there is one. */
export async function signOut({ requests }: Session): Promise<void> {
  await requests.send({ path: 'v1/session', method: 'delete' }, SignOutAnswer);
}

/** Returns the result of `work`. What the browser throws becomes a failure with a next step. */
async function withPasskey<T>(unknown: SignInFailure, work: (requests: Requests) => Promise<T>): Promise<T> {
  try {
    return await work(createRequests());
  } catch (error) {
    if (error instanceof RequestError) {
      if (error.code === 'registry/unauthorised' || error.code === 'registry/invalid-request')
        throw new RequestError(unknown);
      throw error;
    }
    const isCancelled = error instanceof Error && error.name === 'NotAllowedError';
    throw new RequestError(isCancelled ? 'passkey/cancelled' : 'passkey/unavailable');
  }
}
