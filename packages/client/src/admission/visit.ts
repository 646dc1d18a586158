import { peopleOf, redeemed, roomFor, ticketsOf } from './cap.ts';
import { groupNotAgreed, joinsClient } from './community-card.ts';
import type { VisitMember, VisitQuestion } from './facts.ts';
import { heldTicket } from './held-ticket.ts';
import { minorsByRule } from './minors.ts';
import type { Refusal } from './refusal.ts';
import { type Candidate, capReached, refusalsFor, refuse } from './refusal-checks.ts';
import { refusalOrder } from './rules.ts';

/** The result of the rules for a visit. */
export type VisitAdmission =
  | {
      readonly outcome: 'admissible';
      /** Adults and minors, including those with tickets. */
      readonly people: number;
      /** Tickets the visit takes (`ticketsOf`), including reserved ones; 0 if everyone has a ticket. */
      readonly tickets: number;
      /** Tickets available to the visit, including its reserved ones; `null` without a cap. */
      readonly remaining: number | null;
      /** The indexes of the members with tickets, who are admitted and not recorded. */
      readonly withTicket: readonly number[];
    }
  | ({ readonly outcome: 'refused' } & VisitRefusal);

/** A refusal of a visit or of one of its members. */
export interface VisitRefusal {
  /** The refusal. */
  readonly refusal: Refusal;
  /** The index of the member; `null` if the whole visit is refused. */
  readonly member: number | null;
}

/**
 * Returns whether a visit may be recorded as a whole. The rules of `decideAdmission` apply to each card, with these
 * differences: a worker may come if any member brings a client, members with tickets are admitted and not recorded, and the
 * cap is compared with all tickets together. Pure; works for any facts.
 *
 * Returns the first refusal in `refusalOrder`, and of several members the one shown first. So the reason does not depend on
 * the order of the cards.
 */
export function decideVisit(question: VisitQuestion): VisitAdmission {
  const withTicket = ticketHolders(question);
  const [first] = visitRefusals(question, withTicket);
  if (first !== undefined) return { outcome: 'refused', ...first };
  const { people, tickets } = countIn(question, withTicket);
  return { outcome: 'admissible', people, tickets, remaining: roomForVisit(question), withTicket };
}

/** Returns the indexes of the members with tickets. */
export function ticketHolders(question: VisitQuestion): readonly number[] {
  return question.members.flatMap((_, index) => {
    const candidate = toCandidate(question, index);
    return candidate === undefined || heldTicket(candidate) === undefined ? [] : index;
  });
}

/**
 * Returns all refusals of a visit, in order of precedence, then of members; empty if it may be recorded. The members whose
 * indexes are in `withTicket` are admitted and not recorded.
 */
export function visitRefusals(question: VisitQuestion, withTicket: readonly number[] = []): readonly VisitRefusal[] {
  const refusals: VisitRefusal[] = question.members.flatMap((_, member) => {
    const candidate = withTicket.includes(member) ? undefined : toCandidate(question, member);
    return candidate === undefined ? [] : refusalsFor(candidate).map((refusal) => ({ refusal, member }));
  });
  for (const refusal of refusalsOfWhole(question, withTicket)) refusals.push({ refusal, member: null });
  const rank = ({ refusal }: VisitRefusal) => refusalOrder.indexOf(refusal.reason);
  return refusals.sort((a, b) => rank(a) - rank(b));
}

/** Converts a member for the checks. The cap and the venue's agreement are checked for the whole visit. */
function toCandidate({ members, show, how, company, atMs }: VisitQuestion, index: number): Candidate | undefined {
  const member = members[index];
  if (member === undefined) return undefined;
  const { code, card, earlier, minors } = member;
  const repeated = members.findIndex((other) => other.code.text === code.text) < index;
  const accompanied = joinsClient(company) || members.some(bringsClient);
  const allowed = minorsByRule({ code, card, show, atMs, accompanied });
  return { code, card, show, earlier, how, atMs, minors, allowed, repeated, accompanied, room: null, agreed: true };
}

/** True if the card brings a client: its holder is a customer, or a worker brings clients under 16. */
export function bringsClient({ code, minors }: Pick<VisitMember, 'code' | 'minors'>): boolean {
  return code.holder === 'customer' || minors > 0;
}

function refusalsOfWhole(question: VisitQuestion, withTicket: readonly number[]): readonly Refusal[] {
  const { people, tickets } = countIn(question, withTicket);
  const codes = question.members.map(({ code }) => code);
  const refusals: (Refusal | undefined)[] = [
    groupNotAgreed({ codes, people, agreed: question.agreed }),
    capReached(question.show, tickets, roomForVisit(question)),
    // A visit without members: no rule covers it.
    refuse('unknown-rule', question.members.length === 0),
  ];
  return refusals.flatMap((refusal) => refusal ?? []);
}

/**
 * Returns the number of people and of tickets to record. Members `withTicket` take no tickets, and count with the people of
 * their ticket.
 */
export function countIn(
  { members, show }: Pick<VisitQuestion, 'members' | 'show'>,
  withTicket: readonly number[],
): { people: number; tickets: number } {
  const parties = members.map((member, index) => {
    const ticket = withTicket.includes(index) ? member.earlier : null;
    return { people: peopleOf(ticket ?? member), tickets: ticket === null ? ticketsOf(member, show) : 0 };
  });
  const sum = (count: 'people' | 'tickets') => parties.reduce((total, party) => total + party[count], 0);
  return { people: sum('people'), tickets: sum('tickets') };
}

/** Returns the tickets available to a visit. Counts the reservation of a repeated card once. */
function roomForVisit({ members, show, how }: VisitQuestion): number | null {
  const byCard = new Map(members.map(({ code, earlier }) => [code.text, redeemed(earlier, how)]));
  return roomFor(
    show,
    [...byCard.values()].flatMap((reservation) => reservation ?? []),
  );
}
