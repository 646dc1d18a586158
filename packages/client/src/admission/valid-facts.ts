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

/** True for a whole number, 0 or more. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** True if the facts of a card are well formed. Ignores `listedOn`, because no rule uses it. */
export function isValidCard(card: CardFacts): boolean {
  if (card.registered !== true) return true;
  return isOneOf(cardStatuses, card.status) && isDay(card.validUntilOn) && isCount(card.minors);
}

/** True if the facts of a show are well formed. Ignores its names, because no rule uses them. */
export function isValidShow(show: ShowFacts): boolean {
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

/** True if there is no earlier usage, or if it is well formed. */
export function isValidEarlier(earlier: EarlierUsage | null): boolean {
  return (
    earlier === null ||
    (isOneOf(usageHows, earlier?.how) && isCount(earlier.minors) && /\S/.test(`${earlier.usageId ?? ''}`))
  );
}

/** True if the moment and the way of recording are well formed. */
export function isValidMoment({ how, atMs }: Pick<AdmissionQuestion, 'how' | 'atMs'>): boolean {
  return isOneOf(usageHows, how) && isMoment(atMs);
}

/** True if a value that no type has checked, such as one from the wire, is in a closed set. */
function isOneOf(values: readonly string[], value: string): boolean {
  return values.includes(value);
}
