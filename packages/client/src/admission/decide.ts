import type { CardCode } from '../card/card-code.ts';
import { minorsWithin, redeemed, roomFor } from './cap.ts';
import { isCompany } from './community-card.ts';
import type { AdmissionQuestion, EarlierUsage, MinorsAllowed, Party, ShowFacts, UsageHow } from './facts.ts';
import { heldTicket } from './held-ticket.ts';
import { minorsByRule } from './minors.ts';
import type { Refusal } from './refusal.ts';
import { type Candidate, refusalsOfCandidate, refuseUnseen } from './refusal-checks.ts';

/** What the rules say. */
export type Admission =
  | {
      readonly outcome: 'admissible';
      readonly minors: MinorsAllowed;
      /**
       * Kaikukortti tickets there are for this party: those left for the show and those it holds reserved itself;
       * `null` where the show has no cap.
       */
      readonly remaining: number | null;
      /** The reservation that this usage redeems; it is then not a second usage. `null` where the card has none. */
      readonly redeems: string | null;
    }
  /** Shown at the door by a card whose ticket was given out in advance: let in, and nothing is recorded. */
  | {
      readonly outcome: 'has-ticket';
      /** What was recorded in advance. */
      readonly ticket: EarlierUsage;
      /** As many as the ticket is for, no fewer and no more. */
      readonly minors: MinorsAllowed;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** All that can be looked at while the registry cannot be asked. */
export interface UnseenQuestion {
  readonly code: CardCode;
  /** As the device last knew it; `undefined` where it never did. Its `taken` is of then, and is not looked at. */
  readonly show: ShowFacts | undefined;
  readonly how: UsageHow;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/**
 * Whether a card may be used for a show, and how many minors may come along.
 * With a `party`, whether exactly that party may; without one, whether the adult fits, be it in the company of others. Pure and total: the same facts give the same answer, on the desk and
 * in the registry. Where several refusals apply, the first of `refusalOrder` is told. What is no fact (a number that
 * counts nothing, a day that is not in the calendar, an unknown word) is never admitted: `unknown-rule`, unless a rule
 * that does not look at it says no before.
 */
export function decideAdmission(question: AdmissionQuestion, party?: Party): Admission {
  const candidate = toCandidate(question, party);
  const { allowed, room } = candidate;
  const ticket = heldTicket(candidate);
  if (ticket !== undefined) {
    const { minors } = ticket;
    return { outcome: 'has-ticket', ticket, minors: { ...allowed, min: minors, max: minors } };
  }
  const [refusal] = refusalsOfCandidate(candidate);
  if (refusal !== undefined) return { outcome: 'refused', refusal };
  const max = room === null ? allowed.max : Math.min(allowed.max, minorsWithin(room, question.show));
  const min = Math.min(allowed.min, max);
  const redeems = redeemed(question.earlier, question.how)?.usageId ?? null;
  return { outcome: 'admissible', minors: { ...allowed, min, max }, remaining: room, redeems };
}

/**
 * All that is against recording a card and its party, in order of precedence; empty where `decideAdmission` admits them. A
 * card that has a ticket is not recorded again: of it `already-recorded` is told.
 */
export function refusalsOf(question: AdmissionQuestion, party?: Party): readonly Refusal[] {
  return refusalsOfCandidate(toCandidate(question, party));
}

/**
 * What can be said of a card the registry could not be asked about: only what its kind, the show and the clock decide.
 * For a customer card `minors.most` is a guard against a slip of the finger; the true number is on the cardboard.
 */
export function decideUnseen(question: UnseenQuestion): Admission {
  const refusal = refuseUnseen(question);
  if (refusal !== undefined) return { outcome: 'refused', refusal };
  const minors = minorsByRule({ ...question, card: undefined, accompanied: false });
  return { outcome: 'admissible', minors, remaining: null, redeems: null };
}

function toCandidate(question: AdmissionQuestion, party: Party | undefined): Candidate {
  const { show, earlier, how } = question;
  const joins = isCompany(question.company);
  const allowed = minorsByRule({ ...question, accompanied: joins });
  // Before anybody has said who comes, the adult must fit; a worker's client may have a card or a ticket of their own.
  const accompanied = joins || party === undefined;
  const minors = party === undefined ? 0 : party.minors;
  const reservation = redeemed(earlier, how);
  const room = roomFor(show, reservation === null ? [] : [reservation]);
  return { ...question, minors, allowed, room, repeated: false, accompanied };
}
