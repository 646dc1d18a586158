import type { CardCode } from '../card/card-code.ts';
import { minorsWithin, redeemed, roomFor } from './cap.ts';
import { joinsClient } from './community-card.ts';
import type { AdmissionQuestion, EarlierUsage, MinorsAllowed, Party, ShowFacts, UsageHow } from './facts.ts';
import { heldTicket } from './held-ticket.ts';
import { minorsByRule } from './minors.ts';
import type { Refusal } from './refusal.ts';
import { type Candidate, refusalsFor, refuseUnseen } from './refusal-checks.ts';

/** The result of the rules for one card. */
export type Admission =
  | {
      readonly outcome: 'admissible';
      readonly minors: MinorsAllowed;
      /**
       * Kaikukortti tickets available to the party: those left, and those of its own reservation; `null` without a cap.
       */
      readonly remaining: number | null;
      /** The id of the reservation that the usage redeems, which is not a second usage; `null` without one. */
      readonly redeems: string | null;
    }
  /** At the door, the card's ticket was given out in advance: admit, record nothing. */
  | {
      readonly outcome: 'has-ticket';
      /** The usage recorded in advance. */
      readonly ticket: EarlierUsage;
      /** Exactly the number of minors the ticket is for. */
      readonly minors: MinorsAllowed;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** What the rules can use without the registry. */
export interface UnseenQuestion {
  readonly code: CardCode;
  /** The last known state of the show; `undefined` if there is none. Its `taken` may be out of date and is ignored. */
  readonly show: ShowFacts | undefined;
  readonly how: UsageHow;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/**
 * Returns whether a card may be used for a show, and how many minors may come along. With a `party`, whether that party may;
 * without one, whether the adult may, perhaps with others. Returns the first refusal in `refusalOrder`. Malformed facts (a
 * negative number, a day that does not exist, an unknown word) are refused with `unknown-rule`, unless another rule refuses
 * first. Pure; works for any facts, and returns the same on the desk and in the registry.
 */
export function decideAdmission(question: AdmissionQuestion, party?: Party): Admission {
  const candidate = toCandidate(question, party);
  const { allowed, room } = candidate;
  const ticket = heldTicket(candidate);
  if (ticket !== undefined) {
    const { minors } = ticket;
    return { outcome: 'has-ticket', ticket, minors: { ...allowed, min: minors, max: minors } };
  }
  const [refusal] = refusalsFor(candidate);
  if (refusal !== undefined) return { outcome: 'refused', refusal };
  const max = room === null ? allowed.max : Math.min(allowed.max, minorsWithin(room, question.show));
  const min = Math.min(allowed.min, max);
  const redeems = redeemed(question.earlier, question.how)?.usageId ?? null;
  return { outcome: 'admissible', minors: { ...allowed, min, max }, remaining: room, redeems };
}

/**
 * Returns all refusals of a card and its party, in order of precedence; empty if `decideAdmission` admits them. For a card
 * with a ticket this includes `already-recorded`, because it must not be recorded again.
 */
export function refusalsOf(question: AdmissionQuestion, party?: Party): readonly Refusal[] {
  return refusalsFor(toCandidate(question, party));
}

/**
 * Returns what the rules say about a card that could not be looked up, from its kind, the show and the time alone. For a
 * customer card `minors.max` only limits typing errors; the true number is on the cardboard.
 */
export function decideUnseen(question: UnseenQuestion): Admission {
  const refusal = refuseUnseen(question);
  if (refusal !== undefined) return { outcome: 'refused', refusal };
  const minors = minorsByRule({ ...question, card: undefined, accompanied: false });
  return { outcome: 'admissible', minors, remaining: null, redeems: null };
}

function toCandidate(question: AdmissionQuestion, party: Party | undefined): Candidate {
  const { show, earlier, how } = question;
  const hasClientInside = joinsClient(question.company);
  const allowed = minorsByRule({ ...question, accompanied: hasClientInside });
  // Without a party only the adult must fit. A worker's client may have a card or a ticket of their own.
  const accompanied = hasClientInside || party === undefined;
  const minors = party === undefined ? 0 : party.minors;
  const reservation = redeemed(earlier, how);
  const room = roomFor(show, reservation === null ? [] : [reservation]);
  return { ...question, minors, allowed, room, repeated: false, accompanied };
}
