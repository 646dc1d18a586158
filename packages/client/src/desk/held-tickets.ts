/** Tickets redeemed in advance. A card that has one is admitted at the door, and nothing is recorded. */
import { peopleOf } from '../admission/cap.ts';
import type { Company, Instant, UsageHow } from '../admission/facts.ts';
import { bringsClient } from '../admission/visit.ts';
import type { RecordResult } from '../outbox/port.ts';
import type { Decision, HeldTicket, OpenDecision, Verdict, VisitPart } from '../verdict.ts';

/** Converts an earlier usage to the ticket that a decision returns. */
export function toHeldTicket({ recordedAt, minors }: { recordedAt: Instant; minors?: number }): HeldTicket {
  return { recordedAt, how: 'sold', ...(minors !== undefined && { party: { minors } }) };
}

/** True if the registry refused a visit at the door because a ticket was redeemed after the check. */
export function wasRedeemedSince(result: RecordResult, how: UsageHow): boolean {
  if (how !== 'door' || result.outcome !== 'refused') return false;
  return result.refusal.reason === 'already-recorded' && result.refusal.how === 'sold';
}

type TicketPart = VisitPart & { readonly decision: Extract<Decision, { outcome: 'has-ticket' }> };
type OpenPart = VisitPart & { readonly decision: OpenDecision };

/**
 * Returns the parts to record, which are those without tickets. If a part with a ticket is or brings a client, a recorded
 * worker gets the company `client-inside`, because the registry does not see that client in the visit.
 */
export function splitParts(
  parts: readonly VisitPart[],
  confirmed: Company | undefined,
): { readonly recorded: readonly OpenPart[]; readonly withTicket: number; readonly company: Company | undefined } {
  const recorded = parts.filter((part): part is OpenPart => !hasTicket(part));
  const company = parts.filter(hasTicket).some(isOrBringsClient) ? 'client-inside' : confirmed;
  // Sent only with a worker: an older registry rejects requests with unknown fields.
  const hasWorker = recorded.some(({ decision }) => decision.code.holder === 'community');
  return { recorded, withTicket: parts.length - recorded.length, company: hasWorker ? company : undefined };
}

/** Returns the verdict if every part has a ticket; otherwise `undefined`. */
export function allTicketsVerdict(
  parts: readonly VisitPart[],
): Extract<Verdict, { outcome: 'has-ticket' }> | undefined {
  const [first] = parts;
  if (first === undefined || !hasTicket(first) || !parts.every(hasTicket)) return undefined;
  const people = parts.reduce((sum, { decision }) => sum + peopleOf(decision.earlier), 0);
  return { outcome: 'has-ticket', cards: parts.length, people, ticket: first.decision.ticket };
}

function hasTicket(part: VisitPart): part is TicketPart {
  return part.decision.outcome === 'has-ticket';
}

/** Looks at the minors of the ticket, because those are the ones admitted. */
function isOrBringsClient({ decision: { code, earlier } }: TicketPart): boolean {
  return bringsClient({ code, minors: earlier.minors });
}

/** Checks the parts again. Returns them with the tickets found; `undefined` if there are no new ones. */
export async function withNewTickets(
  parts: readonly VisitPart[],
  check: (text: string) => Promise<Decision>,
): Promise<readonly VisitPart[] | undefined> {
  const checked = await Promise.all(
    parts.map(async (part) => {
      const decision = hasTicket(part) ? undefined : await check(part.decision.code.text);
      return decision?.outcome === 'has-ticket' ? { decision, minors: part.minors } : part;
    }),
  );
  return checked.some((part, index) => part !== parts[index]) ? checked : undefined;
}
