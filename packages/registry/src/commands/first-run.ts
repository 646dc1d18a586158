import { helsinkiTime } from '@kaiku/client/admission';
import { toPasskeyCodeText } from '@kaiku/client/contract';
import type { CardCheck, Store, World } from '../index.ts';
import { describeCode } from './devices.ts';
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

/** Returns the lines that say what a person does next, from the registry's address. */
type NextSteps = (url: string) => readonly string[];

/**
 * Adds a venue, a show that begins within two hours, a device that may do everything and an invitation of the first manager,
 * unless there is a venue. The lines of the next steps are empty if there was one. They have the token and the code, which
 * are shown this once.
 */
export async function firstRun(store: Store, { venue, show, cards, nowMs }: House): Promise<NextSteps> {
  if (await store.hasVenue()) return () => [];
  const token = newToken();
  const startsAt = new Date(Math.ceil(nowMs / hourMs + 1) * hourMs);
  if (cards === undefined) await store.checkCards('not-checked');
  await store.seed(toWorld({ venue, show, token, startsAt }));
  const enrolment = await store.createEnrolment({ venueId, id: deviceId }, {});
  const invited = await store.people.invite({ venueId, name: 'Manager', role: 'manager' });
  const code = toPasskeyCodeText(invited?.code ?? '');
  return (url) => [
    `Venue      ${venue} (${venueId})`,
    `Show       ${show} (${showId}), begins at ${helsinkiTime(startsAt.getTime()).slice(11)}; add others with POST /v1/shows`,
    `Device     ${deviceId}`,
    `Token      ${token}`,
    `Manager    ${deskOf(url)} with the code ${code}, within three days`,
    `Till       the code ${describeCode(enrolment?.code ?? '')} (docs/devices.md)`,
    '',
    'This is the first run. Token and code are not shown again, so put them away now. Next: sign in as the manager, or see',
    'docs/house.md, "A page for the door".',
  ];
}

/** Returns the address of the desk. A passkey needs a name, and an IP address has none. */
function deskOf(url: string): string {
  const desk = new URL('/desk', url);
  if (desk.hostname === '127.0.0.1' || desk.hostname === '[::1]') desk.hostname = 'localhost';
  return desk.href;
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
