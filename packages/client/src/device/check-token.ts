import type { KaikuError } from '../errors.ts';
import { registryError } from '../registry/problems.ts';
import type { CheckToken } from '../registry/token-check.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { VenueMemory } from '../storage/venue-memory.ts';
import type { Venue } from '../usage/venue.ts';

/**
 * Returns the venue of the storage, after a token of `venue` was found: that venue, if the storage had none. `null`: the
 * registry does not say. `undefined`: the storage does not respond now.
 */
export type Claim = (venue: Venue | null) => Promise<Venue | null | undefined>;

/**
 * Returns a check that rejects tokens of another venue than the storage's, so that no venue's visits are sent with another's
 * token. Asks the registry about each token once. Several requests with a new token wait for the same answer.
 * @param memory the tokens of earlier runs, which need no request
 */
export function createTokenCheck(claim: Claim, memory?: VenueMemory): CheckToken {
  let accepted: string | undefined;
  const asked = new Map<string, ReturnType<Parameters<CheckToken>[1]>>();

  function askOnce(token: string, ask: Parameters<CheckToken>[1]): ReturnType<typeof ask> {
    const asking = asked.get(token) ?? ask().finally(() => asked.delete(token));
    asked.set(token, asking);
    return asking;
  }

  return async (token, ask) => {
    if (token === accepted) return;
    const venue = memory?.find(token) ?? (await askOnce(token, ask));
    if (venue === undefined) return;
    if (venue !== null) memory?.keep(token, venue);
    const own = await claim(venue);
    if (own === undefined) return;
    if (own !== null && venue !== null && own.id !== venue.id) throw otherVenue(own, venue);
    accepted = token;
  };
}

function otherVenue(own: Venue, other: Venue): KaikuError {
  const message =
    `The token is ${other.name}'s (${other.id}), and this device records for ${own.name} (${own.id}). Nothing is sent with ` +
    `that token. Use a token of ${own.id}, or create a new device for ${other.id}.`;
  return registryError('registry/other-venue', message);
}

/** Returns the claim of a storage that notes its venue. */
export function claimByNote(storage: OutboxStorage): Claim {
  let own: Venue | null | undefined;
  return async (venue) => {
    if (own !== undefined) return own;
    let noted: unknown;
    try {
      noted = await storage.note('venue');
      if (!isVenue(noted) && venue !== null) await storage.keepNote('venue', venue);
    } catch {
      // A storage that fails now gives out no entries either, and is asked again before the next request.
      return undefined;
    }
    own ??= isVenue(noted) ? noted : venue;
    return own;
  };
}

function isVenue(noted: unknown): noted is Venue {
  const { id, name } = (noted ?? {}) as Partial<Venue>;
  return typeof id === 'string' && typeof name === 'string';
}
