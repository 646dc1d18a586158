import { isDay } from './day.ts';
import type { AdmissionQuestion, CardFacts, EarlierUsage, ShowFacts } from './facts.ts';
import { instantMs, isMoment } from './instant.ts';

/** Everything each closed set of facts may say; a word from elsewhere is no fact. */
const statuses: readonly string[] = ['active', 'inactive', 'barred', 'in-transfer'] satisfies CardStatusOf[];
const kinds: readonly string[] = [
  'performance',
  'course',
  'mass-event',
  'swimming-hall',
  'visiting-producer',
] satisfies ShowFacts['kind'][];
const admissions: readonly string[] = ['once', 'per-day'] satisfies ShowFacts['admission'][];
const hows: readonly string[] = ['reserved', 'sold', 'door'] satisfies AdmissionQuestion['how'][];
const openings: readonly string[] = ['at-once', 'month-before'] satisfies ShowFacts['reservationOpens'][];

type CardStatusOf = Extract<CardFacts, { registered: true }>['status'];

/** Whether a number counts something: whole, 0 or more. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Whether the facts of a card are such as a registry can have. */
export function isSoundCard(card: CardFacts): boolean {
  if (card.registered !== true) return true;
  return statuses.includes(card.status) && isDay(card.validUntilOn) && isCount(card.minors);
}

/** Whether the facts of a show are such as a registry can have. Its names decide nothing and are not looked at. */
export function isSoundShow(show: ShowFacts): boolean {
  return (
    kinds.includes(show.kind) &&
    instantMs(show.startsAt) !== undefined &&
    isCount(show.seats) &&
    (show.cap === null || isCount(show.cap)) &&
    isCount(show.taken) &&
    isCount(show.leased ?? 0) &&
    (show.admission === undefined || admissions.includes(show.admission)) &&
    openings.includes(show.reservationOpens) &&
    (show.redemptionOpensMin === null || isCount(show.redemptionOpensMin))
  );
}

/** Whether an earlier usage is one that can be told of, or redeemed. */
export function isSoundEarlier(earlier: EarlierUsage | null): boolean {
  return (
    earlier === null ||
    (hows.includes(earlier?.how) && isCount(earlier.minors) && /\S/.test(`${earlier.usageId ?? ''}`))
  );
}

/** Whether the moment and manner of recording can be reckoned with. */
export function isSoundAsking({ how, atMs }: Pick<AdmissionQuestion, 'how' | 'atMs'>): boolean {
  return hows.includes(how) && isMoment(atMs);
}
