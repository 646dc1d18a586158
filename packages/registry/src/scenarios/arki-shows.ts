import type { ShowFacts, ShowKind } from '@kaiku/client/admission';
import { cards } from './arki-cards.ts';

export type VenueKey = 'suvanto' | 'kaarna' | 'poukama';

interface Conditions
  extends Partial<Pick<ShowFacts, 'reservationOpens' | 'redemptionOpensMin' | 'capIsHard' | 'admission'>> {}

/** A show of the world, with a date relative to the registry's start. */
export interface SampleShow extends Conditions {
  readonly id: string;
  readonly venue: VenueKey;
  readonly name: string;
  readonly kind: ShowKind;
  /** Days from the registry's start. */
  readonly inDays: number;
  /** `HH:MM` in Helsinki. */
  readonly time: string;
  readonly seats: number;
  readonly cap: number | null;
  /** Tickets taken by other cards before the start. Default: 0. */
  readonly takenBefore?: number;
  /** Reservations made before the start. */
  readonly reservedBefore?: readonly { readonly card: string; readonly minors: number }[];
}

/** Invented venues: three operators, a ticket broker with a client, and the region's coordinator. */
export const venues = {
  suvanto: { id: 'suvanto', name: 'Suvannon kulttuuritalo' },
  kaarna: { id: 'kaarna', name: 'Teatteri Kaarna' },
  poukama: { id: 'poukama', name: 'Poukaman uimahalli' },
  lippuluukku: { id: 'lippuluukku', name: 'Lippuluukku', clients: ['suvanto'] },
  saimi: { id: 'saimi', name: 'Saimin seudun kulttuuritoimi' },
} as const;

/** Invented shows, one for each kind of cap, by role. */
export const shows = {
  /** An ordinary show, cap 3 % of 400 = 12. */
  evening: show('ilta-jokirannalla', 'suvanto', 'Ilta jokirannalla', 'performance', 0, '19:00', 400, 12),
  /** Cap 5 % of 333 = 16.65, rounded up to 17. */
  matinee: show('satumetsan-salaisuus', 'suvanto', 'Satumetsän salaisuus', 'performance', 0, '13:00', 333, 17),
  /** Cap 3 % of 310 = 9.3, rounded up to 10. */
  tomorrow: show('kevaan-ensi-savel', 'suvanto', 'Kevään ensi sävel', 'performance', 1, '19:00', 310, 10),
  /** An auditorium of at most 50: 2 tickets. */
  small: show('runoja-ja-kahvia', 'suvanto', 'Runoja ja kahvia', 'performance', 0, '18:00', 48, 2),
  /** 2 tickets, no children, no community cards. */
  course: show('keramiikan-alkeet', 'suvanto', 'Keramiikan alkeet', 'course', 7, '17:30', 12, 2),
  /** At most 10 seats: 2 tickets, like any small auditorium (0 or 1 was a trial of 2020–2021). */
  tiny: show('yhden-hengen-ooppera', 'suvanto', 'Yhden hengen ooppera', 'performance', 1, '17:00', 8, 2),
  /** Over 1000 people at once: 20 one-day tickets. Next month. */
  massEvent: show('suvannon-valot', 'suvanto', 'Suvannon valot -festivaali', 'mass-event', 30, '12:00', 3000, 20),
  /** A visiting producer: 2–10 tickets. */
  visitingProducer: show(
    'matkalaukku-rannalla',
    'suvanto',
    'Matkalaukku rannalla',
    'visiting-producer',
    14,
    '18:30',
    250,
    5,
  ),
  /** The venue has set no cap. */
  noCap: show('avoin-nayttely', 'suvanto', 'Avoin näyttely', 'performance', 1, '11:00', 200, null),
  /** One ticket left of six. */
  lastPlace: show('viimeinen-valssi', 'suvanto', 'Viimeinen valssi', 'performance', 0, '20:00', 200, 6, 5),
  /** No ticket left of six. Not the only show of its time, so that no page begins with it. */
  soldOut: show('loppuunvarattu', 'suvanto', 'Loppuunvarattu konsertti', 'performance', 0, '19:00', 200, 6, 6),
  /** Reservations from a month before, redemption from half an hour before. In 40 days, so neither is open. */
  windows: {
    ...show('kesayon-konsertti', 'suvanto', 'Kesäyön konsertti', 'performance', 40, '19:00', 300, 9),
    reservationOpens: 'month-before',
    redemptionOpensMin: 30,
  },
  /** Two cards have reservations, one with two children, one without: 4 of 8 tickets. */
  reserved: {
    ...show('tuttu-savel', 'suvanto', 'Tuttu sävel', 'performance', 0, '19:30', 250, 8),
    reservedBefore: [
      { card: cards.mobileFamily.code, minors: 2 },
      { card: cards.mobile.code, minors: 0 },
    ],
  },
  /** A tower with narrow stairs: no one is admitted over the cap, not even in an outage. */
  hardCap: {
    ...show('kellotornin-iltakierros', 'suvanto', 'Kellotornin iltakierros', 'performance', 0, '20:30', 40, 4),
    capIsHard: true,
  },
  /** A long exhibition: a card once a day, a cap for each day. Another venue's. */
  exhibition: {
    ...show('kaarnan-sata-vuotta', 'kaarna', 'Kaarnan sata vuotta', 'performance', -20, '10:00', 100, 3),
    admission: 'per-day',
  },
  /** A gym: a card once a day. Another venue's. */
  gym: {
    ...show('poukaman-kuntosali', 'poukama', 'Poukaman kuntosali', 'performance', -60, '06:00', 60, 2),
    admission: 'per-day',
  },
  /** A cap for each day: 20 card holders. Another venue's. */
  swimming: show('uintipaiva', 'poukama', 'Uintipäivä', 'swimming-hall', 0, '06:00', 300, 20),
  /** Another venue's. The box office of Suvanto does not see it. */
  elsewhere: show('kaarnalaiva', 'kaarna', 'Kaarnalaiva', 'performance', 0, '19:00', 120, 4),
} as const;

function show(
  id: string,
  venue: VenueKey,
  name: string,
  kind: ShowKind,
  inDays: number,
  time: string,
  seats: number,
  cap: number | null,
  takenBefore = 0,
): SampleShow {
  return { id, venue, name, kind, inDays, time, seats, cap, takenBefore };
}
