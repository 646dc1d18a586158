import { isCardCode, parseCardCode } from '../card/card-code.ts';
import { peopleOf, redeemed, ticketsOf } from './cap.ts';
import { communityCardAlone, groupNotAgreed } from './community-card.ts';
import { helsinkiDay, isDay } from './day.ts';
import type { AdmissionQuestion, CardStatus, MinorsAllowed, UsageHow } from './facts.ts';
import { helsinkiInstant } from './helsinki-clock.ts';
import { isMoment } from './instant.ts';
import { maxMinors } from './minors.ts';
import { opensAtMs } from './opening-times.ts';
import type { Refusal } from './refusal.ts';
import { type RefusalReason, refusalOrder, rules } from './rules.ts';
import { tooLongOver } from './show-days.ts';
import { isCount, isSoundAsking, isSoundCard, isSoundEarlier, isSoundShow } from './valid-facts.ts';

/** What of a question is known without the registry. */
export type Asking = Pick<AdmissionQuestion, 'code' | 'how' | 'atMs'> & { readonly show: Shown | undefined };
type Shown = AdmissionQuestion['show'];

/** A card and who comes with it, as they stand before the rules. */
export interface Candidate extends AdmissionQuestion {
  /** The minors that come along. */
  readonly minors: number;
  /** The minors that may: before the cap. */
  readonly allowed: MinorsAllowed;
  /** Tickets there are for them; `null` where there is no cap, or it is judged of the whole visit. */
  readonly room: number | null;
  /** The same card was shown before in this visit. */
  readonly repeated: boolean;
  /** Someone comes with it: a client in this visit; of a card that is only looked up, perhaps one shown later. */
  readonly accompanied: boolean;
}

type BareReason = {
  [R in RefusalReason]: { reason: R; rule: Refusal['rule'] } extends Refusal ? R : never;
}[RefusalReason];
type Ground<Facts> = (facts: Facts) => Refusal | undefined;

/** The reasons that can be told without the registry. */
const groundsUnseen = {
  'not-a-card': ({ code }) => refuse('not-a-card', !isCardCode(code) && !isOldCard(code.text)),
  'old-card': ({ code }) => refuse('old-card', isOldCard(code.text)),
  'community-card-course': ({ code, show }) =>
    refuse('community-card-course', code.holder === 'community' && show?.kind === 'course'),
  'show-cancelled': ({ show }) => refuse('show-cancelled', show?.cancelled === true),
  'show-too-long-over': ({ show, atMs }) => {
    const on = tooLongOver(show, atMs);
    return on === undefined ? undefined : { reason: 'show-too-long-over', rule: rules['show-too-long-over'], on };
  },
  'reservation-not-open': (asking) => notOpen('reservation-not-open', ['reserved'], asking),
  'redemption-not-open': (asking) => notOpen('redemption-not-open', ['sold', 'door'], asking),
} as const satisfies { readonly [R in RefusalReason]?: Ground<Asking> };

/**
 * The ground of each refusal: its facts where it applies, `undefined` where it does not. Each looks at its own matter
 * only and has an answer for any facts; which one is told is decided by `refusalOrder`.
 */
const grounds: { readonly [R in RefusalReason]: Ground<Candidate> } = {
  ...groundsUnseen,
  'card-unregistered': ({ card }) => refuse('card-unregistered', card.registered !== true),
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
    if (earlier === null || !isSoundEarlier(earlier)) return undefined;
    if (redeemed(earlier, how) !== null) return undefined;
    const { recordedAt, minors } = earlier;
    return { reason: 'already-recorded', rule: rules['already-recorded'], recordedAt, how: earlier.how, minors };
  },
  'community-card-alone': ({ code, minors, accompanied }) => communityCardAlone(code, minors, accompanied),
  'course-without-children': (candidate) =>
    refuse('course-without-children', isChildlessCourse(candidate) && candidate.minors > 0),
  'too-many-minors': (candidate) => {
    const { max, who } = candidate.allowed;
    // How many clients come with a worker is agreed on, not registered; of a card nobody has registered, nothing is known.
    if (who === 'clients' || candidate.card.registered !== true) return undefined;
    if (isChildlessCourse(candidate) || !(candidate.minors > max)) return undefined;
    return { reason: 'too-many-minors', rule: rules['too-many-minors'], max, who };
  },
  'group-not-agreed': ({ code, minors, agreed }) =>
    groupNotAgreed({ codes: [code], people: peopleOf({ minors }), agreed }),
  'cap-reached': ({ show, minors, room }) => capReached(show, ticketsOf({ minors }, show), room),
  'unknown-rule': (candidate) => refuse('unknown-rule', !isSound(candidate)),
};

/** All that is against a candidate, in order of precedence. Total and pure. */
export function refusalsOfCandidate(candidate: Candidate): readonly Refusal[] {
  return refusalOrder.flatMap((reason) => grounds[reason](candidate) ?? []);
}

/** What is against a card that the registry could not be asked about, first by precedence. */
export function refuseUnseen(asking: Asking): Refusal | undefined {
  for (const reason of refusalOrder) {
    const ground: Ground<Asking> | undefined = isUnseenReason(reason) ? groundsUnseen[reason] : undefined;
    const refusal = ground?.(asking);
    if (refusal !== undefined) return refusal;
  }
  const sound = isSoundAsking(asking) && (asking.show === undefined || isSoundShow(asking.show));
  return refuse('unknown-rule', !sound);
}

/** The refusal of so many tickets where there is no room for them. */
export function capReached(show: Shown, tickets: number, room: number | null): Refusal | undefined {
  if (show.cap === null || room === null || !(tickets > room)) return undefined;
  return { reason: 'cap-reached', rule: rules['cap-reached'], cap: show.cap, remaining: room };
}

/** A refusal that needs no facts, where it applies. */
export function refuse(reason: BareReason, applies: boolean): Refusal | undefined {
  return applies ? { reason, rule: rules[reason] } : undefined;
}

function isUnseenReason(reason: RefusalReason): reason is keyof typeof groundsUnseen {
  return reason in groundsUnseen;
}

function isOldCard(text: string): boolean {
  return typeof text === 'string' && parseCardCode(text).kind === 'old-card';
}

function hasStatus({ card }: Candidate, status: CardStatus): boolean {
  return card.registered === true && card.status === status;
}

function isChildlessCourse({ code, show }: Candidate): boolean {
  return code.holder === 'customer' && show.kind === 'course';
}

function notOpen(
  reason: 'reservation-not-open' | 'redemption-not-open',
  hows: readonly UsageHow[],
  { show, how, atMs }: Asking,
): Refusal | undefined {
  if (show === undefined || !hows.includes(how)) return undefined;
  const opensMs = opensAtMs(show, how);
  if (opensMs === undefined || !(atMs < opensMs)) return undefined;
  return { reason, rule: rules[reason], opensAt: helsinkiInstant(opensMs) };
}

/** Whether all facts are such as there can be: no rule admits what is none. */
function isSound({ card, show, earlier, how, atMs, minors }: Candidate): boolean {
  return (
    isSoundCard(card) &&
    isSoundShow(show) &&
    isSoundEarlier(earlier) &&
    isSoundAsking({ how, atMs }) &&
    isCount(minors) &&
    minors <= maxMinors
  );
}
