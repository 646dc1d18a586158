import type { Venue } from '../usage/venue.ts';

/**
 * Called with the token of each request before the request is sent. If it rejects, nothing is sent with that token.
 * @param ask asks the registry for the venue of the token: `null` if this registry names none, `undefined` if it does not
 *   accept the token
 */
export type CheckToken = (token: string, ask: () => Promise<Venue | null | undefined>) => Promise<void>;
