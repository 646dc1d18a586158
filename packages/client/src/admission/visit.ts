import { peopleOf, redeemed, roomFor, ticketsOf } from './cap.ts';
import { groupNotAgreed } from './company.ts';
import type { VisitMember, VisitQuestion } from './facts.ts';
import { capReached, refusalsOfCandidate, refuse } from './grounds.ts';
import { minorsByRule } from './minors.ts';
import type { Refusal } from './refusal.ts';
import { refusalOrder } from './rules.ts';

/** What the rules say of people who come together. */
export type VisitAdmission =
  | {
      readonly outcome: 'admissible';
      /** Adults and minors. */
      readonly people: number;
      /** Tickets they take (`ticketsOf`), those they hold reserved among them. */
      readonly tickets: number;
      /** Tickets there are for them, those they hold reserved among them; `null` where the show has no cap. */
      readonly remaining: number | null;
    }
  | ({ readonly outcome: 'refused' } & VisitRefusal);

/** A refusal of a visit, and whose it is. */
export interface VisitRefusal {
  readonly refusal: Refusal;
  /** The place among `members`, from 0; `null` where it is of the whole visit. */
  readonly member: number | null;
}

/**
 * Whether people who come together on several cards may, all of them: a visit is recorded all or none.
 * Each card is judged by the rules of `decideAdmission`, but a worker is not alone where a client comes with anybody.
 * The tickets of all together are held against the cap. Pure and total. Where several refusals apply, the first of
 * `refusalOrder` is told, and of several members it applies to the one shown first: so the reason told does not depend
 * on the order in which cards are shown.
 */
export function decideVisit(question: VisitQuestion): VisitAdmission {
  const [first] = visitRefusals(question);
  if (first !== undefined) return { outcome: 'refused', ...first };
  const people = peopleOfVisit(question);
  const tickets = ticketsOfVisit(question);
  return { outcome: 'admissible', people, tickets, remaining: roomForVisit(question) };
}

/** All that is against a visit, in order of precedence, then of members; empty where `decideVisit` admits it. */
export function visitRefusals(question: VisitQuestion): readonly VisitRefusal[] {
  const refusals: VisitRefusal[] = question.members.flatMap((_, member) =>
    refusalsOfMember(question, member).map((refusal) => ({ refusal, member })),
  );
  for (const refusal of refusalsOfWhole(question)) refusals.push({ refusal, member: null });
  const place = ({ refusal }: VisitRefusal) => refusalOrder.indexOf(refusal.reason);
  return refusals.sort((a, b) => place(a) - place(b));
}

function refusalsOfMember({ members, show, how, atMs }: VisitQuestion, index: number): readonly Refusal[] {
  const member = members[index];
  if (member === undefined) return [];
  const { code, card, earlier, minors } = member;
  const repeated = members.findIndex((other) => other.code.text === code.text) < index;
  const accompanied = members.some(bringsClient);
  const allowed = minorsByRule({ code, card, show, atMs, accompanied });
  const candidate = { code, card, show, earlier, how, atMs, minors, allowed, repeated, accompanied };
  // The cap and the agreement are of the whole.
  return refusalsOfCandidate({ ...candidate, room: null, agreed: true });
}

/** A customer is a client, and so are the under-16s that a worker brings; another worker is not. */
function bringsClient({ code, minors }: VisitMember): boolean {
  return code.holder === 'customer' || minors > 0;
}

function refusalsOfWhole(question: VisitQuestion): readonly Refusal[] {
  const people = peopleOfVisit(question);
  const refusals: (Refusal | undefined)[] = [
    groupNotAgreed({ codes: question.members.map(({ code }) => code), people, agreed: question.agreed }),
    capReached(question.show, ticketsOfVisit(question), roomForVisit(question)),
    // Nobody comes: no rule says anything of that.
    refuse('unknown-rule', question.members.length === 0),
  ];
  return refusals.flatMap((refusal) => refusal ?? []);
}

function peopleOfVisit({ members }: VisitQuestion): number {
  return members.reduce((sum, member) => sum + peopleOf(member), 0);
}

function ticketsOfVisit({ members, show }: VisitQuestion): number {
  return members.reduce((sum, member) => sum + ticketsOf(member, show), 0);
}

/** A card shown twice holds its reservation once. */
function roomForVisit({ members, show, how }: VisitQuestion): number | null {
  const byCard = new Map(members.map(({ code, earlier }) => [code.text, redeemed(earlier, how)]));
  return roomFor(
    show,
    [...byCard.values()].flatMap((reservation) => reservation ?? []),
  );
}
