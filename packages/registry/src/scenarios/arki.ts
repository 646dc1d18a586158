import { createHash } from 'node:crypto';
import { type Day, helsinkiDay, type UsageHow } from '@kaiku/client/admission';
import type { Role } from '@kaiku/client/contract';
import type { World } from '../store/world.ts';
import { cards, type LastDay } from './arki-cards.ts';
import { type SampleShow, shows, venues } from './arki-shows.ts';
import { addDays, helsinkiInstant, leapDayFrom } from './dates.ts';

/** Public tokens. They open only a demo registry. */
const tokens = {
  /** Suvannon kulttuuritalo: every kind of cap but a swimming hall's. */
  boxOffice: 'demo-box-office',
  /** The door of the same venue: it records, and undoes nothing. */
  door: 'demo-door',
  /** The manager of Suvanto. */
  manager: 'demo-manager',
  /** The ticketing system of Suvanto, which fetches usages and statistics. */
  system: 'demo-system',
  /** The auditor of Suvanto. */
  auditor: 'demo-auditor',
  /** Teatteri Kaarna: another venue, with an exhibition. */
  theatre: 'demo-theatre',
  /** Poukaman uimahalli: a swimming hall and its gym. */
  swimmingHall: 'demo-swimming-hall',
  /** Lippuluukku: a broker that also records for Suvanto. */
  broker: 'demo-broker',
  /** Saimin seudun kulttuuritoimi: statistics of all venues, and nothing else. */
  coordinator: 'demo-coordinator',
  /** Expired on 1 January 2026. */
  expired: 'demo-expired',
} as const;

const devices = [
  device('suvanto-box-office', 'suvanto', 'Lipunmyynti', tokens.boxOffice),
  device('suvanto-door', 'suvanto', 'Sisäänkäynti', tokens.door, 'door'),
  device('suvanto-manager', 'suvanto', 'Tuottaja', tokens.manager, 'manager'),
  device('suvanto-system', 'suvanto', 'Lippujärjestelmä', tokens.system, 'broker'),
  device('suvanto-auditor', 'suvanto', 'Tarkastaja', tokens.auditor, 'auditor'),
  device('kaarna-box-office', 'kaarna', 'Lipunmyynti', tokens.theatre),
  device('poukama-counter', 'poukama', 'Kassa', tokens.swimmingHall),
  device('lippuluukku-till', 'lippuluukku', 'Kassa', tokens.broker, 'broker'),
  device('saimi-desk', 'saimi', 'Työpöytä', tokens.coordinator, 'coordinator'),
  { ...device('suvanto-old-tablet', 'suvanto', 'Vanha tabletti', tokens.expired), expiresAt: '2026-01-01T00:00:00Z' },
];

/**
 * A made-up world, "everyday life" (arki): five venues, eighteen shows, forty cards, each named by its role:
 * `arki.cards.expired.code`, `arki.shows.evening.id`, `arki.tokens.boxOffice`.
 */
export const arki = { venues, tokens, shows, cards } as const;

/**
 * Returns the world relative to `nowMs`, in milliseconds since the Unix epoch: there is always a show tonight and a card
 * whose last day is today.
 */
export function arkiWorld(nowMs: number): World {
  const today = helsinkiDay(nowMs);
  const all: readonly SampleShow[] = Object.values(shows);
  return {
    venues: Object.values(venues),
    devices,
    shows: all.map(({ venue, inDays, time, takenBefore: _, reservedBefore: __, ...show }) => ({
      ...show,
      venueId: venue,
      startsAt: helsinkiInstant(addDays(today, inDays), time),
    })),
    cards: [
      ...Object.values(cards).flatMap(({ code, status, lastDay, minors }) =>
        status === null ? [] : [{ code, status, validUntilOn: toDay(lastDay, today), minors }],
      ),
      ...all.flatMap((show) => takenBefore(show).map(({ card }) => ({ code: card, ...otherCard(today) }))),
    ],
    visits: all.flatMap((show) => [
      ...takenBefore(show).map(({ what, card }) => earlierVisit(show, 'sold', { what, card, minors: 0 }, nowMs)),
      ...(show.reservedBefore ?? []).map(({ card, minors }, index) =>
        earlierVisit(show, 'reserved', { what: `reserved/${index}`, card, minors }, nowMs),
      ),
    ]),
  };
}

/** Returns earlier visits of cards that are not on the printed page, one ticket each. Ids and codes are constant. */
function takenBefore(show: SampleShow): { what: string; card: string }[] {
  return Array.from({ length: show.takenBefore ?? 0 }, (_, index) => {
    const digits = Number.parseInt(hashOf(show, `${index}`).slice(32, 40), 16) % 100_000_000;
    return { what: `${index}`, card: `A9${String(digits).padStart(8, '0')}` };
  });
}

function idOf(show: SampleShow, what: string): string {
  const hash = hashOf(show, what);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

function hashOf(show: SampleShow, what: string): string {
  return createHash('sha256').update(`arki/${show.id}/${what}`).digest('hex');
}

function otherCard(today: Day) {
  return { status: 'active', validUntilOn: addDays(today, 365), minors: 0 } as const;
}

function earlierVisit(
  show: SampleShow,
  how: UsageHow,
  { what, card, minors }: { readonly what: string; readonly card: string; readonly minors: number },
  nowMs: number,
): World['visits'][number] {
  const { id: deviceId, venueId } = devices.find((candidate) => candidate.venueId === show.venue) ?? {
    id: '',
    venueId: '',
  };
  const takenAt = new Date(nowMs).toISOString();
  const usages = [{ id: idOf(show, `${what}/usage`), card, minors }];
  return {
    device: { id: deviceId, venueId },
    visit: { mode: 'report', id: idOf(show, what), showId: show.id, how, takenAt, usages },
  };
}

function toDay(lastDay: LastDay, today: Day): Day {
  return lastDay === 'leap-day' ? leapDayFrom(today) : addDays(today, lastDay);
}

function device(id: string, venue: keyof typeof venues, name: string, token: string, role: Role = 'till') {
  return { id, venueId: venue, name, token, role };
}
