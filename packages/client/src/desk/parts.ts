import type { UsageHow } from '../admission/facts.ts';
import { maxMinors } from '../admission/minors.ts';
import { KaikuError } from '../errors.ts';
import { maxUsages } from '../usage/visit.ts';
import type { Decision, DecisionOf, VisitPart } from '../verdict.ts';
import { howOf } from './ends.ts';
import { invalid } from './invalid.ts';
import { lateOf } from './told.ts';

/**
 * As what a visit is to be recorded.
 * @throws KaikuError `config/invalid` where a page has put together what is no visit; `desk/foreign-decision`
 */
export function assertVisit(parts: readonly VisitPart[], showId: string): UsageHow {
  const [first] = parts;
  if (first === undefined || parts.length > maxUsages) throw invalid(`A visit has 1 to ${maxUsages} cards.`);
  for (const { decision } of parts) assertOf(showId, decision);
  const { recordsAs } = first.decision;
  // A page that is not checked by types may pass on any.
  const decisions: readonly Decision[] = parts.map(({ decision }) => decision);
  const closed = decisions.find(({ outcome }) => !recordable.has(outcome));
  if (closed !== undefined)
    throw invalid(
      `Nothing can be recorded on a decision that is '${closed.outcome}'. Tell the clerk, and check the card again.`,
    );
  if (decisions.some((decision) => decision.recordsAs !== recordsAs))
    throw invalid('The cards of a visit are checked as one and the same: reserved, sold or door.');
  const moments = new Set(parts.map((part) => lateOf(part)?.takenAt));
  if (moments.size > 1) throw invalid('People who came together came at one moment.');
  for (const { decision, minors } of parts) if (decision.outcome !== 'has-ticket') assertMinors(minors);
  return howOf({ recordsAs });
}

const recordable: ReadonlySet<string> = new Set<VisitPart['decision']['outcome']>([
  'admissible',
  'provisional',
  'has-ticket',
]);

/** A decision kept over a change of show would record the visit for a show that nobody has checked the card for. */
function assertOf(showId: string, decision: Partial<DecisionOf>): void {
  if (decision.showId === showId) return;
  const message =
    `A decision of a desk for '${decision.showId}' was given to a desk for '${showId}'. ` +
    'Check the card with the desk that records it.';
  throw new KaikuError('desk/foreign-decision', message, { retryable: false });
}

/** What no card can bring. More than this card brings is a refusal. */
function assertMinors(minors: number): void {
  if (!Number.isSafeInteger(minors) || minors < 0 || minors > maxMinors)
    throw invalid(`\`minors\` is a whole number from 0 to ${maxMinors}, not ${minors}.`);
}
