import type { CardFacts, ShowFacts, UsageHow, VisitMember, VisitQuestion } from '../admission/facts.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { RefusalReason } from '../admission/rules.ts';
import { countIn, decideVisit, ticketHolders, type VisitRefusal, visitRefusals } from '../admission/visit.ts';
import type { Plan, VisitPart } from '../verdict.ts';
import type { AdmitOptions } from './port.ts';
import { lateOf } from './told.ts';

/** What a visit is planned with besides its cards. */
export interface VisitCircumstances extends AdmitOptions {
  /** The show as the registry last told it; `undefined` until it has. */
  readonly show: ShowFacts | undefined;
  readonly how: UsageHow;
  readonly atMs: number;
}

type Unseen = Extract<VisitPart['decision'], { outcome: 'provisional' }>;

/**
 * Whether these people may come together. Pure: the same rules as the registry's, on what the decisions carry.
 * Where the registry could not be asked about a card, all that only the registry knows is taken to be in order: its
 * word comes with the recording.
 * @param mayKeep whether the outage policy has room for one more unconfirmed visit of so many tickets
 */
export function planVisit(
  parts: readonly VisitPart[],
  circumstances: VisitCircumstances,
  mayKeep: (tickets: number) => boolean,
): Plan {
  const question = toQuestion(parts, circumstances);
  const [first] = unseenIn(parts);
  if (lateOf(parts[0]) !== undefined) return planLate(question, parts);
  const plan = decideVisit(question);
  if (plan.outcome === 'refused') return { outcome: 'refused', refusal: plan.refusal, at: plan.member };
  const { people, tickets, remaining, withTicket } = plan;
  if (first === undefined) return { outcome: 'ready', people, tickets, remaining, withTicket };
  const outcome = mayKeep(tickets) ? 'provisional' : 'undecided';
  return { outcome, people, tickets, withTicket, cause: first.cause };
}

/** The slip that a clerk can put right before a visit is recorded; `undefined` where there is none. */
export function slipIn(parts: readonly VisitPart[], circumstances: VisitCircumstances): Refusal | undefined {
  return findSlip(toQuestion(parts, circumstances), parts)?.refusal;
}

/** What a clerk can put right: for nothing else is the registry not asked, nor a visit that has happened refused. */
const slips: ReadonlySet<RefusalReason> = new Set([
  'card-twice-in-visit',
  'community-card-alone',
  'course-without-children',
  'too-many-minors',
  'group-not-agreed',
] as const);

function findSlip(question: VisitQuestion, parts: readonly VisitPart[]): VisitRefusal | undefined {
  // The cap is the registry's to say, but of a party larger than the decision had tickets for.
  const isOver = parts.some((part) => lateOf(part) === undefined && part.minors > part.decision.minors.max);
  return visitRefusals(question, ticketHolders(question)).find(
    ({ refusal: { reason } }) => slips.has(reason) || (isOver && reason === 'cap-reached'),
  );
}

/** The plan of a visit that has happened. */
function planLate(question: VisitQuestion, parts: readonly VisitPart[]): Plan {
  const [unseen] = unseenIn(parts);
  const slip = findSlip(question, parts);
  if (slip !== undefined) return { outcome: 'refused', refusal: slip.refusal, at: slip.member };
  const counts = { ...countIn(question, []), withTicket: [] };
  if (unseen !== undefined) return { outcome: 'provisional', ...counts, cause: unseen.cause };
  return { outcome: 'ready', ...counts, remaining: null };
}

function toQuestion(parts: readonly VisitPart[], circumstances: VisitCircumstances): VisitQuestion {
  const { how, agreed = false, company, atMs } = circumstances;
  const seen = circumstances.show ?? lastShow(parts);
  const show = seen === undefined || unseenIn(parts).length > 0 ? unseenShow(seen, atMs) : seen;
  const late = lateOf(parts[0]);
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

/** The show as the newest of the decisions tells it; `undefined` where the registry was asked about none. */
function lastShow(parts: readonly VisitPart[]): ShowFacts | undefined {
  return parts.flatMap(({ decision }) => (decision.outcome === 'provisional' ? [] : decision.show)).at(-1);
}

/** A show as far as it can stand against a card that nobody has seen: how many tickets are left is the registry's to say. */
function unseenShow(show: ShowFacts | undefined, atMs: number): ShowFacts {
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
