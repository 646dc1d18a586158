import { randomBytes } from 'node:crypto';
import type { CardCheck, Store, World } from '../index.ts';

/** The ids of what the first run makes. */
const [venueId, showId, deviceId] = ['house', 'first-show', 'first-device'];

const hourMs = 3_600_000;

/** What a house may name at its first run. */
interface House {
  /** The name of the venue. */
  readonly venue: string;
  /** Default: `not-checked`, because a house has no list of all cards. */
  readonly cards: CardCheck | undefined;
  readonly nowMs: number;
}

/**
 * Adds a venue, a show that begins within two hours, and a device that may do everything, unless there is a venue. Returns
 * the lines that say what a person does next; empty if there was a venue. They have the token, which is shown this once.
 */
export async function firstRun(store: Store, { venue, cards, nowMs }: House): Promise<readonly string[]> {
  if (await store.hasVenue()) return [];
  const token = randomBytes(32).toString('base64url');
  if (cards === undefined) await store.checkCards('not-checked');
  await store.seed(toWorld({ venue, token, nowMs }));
  return [
    `Venue      ${venue} (${venueId})`,
    `Show       ${showId}, today; add yours with POST /v1/shows`,
    `Device     ${deviceId}`,
    `Token      ${token}`,
    '',
    'This is the first run. The token is not shown again, so put it away now. Next: put the address, the show and the',
    'token into your page or till (README.md, "Three ways to start"). More: docs/house.md.',
  ];
}

function toWorld(made: { readonly venue: string; readonly token: string; readonly nowMs: number }): Partial<World> {
  const { venue: name, token, nowMs } = made;
  const startsAt = new Date(Math.ceil(nowMs / hourMs + 1) * hourMs).toISOString();
  return {
    venues: [{ id: venueId, name }],
    shows: [{ id: showId, venueId, name: 'Ensimmäinen esitys', kind: 'performance', startsAt, seats: 100, cap: null }],
    devices: [{ id: deviceId, venueId, name: deviceId, token, role: 'manager' }],
  };
}
