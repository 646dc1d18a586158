import type { CardCode } from '../card/card-code.ts';
import { helsinkiDay } from './day.ts';
import type { AdmissionQuestion, MinorsAllowed, Party, ShowFacts } from './facts.ts';
import type { Refusal } from './refusal.ts';
import { rules } from './rules.ts';

/** What the rules say. */
export type Admission =
  | {
      readonly outcome: 'admissible';
      readonly minors: MinorsAllowed;
      /** Kaikukortti tickets left for the show before this party; `null` where it has no cap. */
      readonly remaining: number | null;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/**
 * The most clients one community card is taken with in one go. Larger groups are agreed with the venue beforehand
 * (docs/sources.md#groups), so this is a guard against a slip of the finger, not a rule: guess, decision 0005.
 */
const mostClients = 30;

/** Likewise a guard: no card of the programme's examples names more than six children. Guess, decision 0005. */
const mostChildrenUnseen = 12;

/**
 * Whether a card may be used for a show, and how many minors may come along.
 * With a `party`, whether exactly that party may. Pure and total: the same facts give the same answer, on the desk and
 * in the register. Where several refusals apply, the first of `refusalOrder` is told.
 */
export function decideAdmission(question: AdmissionQuestion, party?: Party): Admission {
  const refusal = refuseCard(question) ?? refuseParty(question, party);
  if (refusal !== undefined) return refused(refusal);
  return { outcome: 'admissible', minors: minorsAllowed(question), remaining: capRemaining(question.show) };
}

/** Kaikukortti tickets left for a show, never below 0; `null` where it has no cap. A cap counts tickets, not cards. */
export function capRemaining(show: ShowFacts): number | null {
  return show.cap === null ? null : Math.max(0, show.cap - show.taken);
}

/** Tickets a party takes: the adult and the minors. */
export function ticketsOf(party: Party): number {
  return 1 + party.minors;
}

/**
 * What can be said of a card the register could not be asked about: only what its kind and the show decide.
 * For a customer card `minors.most` is a guard against a slip of the finger; the true number is on the cardboard.
 */
export function decideUnseen(code: CardCode, show: ShowFacts | undefined): Admission {
  const course = show?.kind === 'course';
  if (code.holder === 'customer') {
    const minors = { least: 0, most: course ? 0 : mostChildrenUnseen, who: 'children' } as const;
    return { outcome: 'admissible', minors, remaining: null };
  }
  if (course) return refused({ reason: 'community-card-course', rule: rules['community-card-course'] });
  return { outcome: 'admissible', minors: { least: 1, most: mostClients, who: 'clients' }, remaining: null };
}

function refused(refusal: Refusal): Admission {
  return { outcome: 'refused', refusal };
}

function refuseCard({ code, card, show, earlier, atMs }: AdmissionQuestion): Refusal | undefined {
  if (!card.registered) return { reason: 'card-unregistered', rule: rules['card-unregistered'] };
  switch (card.status) {
    case 'barred':
      return { reason: 'card-barred', rule: rules['card-barred'] };
    case 'in-transfer':
      return { reason: 'card-in-transfer', rule: rules['card-in-transfer'] };
    case 'inactive':
      return { reason: 'card-inactive', rule: rules['card-inactive'] };
    case 'active':
      break;
    default:
      card.status satisfies never;
  }
  if (helsinkiDay(atMs) > card.validUntilOn) {
    return { reason: 'card-expired', rule: rules['card-expired'], validUntilOn: card.validUntilOn };
  }
  if (code.holder === 'community' && show.kind === 'course') {
    return { reason: 'community-card-course', rule: rules['community-card-course'] };
  }
  if (earlier !== null) {
    return {
      reason: 'already-recorded',
      rule: rules['already-recorded'],
      recordedAt: earlier.recordedAt,
      how: earlier.how,
    };
  }
  return undefined;
}

function refuseParty(question: AdmissionQuestion, asked: Party | undefined): Refusal | undefined {
  const { code, show } = question;
  const { least, most, who } = minorsByRule(question);
  // Before anybody has said who comes, the smallest party the card may bring must fit.
  const party = asked ?? { minors: least };
  if (party.minors < least) return { reason: 'community-card-alone', rule: rules['community-card-alone'] };
  if (party.minors > most) {
    return code.holder === 'customer' && show.kind === 'course'
      ? { reason: 'course-without-children', rule: rules['course-without-children'] }
      : { reason: 'too-many-minors', rule: rules['too-many-minors'], most, who };
  }
  const remaining = capRemaining(show);
  if (show.cap !== null && remaining !== null && ticketsOf(party) > remaining) {
    return { reason: 'cap-reached', rule: rules['cap-reached'], cap: show.cap, remaining };
  }
  return undefined;
}

function minorsAllowed(question: AdmissionQuestion): MinorsAllowed {
  const { least, most, who } = minorsByRule(question);
  const remaining = capRemaining(question.show);
  return { least, most: remaining === null ? most : Math.min(most, remaining - 1), who };
}

/** What the rules allow before the cap. Children never get course places (docs/sources.md#children). */
function minorsByRule({ code, card, show }: AdmissionQuestion): MinorsAllowed {
  if (code.holder === 'community') return { least: 1, most: mostClients, who: 'clients' };
  return { least: 0, most: show.kind === 'course' || !card.registered ? 0 : card.minors, who: 'children' };
}
