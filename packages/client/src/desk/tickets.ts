/** Tickets that were redeemed in advance: who has one is let in at the door, and nothing is recorded. */
import { peopleOf } from '../admission/cap.ts';
import type { Company, Instant, UsageHow } from '../admission/facts.ts';
import { bringsClient } from '../admission/visit.ts';
import type { Asked } from '../outbox/port.ts';
import type { Decision, HeldTicket, VisitPart, VisitPlan } from '../verdict.ts';

/** The ticket as it is told. */
export function toHeldTicket({ recordedAt, minors }: { recordedAt: Instant; minors?: number }): HeldTicket {
  return { recordedAt, how: 'sold', ...(minors !== undefined && { party: { minors } }) };
}

/** The ticket that the register refused a use at the door for: it was redeemed while the clerk was asked. */
export function redeemedMeanwhile(asked: Asked, how: UsageHow): HeldTicket | undefined {
  if (how !== 'door' || asked.outcome !== 'refused') return undefined;
  const { refusal } = asked;
  return refusal.reason === 'already-recorded' && refusal.how === 'sold' ? toHeldTicket(refusal) : undefined;
}

type Possible = Exclude<VisitPlan, { outcome: 'refused' }>;

/**
 * What of a visit is recorded: all parts but those that have tickets. Where a client is among these, or the clerk said so,
 * a worker who is recorded comes with somebody whom the register does not see in the visit.
 */
export function toRecord(
  parts: readonly VisitPart[],
  { withTicket }: Possible,
  said: Company | undefined,
): { readonly recorded: readonly VisitPart[]; readonly people: number; readonly company: Company | undefined } {
  const hasTicket = (_: VisitPart, place: number) => withTicket.includes(place);
  const recorded = parts.filter((part, place) => !hasTicket(part, place));
  const company = parts.filter(hasTicket).some(isOrBringsClient) ? 'client-inside' : said;
  // Only of a worker: a register that knows nothing of it would not take the request.
  const hasWorker = recorded.some(({ decision }) => decision.code.holder === 'community');
  const people = recorded.reduce((sum, part) => sum + peopleOf(part), 0);
  return { recorded, people, company: hasWorker ? company : undefined };
}

/** Of a part that has a ticket, those it is for come. */
function isOrBringsClient({ decision, minors }: VisitPart): boolean {
  const { code } = decision;
  return bringsClient({ code, minors: decision.outcome === 'has-ticket' ? decision.earlier.minors : minors });
}

/** The parts as they are now that a ticket of theirs was redeemed; `undefined` where none is seen to have been. */
export async function withNewTickets(
  parts: readonly VisitPart[],
  check: (text: string) => Promise<Decision>,
): Promise<readonly VisitPart[] | undefined> {
  const sorted = await Promise.all(
    parts.map(async (part) => {
      const decision = part.decision.outcome === 'has-ticket' ? undefined : await check(part.decision.code.text);
      return decision?.outcome === 'has-ticket' ? { decision, minors: part.minors } : part;
    }),
  );
  return sorted.some((part, place) => part !== parts[place]) ? sorted : undefined;
}
