import { peopleOf, redeemed, roomFor, ticketsOf } from './cap.ts';
import { groupNotAgreed, isCompany } from './community-card.ts';
import type { VisitMember, VisitQuestion } from './facts.ts';
import { heldTicket } from './held-ticket.ts';
import { minorsByRule } from './minors.ts';
import type { Refusal } from './refusal.ts';
import { type Candidate, capReached, refusalsOfCandidate, refuse } from './refusal-checks.ts';
import { refusalOrder } from './rules.ts';

/** What the rules say of people who come together. */
export type VisitAdmission =
  | {
      readonly outcome: 'admissible';
      /** Adults and minors, those who have tickets among them. */
      readonly people: number;
      /** Tickets they take (`ticketsOf`), those they hold reserved among them; 0 where all have tickets. */
      readonly tickets: number;
      /** Tickets there are for them, those they hold reserved among them; `null` where the show has no cap. */
      readonly remaining: number | null;
      /** The places among `members`, from 0, of those whose tickets were given out in advance: let in, not recorded. */
      readonly withTicket: readonly number[];
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
 * Each card is judged by the rules of `decideAdmission`, but a worker is not alone where a client comes with anybody, and
 * who has a ticket already comes in with the others and is not recorded.
 * The tickets of all together are held against the cap. Pure and total. Where several refusals apply, the first of
 * `refusalOrder` is told, and of several members it applies to the one shown first: so the reason told does not depend
 * on the order in which cards are shown.
 */
export function decideVisit(question: VisitQuestion): VisitAdmission {
  const withTicket = ticketHolders(question);
  const [first] = visitRefusals(question, withTicket);
  if (first !== undefined) return { outcome: 'refused', ...first };
  const { people, tickets } = countIn(question, withTicket);
  return { outcome: 'admissible', people, tickets, remaining: roomForVisit(question), withTicket };
}

/** The places among the members, from 0, of those whose tickets were given out in advance. */
export function ticketHolders(question: VisitQuestion): readonly number[] {
  return question.members.flatMap((_, place) => {
    const candidate = toCandidate(question, place);
    return candidate === undefined || heldTicket(candidate) === undefined ? [] : place;
  });
}

/**
 * All that is against recording a visit, in order of precedence, then of members; empty where `decideVisit` admits it with
 * every member recorded. Members `withTicket`, by their places, come in and are not recorded. Default: none.
 */
export function visitRefusals(question: VisitQuestion, withTicket: readonly number[] = []): readonly VisitRefusal[] {
  const refusals: VisitRefusal[] = question.members.flatMap((_, member) => {
    const candidate = withTicket.includes(member) ? undefined : toCandidate(question, member);
    return candidate === undefined ? [] : refusalsOfCandidate(candidate).map((refusal) => ({ refusal, member }));
  });
  for (const refusal of refusalsOfWhole(question, withTicket)) refusals.push({ refusal, member: null });
  const place = ({ refusal }: VisitRefusal) => refusalOrder.indexOf(refusal.reason);
  return refusals.sort((a, b) => place(a) - place(b));
}

/** A member as it stands before the rules; the cap and the agreement are of the whole. */
function toCandidate({ members, show, how, company, atMs }: VisitQuestion, index: number): Candidate | undefined {
  const member = members[index];
  if (member === undefined) return undefined;
  const { code, card, earlier, minors } = member;
  const repeated = members.findIndex((other) => other.code.text === code.text) < index;
  const accompanied = isCompany(company) || members.some(bringsClient);
  const allowed = minorsByRule({ code, card, show, atMs, accompanied });
  return { code, card, show, earlier, how, atMs, minors, allowed, repeated, accompanied, room: null, agreed: true };
}

/** A customer is a client, and so are the under-16s that a worker brings; another worker is not. */
export function bringsClient({ code, minors }: Pick<VisitMember, 'code' | 'minors'>): boolean {
  return code.holder === 'customer' || minors > 0;
}

function refusalsOfWhole(question: VisitQuestion, withTicket: readonly number[]): readonly Refusal[] {
  const { people, tickets } = countIn(question, withTicket);
  const codes = question.members.map(({ code }) => code);
  const refusals: (Refusal | undefined)[] = [
    groupNotAgreed({ codes, people, agreed: question.agreed }),
    capReached(question.show, tickets, roomForVisit(question)),
    // Nobody comes: no rule says anything of that.
    refuse('unknown-rule', question.members.length === 0),
  ];
  return refusals.flatMap((refusal) => refusal ?? []);
}

/** Those who come, and the tickets that are recorded for them: of whoever has a ticket, none, and those it is for come. */
export function countIn(
  { members, show }: Pick<VisitQuestion, 'members' | 'show'>,
  withTicket: readonly number[],
): { people: number; tickets: number } {
  const parties = members.map((member, place) => {
    const ticket = withTicket.includes(place) ? member.earlier : null;
    return { people: peopleOf(ticket ?? member), tickets: ticket === null ? ticketsOf(member, show) : 0 };
  });
  const sum = (count: 'people' | 'tickets') => parties.reduce((total, party) => total + party[count], 0);
  return { people: sum('people'), tickets: sum('tickets') };
}

/** A card shown twice holds its reservation once. */
function roomForVisit({ members, show, how }: VisitQuestion): number | null {
  const byCard = new Map(members.map(({ code, earlier }) => [code.text, redeemed(earlier, how)]));
  return roomFor(
    show,
    [...byCard.values()].flatMap((reservation) => reservation ?? []),
  );
}
