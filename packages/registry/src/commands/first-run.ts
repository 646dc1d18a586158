import { helsinkiTime } from '@kaiku/client/admission';
import type { CardCheck, Store, World } from '../index.ts';
import { newToken } from './token.ts';

/** The ids of what the first run makes. */
const [venueId, showId, deviceId] = ['house', 'first-show', 'first-device'];

const hourMs = 3_600_000;

/** What a house may name at its first run. */
interface House {
  /** The name of the venue. */
  readonly venue: string;
  /** The name of the show. */
  readonly show: string;
  /** Default: `not-checked`, because a house has no list of all cards. */
  readonly cards: CardCheck | undefined;
  readonly nowMs: number;
}

/**
 * Adds a venue, a show that begins within two hours, and a device that may do everything, unless there is a venue. Returns
 * the lines that say what a person does next; empty if there was a venue. They have the token, which is shown this once.
 */
export async function firstRun(store: Store, { venue, show, cards, nowMs }: House): Promise<readonly string[]> {
  if (await store.hasVenue()) return [];
  const token = newToken();
  const startsAt = new Date(Math.ceil(nowMs / hourMs + 1) * hourMs);
  if (cards === undefined) await store.checkCards('not-checked');
  await store.seed(toWorld({ venue, show, token, startsAt }));
  return [
    `Venue      ${venue} (${venueId})`,
    `Show       ${show} (${showId}), begins at ${helsinkiTime(startsAt.getTime()).slice(11)}; add others with POST /v1/shows`,
    `Device     ${deviceId}`,
    `Token      ${token}`,
    '',
    'This is the first run. The token is not shown again, so put it away now. Next: docs/house.md, "A page for the door".',
  ];
}

function toWorld(made: {
  readonly venue: string;
  readonly show: string;
  readonly token: string;
  readonly startsAt: Date;
}): Partial<World> {
  const show = { id: showId, venueId, name: made.show, startsAt: made.startsAt.toISOString() };
  return {
    venues: [{ id: venueId, name: made.venue }],
    shows: [{ ...show, kind: 'performance', seats: 100, cap: null }],
    devices: [{ id: deviceId, venueId, name: deviceId, token: made.token, role: 'manager' }],
  };
}
