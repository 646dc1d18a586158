import type { CardFacts, ShowFacts, UsageHow, VisitMember } from '../admission/facts.ts';
import { decideVisit } from '../admission/visit.ts';
import type { VisitPart, VisitPlan } from '../verdict.ts';

/** What a visit is planned with besides its cards. */
export interface VisitCircumstances {
  /** The show as the register last told it; `undefined` until it has. */
  readonly show: ShowFacts | undefined;
  readonly how: UsageHow;
  /** The clerk has confirmed that a group of more than five was agreed on beforehand. */
  readonly agreed: boolean;
  readonly atMs: number;
  /** Whether the outage policy has room for one more unconfirmed visit. */
  readonly mayKeep: boolean;
}

type Undecided = Extract<VisitPart['decision'], { outcome: 'undecided' }>;

/**
 * Whether these people may come together. Pure: the same rules as the register's, on what the decisions carry.
 * Where the register could not be asked about a card, all that only the register knows is taken to be in order: its
 * word comes with the recording.
 */
export function planVisit(parts: readonly VisitPart[], circumstances: VisitCircumstances): VisitPlan {
  const { how, agreed, atMs, mayKeep } = circumstances;
  const unseen = parts.flatMap(({ decision }) => (decision.outcome === 'undecided' ? decision : []));
  const seen = circumstances.show ?? lastShow(parts);
  const show = seen === undefined || unseen.length > 0 ? unseenShow(seen, atMs) : seen;
  const plan = decideVisit({ members: parts.map(toMember), show, how, agreed, atMs });
  if (plan.outcome === 'refused') return { outcome: 'refused', refusal: plan.refusal, at: plan.member };
  const { people, tickets, remaining } = plan;
  const [first] = unseen;
  if (first === undefined) return { outcome: 'ready', people, tickets, remaining };
  return { outcome: 'undecided', people, cause: first.cause, mayRecord: mayKeep && unseen.every(mayRecord) };
}

function mayRecord(decision: Undecided): boolean {
  return decision.mayRecord;
}

function toMember({ decision, minors }: VisitPart): VisitMember {
  const { code } = decision;
  if (decision.outcome === 'admissible') return { code, card: decision.card, earlier: decision.earlier, minors };
  return { code, card: unseenCard(decision), earlier: null, minors };
}

function unseenCard({ minors }: Undecided): CardFacts {
  return { registered: true, status: 'active', validUntilOn: '9999-12-31', minors: minors.most };
}

/** The show as the newest of the decisions tells it; `undefined` where all are undecided. */
function lastShow(parts: readonly VisitPart[]): ShowFacts | undefined {
  return parts.flatMap(({ decision }) => (decision.outcome === 'admissible' ? decision.show : [])).at(-1);
}

/** A show as far as it can stand against a card that nobody has seen: how many tickets are left is the register's to say. */
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
