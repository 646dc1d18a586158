/** Who has signed in. A manager types a token; it is kept in memory only, so a reload asks again. */
import { DeviceAnswer, type Role } from '@kaiku/client/contract';
import { createRequests, type Requests } from './requests.ts';

/** A person who has signed in for a venue. */
export interface Session {
  /** The bearer token. Never stored, and never part of an address. */
  readonly token: string;
  readonly venue: { readonly id: string; readonly name: string };
  /** Decides which pages are in the menu. Unset: none that needs a right. */
  readonly role: Role | undefined;
  /** Requests with the token. */
  readonly requests: Requests;
}

/** Returns the session of a token. @throws RequestError `registry/unauthorised` if the registry does not know it */
export async function signIn(token: string): Promise<Session> {
  const requests = createRequests(token);
  const { venue, role } = await requests.send({ path: 'v1/device' }, DeviceAnswer);
  return { token, venue, role, requests };
}
