import type { CardFacts, ShowFacts, UsageHow, VisitMember, VisitQuestion } from '../admission/facts.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { RefusalReason } from '../admission/rules.ts';
import { countIn, decideVisit, ticketHolders, type VisitRefusal, visitRefusals } from '../admission/visit.ts';
import type { Plan, VisitPart } from '../verdict.ts';
import type { AdmitOptions } from './call-options.ts';
import { lateEntryOf } from './late-entry.ts';

/** Everything a plan depends on except the parts. */
export interface VisitCircumstances extends AdmitOptions {
  /** The last known state of the show; `undefined` before the first look-up. */
  readonly show: ShowFacts | undefined;
  readonly how: UsageHow;
  readonly atMs: number;
}

type Unseen = Extract<VisitPart['decision'], { outcome: 'provisional' }>;

/**
 * Returns whether these people may come in together. Pure: applies the registry's rules to what the decisions contain.
 * For a card that could not be looked up, everything that only the registry knows is assumed to be in order; the registry
 * checks it when the visit is recorded.
 * @param mayKeep returns true if the outage policy allows one more unconfirmed visit with that number of tickets
 */
export function planVisit(
  parts: readonly VisitPart[],
  circumstances: VisitCircumstances,
  mayKeep: (tickets: number) => boolean,
): Plan {
  const question = toQuestion(parts, circumstances);
  const [unseen] = unseenIn(parts);
  if (lateEntryOf(parts[0]) !== undefined) return planLate(question, parts);
  const plan = decideVisit(question);
  if (plan.outcome === 'refused') return { outcome: 'refused', refusal: plan.refusal, at: plan.member };
  const { people, tickets, remaining, withTicket } = plan;
  if (unseen === undefined) return { outcome: 'ready', people, tickets, remaining, withTicket };
  const outcome = mayKeep(tickets) ? 'provisional' : 'undecided';
  return { outcome, people, tickets, withTicket, cause: unseen.cause };
}

/** Returns the refusal that the clerk can correct before the visit is recorded; `undefined` if there is none. */
export function findCorrectable(parts: readonly VisitPart[], circumstances: VisitCircumstances): Refusal | undefined {
  return correctableRefusal(toQuestion(parts, circumstances), parts)?.refusal;
}

/** Only these are refused without a request to the registry, and only these refuse a late entry. */
const correctable: ReadonlySet<RefusalReason> = new Set([
  'card-twice-in-visit',
  'community-card-alone',
  'course-without-children',
  'too-many-minors',
  'group-not-agreed',
] as const);

function correctableRefusal(question: VisitQuestion, parts: readonly VisitPart[]): VisitRefusal | undefined {
  // The registry decides about the cap, unless the party is larger than the decision had tickets for.
  const isOver = parts.some((part) => lateEntryOf(part) === undefined && part.minors > part.decision.minors.max);
  return visitRefusals(question, ticketHolders(question)).find(
    ({ refusal: { reason } }) => correctable.has(reason) || (isOver && reason === 'cap-reached'),
  );
}

/** Plans a late entry, which no rule refuses except a correctable one. */
function planLate(question: VisitQuestion, parts: readonly VisitPart[]): Plan {
  const [unseen] = unseenIn(parts);
  const refused = correctableRefusal(question, parts);
  if (refused !== undefined) return { outcome: 'refused', refusal: refused.refusal, at: refused.member };
  const counts = { ...countIn(question, []), withTicket: [] };
  if (unseen !== undefined) return { outcome: 'provisional', ...counts, cause: unseen.cause };
  return { outcome: 'ready', ...counts, remaining: null };
}

function toQuestion(parts: readonly VisitPart[], circumstances: VisitCircumstances): VisitQuestion {
  const { how, agreed = false, company, atMs } = circumstances;
  const known = circumstances.show ?? newestShow(parts);
  const show = known === undefined || unseenIn(parts).length > 0 ? withoutCap(known, atMs) : known;
  const late = lateEntryOf(parts[0]);
  const members = parts.map(toMember);
  return { members, show, how, agreed, company, atMs: late === undefined ? atMs : Date.parse(late.takenAt) };
}

function unseenIn(parts: readonly VisitPart[]): readonly Unseen[] {
  return parts.flatMap(({ decision }) => (decision.outcome === 'provisional' ? decision : []));
}

function toMember({ decision, minors }: VisitPart): VisitMember {
  const { code } = decision;
  if (decision.outcome === 'provisional') return { code, card: unseenCard(decision), earlier: null, minors };
  return { code, card: decision.card, earlier: decision.earlier, minors };
}

function unseenCard({ minors }: Unseen): CardFacts {
  return { registered: true, status: 'active', validUntilOn: '9999-12-31', minors: minors.max };
}

/** Returns the show of the newest decision; `undefined` if no card was looked up. */
function newestShow(parts: readonly VisitPart[]): ShowFacts | undefined {
  return parts.flatMap(({ decision }) => (decision.outcome === 'provisional' ? [] : decision.show)).at(-1);
}

/** Returns the show without its cap: during an outage only the registry knows how many tickets are left. */
function withoutCap(show: ShowFacts | undefined, atMs: number): ShowFacts {
  const unknown = {
    id: '',
    name: '',
    venue: '',
    kind: 'performance',
    startsAt: new Date(atMs).toISOString(),
    seats: 0,
    taken: 0,
    reservationOpens: 'at-once',
    redemptionOpensMin: null,
  } as const;
  return { ...(show ?? unknown), cap: null };
}
