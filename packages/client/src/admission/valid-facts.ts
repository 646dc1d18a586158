import { isDay } from './day.ts';
import {
  type AdmissionQuestion,
  type CardFacts,
  cardStatuses,
  type EarlierUsage,
  reservationOpenings,
  type ShowFacts,
  showAdmissions,
  showKinds,
  usageHows,
} from './facts.ts';
import { instantMs, isMoment } from './instant.ts';

/** Whether a number counts something: whole, 0 or more. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Whether the facts of a card are such as a registry can have. */
export function isSoundCard(card: CardFacts): boolean {
  if (card.registered !== true) return true;
  return isOneOf(cardStatuses, card.status) && isDay(card.validUntilOn) && isCount(card.minors);
}

/** Whether the facts of a show are such as a registry can have. Its names decide nothing and are not looked at. */
export function isSoundShow(show: ShowFacts): boolean {
  return (
    isOneOf(showKinds, show.kind) &&
    instantMs(show.startsAt) !== undefined &&
    isCount(show.seats) &&
    (show.cap === null || isCount(show.cap)) &&
    isCount(show.taken) &&
    isCount(show.leased ?? 0) &&
    (show.admission === undefined || isOneOf(showAdmissions, show.admission)) &&
    isOneOf(reservationOpenings, show.reservationOpens) &&
    (show.redemptionOpensMin === null || isCount(show.redemptionOpensMin))
  );
}

/** Whether an earlier usage is one that can be told of, or redeemed. */
export function isSoundEarlier(earlier: EarlierUsage | null): boolean {
  return (
    earlier === null ||
    (isOneOf(usageHows, earlier?.how) && isCount(earlier.minors) && /\S/.test(`${earlier.usageId ?? ''}`))
  );
}

/** Whether the moment and manner of recording can be reckoned with. */
export function isSoundAsking({ how, atMs }: Pick<AdmissionQuestion, 'how' | 'atMs'>): boolean {
  return isOneOf(usageHows, how) && isMoment(atMs);
}

/** True if a value that no type has checked, such as one from the wire, is in a closed set. */
function isOneOf(values: readonly string[], value: string): boolean {
  return values.includes(value);
}
