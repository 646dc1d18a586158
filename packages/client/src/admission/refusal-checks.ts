import { isCardCode, parseCardCode } from '../card/card-code.ts';
import { peopleOf, redeemed, ticketsOf } from './cap.ts';
import { communityCardAlone, groupNotAgreed } from './community-card.ts';
import { helsinkiDay, isDay } from './day.ts';
import type { AdmissionQuestion, CardStatus, MinorsAllowed, ShowFacts, UsageHow } from './facts.ts';
import { helsinkiInstant } from './helsinki-clock.ts';
import { isMoment } from './instant.ts';
import { maxMinors } from './minors.ts';
import { opensAtMs } from './opening-times.ts';
import type { Refusal } from './refusal.ts';
import { type RefusalReason, refusalOrder, rules } from './rules.ts';
import { tooLongOver } from './show-days.ts';
import { isCount, isValidCard, isValidEarlier, isValidMoment, isValidShow } from './valid-facts.ts';

/** The part of a question that is known without the registry. */
export type UnseenCandidate = Pick<AdmissionQuestion, 'code' | 'how' | 'atMs'> & {
  readonly show: ShowFacts | undefined;
};

/** A card and its party, as input of the checks. */
export interface Candidate extends AdmissionQuestion {
  /** Number of minors in the party. */
  readonly minors: number;
  /** How many minors the rules allow, apart from the cap. */
  readonly allowed: MinorsAllowed;
  /** Tickets available to the party; `null` without a cap, or if the cap is checked for the whole visit. */
  readonly room: number | null;
  /** True if the same card occurs earlier in the visit. */
  readonly repeated: boolean;
  /** True if a client comes with a worker. Assumed for a card that is only looked up. */
  readonly accompanied: boolean;
}

type BareReason = {
  [R in RefusalReason]: { reason: R; rule: Refusal['rule'] } extends Refusal ? R : never;
}[RefusalReason];
type Check<Facts> = (facts: Facts) => Refusal | undefined;

/** The checks that work without the registry. */
const checksWithoutRegistry = {
  'not-a-card': ({ code }) => refuse('not-a-card', !isCardCode(code) && !isOldCard(code.text)),
  'old-card': ({ code }) => refuse('old-card', isOldCard(code.text)),
  'community-card-course': ({ code, show }) =>
    refuse('community-card-course', code.holder === 'community' && show?.kind === 'course'),
  'show-cancelled': ({ show }) => refuse('show-cancelled', show?.cancelled === true),
  'show-too-long-over': ({ show, atMs }) => {
    const on = tooLongOver(show, atMs);
    return on === undefined ? undefined : { reason: 'show-too-long-over', rule: rules['show-too-long-over'], on };
  },
  'reservation-not-open': (candidate) => notOpen('reservation-not-open', ['reserved'], candidate),
  'redemption-not-open': (candidate) => notOpen('redemption-not-open', ['sold', 'door'], candidate),
} as const satisfies { readonly [R in RefusalReason]?: Check<UnseenCandidate> };

/**
 * One check for each refusal. Each works for any facts and is independent of the others; `refusalOrder` decides which
 * refusal comes first.
 */
const checks: { readonly [R in RefusalReason]: Check<Candidate> } = {
  ...checksWithoutRegistry,
  'card-unregistered': ({ card }) =>
    refuse('card-unregistered', card.registered !== true && card.registered !== 'not-checked'),
  'card-barred': (candidate) => refuse('card-barred', hasStatus(candidate, 'barred')),
  'card-in-transfer': (candidate) => refuse('card-in-transfer', hasStatus(candidate, 'in-transfer')),
  'card-inactive': (candidate) => refuse('card-inactive', hasStatus(candidate, 'inactive')),
  'card-expired': ({ card, atMs }) => {
    if (card.registered !== true || !isDay(card.validUntilOn) || !isMoment(atMs)) return undefined;
    if (helsinkiDay(atMs) <= card.validUntilOn) return undefined;
    return { reason: 'card-expired', rule: rules['card-expired'], validUntilOn: card.validUntilOn };
  },
  'card-twice-in-visit': ({ repeated }) => refuse('card-twice-in-visit', repeated),
  'already-recorded': ({ earlier, how }) => {
    if (earlier === null || !isValidEarlier(earlier)) return undefined;
    if (redeemed(earlier, how) !== null) return undefined;
    const { recordedAt, minors } = earlier;
    return { reason: 'already-recorded', rule: rules['already-recorded'], recordedAt, how: earlier.how, minors };
  },
  'community-card-alone': ({ code, minors, accompanied }) => communityCardAlone(code, minors, accompanied),
  'course-without-children': (candidate) =>
    refuse('course-without-children', isCourseWithoutChildren(candidate) && candidate.minors > 0),
  'too-many-minors': (candidate) => {
    const { max, who } = candidate.allowed;
    // The number of a worker's clients is agreed with the venue and not registered. An unregistered card has no number.
    if (who === 'clients' || !(candidate.card.registered === true || candidate.card.registered === 'not-checked'))
      return undefined;
    if (isCourseWithoutChildren(candidate) || !(candidate.minors > max)) return undefined;
    return { reason: 'too-many-minors', rule: rules['too-many-minors'], max, who };
  },
  'group-not-agreed': ({ code, minors, agreed }) =>
    groupNotAgreed({ codes: [code], people: peopleOf({ minors }), agreed }),
  'cap-reached': ({ show, minors, room }) => capReached(show, ticketsOf({ minors }, show), room),
  'unknown-rule': (candidate) => refuse('unknown-rule', !isValid(candidate)),
};

/** Returns all refusals of a candidate, in order of precedence. Pure; works for any facts. */
export function refusalsFor(candidate: Candidate): readonly Refusal[] {
  return refusalOrder.flatMap((reason) => checks[reason](candidate) ?? []);
}

/** Returns the first refusal, by precedence, of a card that could not be looked up. */
export function refuseUnseen(candidate: UnseenCandidate): Refusal | undefined {
  for (const reason of refusalOrder) {
    const check: Check<UnseenCandidate> | undefined = needsNoRegistry(reason)
      ? checksWithoutRegistry[reason]
      : undefined;
    const refusal = check?.(candidate);
    if (refusal !== undefined) return refusal;
  }
  const isValid = isValidMoment(candidate) && (candidate.show === undefined || isValidShow(candidate.show));
  return refuse('unknown-rule', !isValid);
}

/** Returns the refusal of more tickets than there is room for. */
export function capReached(show: ShowFacts, tickets: number, room: number | null): Refusal | undefined {
  if (show.cap === null || room === null || !(tickets > room)) return undefined;
  return { reason: 'cap-reached', rule: rules['cap-reached'], cap: show.cap, remaining: room };
}

/** Returns a refusal without facts if it applies. */
export function refuse(reason: BareReason, applies: boolean): Refusal | undefined {
  return applies ? { reason, rule: rules[reason] } : undefined;
}

function needsNoRegistry(reason: RefusalReason): reason is keyof typeof checksWithoutRegistry {
  return reason in checksWithoutRegistry;
}

function isOldCard(text: string): boolean {
  return typeof text === 'string' && parseCardCode(text).kind === 'old-card';
}

function hasStatus({ card }: Candidate, status: CardStatus): boolean {
  return card.registered === true && card.status === status;
}

function isCourseWithoutChildren({ code, show }: Candidate): boolean {
  return code.holder === 'customer' && show.kind === 'course';
}

function notOpen(
  reason: 'reservation-not-open' | 'redemption-not-open',
  hows: readonly UsageHow[],
  { show, how, atMs }: UnseenCandidate,
): Refusal | undefined {
  if (show === undefined || !hows.includes(how)) return undefined;
  const opensMs = opensAtMs(show, how);
  if (opensMs === undefined || !(atMs < opensMs)) return undefined;
  return { reason, rule: rules[reason], opensAt: helsinkiInstant(opensMs) };
}

/** True if every fact is well formed. Malformed facts are never admitted. */
function isValid({ card, show, earlier, how, atMs, minors }: Candidate): boolean {
  return (
    isValidCard(card) &&
    isValidShow(show) &&
    isValidEarlier(earlier) &&
    isValidMoment({ how, atMs }) &&
    isCount(minors) &&
    minors <= maxMinors
  );
}
