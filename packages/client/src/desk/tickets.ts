/** Tickets that were redeemed in advance: who has one is let in at the door, and nothing is recorded. */
import { peopleOf } from '../admission/cap.ts';
import type { Company, Instant, UsageHow } from '../admission/facts.ts';
import { bringsClient } from '../admission/visit.ts';
import type { RecordResult } from '../outbox/port.ts';
import type { Decision, HeldTicket, OpenDecision, Verdict, VisitPart } from '../verdict.ts';

/** The ticket as it is told. */
export function toHeldTicket({ recordedAt, minors }: { recordedAt: Instant; minors?: number }): HeldTicket {
  return { recordedAt, how: 'sold', ...(minors !== undefined && { party: { minors } }) };
}

/** Whether the registry refused a visit at the door for a ticket: it was redeemed while the clerk was asked. */
export function redeemedMeanwhile(asked: RecordResult, how: UsageHow): boolean {
  if (how !== 'door' || asked.outcome !== 'refused') return false;
  return asked.refusal.reason === 'already-recorded' && asked.refusal.how === 'sold';
}

type TicketPart = VisitPart & { readonly decision: Extract<Decision, { outcome: 'has-ticket' }> };
type OpenPart = VisitPart & { readonly decision: OpenDecision };

/**
 * What of a visit is recorded: all parts but those that have tickets. Where a client is among these, or the clerk said so,
 * a worker who is recorded comes with somebody whom the registry does not see in the visit.
 */
export function toRecord(
  parts: readonly VisitPart[],
  said: Company | undefined,
): { readonly recorded: readonly OpenPart[]; readonly withTicket: number; readonly company: Company | undefined } {
  const recorded = parts.filter((part): part is OpenPart => !hasTicket(part));
  const company = parts.filter(hasTicket).some(isOrBringsClient) ? 'client-inside' : said;
  // Only of a worker: a registry that knows nothing of it would not take the request.
  const hasWorker = recorded.some(({ decision }) => decision.code.holder === 'community');
  return { recorded, withTicket: parts.length - recorded.length, company: hasWorker ? company : undefined };
}

/** What is said of people who all have tickets; `undefined` where one has none. */
export function ticketsOfAll(parts: readonly VisitPart[]): Extract<Verdict, { outcome: 'has-ticket' }> | undefined {
  const [first] = parts;
  if (first === undefined || !hasTicket(first) || !parts.every(hasTicket)) return undefined;
  const people = parts.reduce((sum, { decision }) => sum + peopleOf(decision.earlier), 0);
  return { outcome: 'has-ticket', cards: parts.length, people, ticket: first.decision.ticket };
}

function hasTicket(part: VisitPart): part is TicketPart {
  return part.decision.outcome === 'has-ticket';
}

/** Those the ticket is for come. */
function isOrBringsClient({ decision: { code, earlier } }: TicketPart): boolean {
  return bringsClient({ code, minors: earlier.minors });
}

/** The parts as they are now that a ticket of theirs was redeemed; `undefined` where none is seen to have been. */
export async function withNewTickets(
  parts: readonly VisitPart[],
  check: (text: string) => Promise<Decision>,
): Promise<readonly VisitPart[] | undefined> {
  const sorted = await Promise.all(
    parts.map(async (part) => {
      const decision = hasTicket(part) ? undefined : await check(part.decision.code.text);
      return decision?.outcome === 'has-ticket' ? { decision, minors: part.minors } : part;
    }),
  );
  return sorted.some((part, place) => part !== parts[place]) ? sorted : undefined;
}
