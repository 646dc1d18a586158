import type { UsageHow } from '../admission/facts.ts';
import { maxMinors } from '../admission/minors.ts';
import { invalidConfig, KaikuError } from '../errors.ts';
import { maxUsages } from '../usage/visit.ts';
import type { Decision, DecisionOf, VisitPart } from '../verdict.ts';
import { lateEntryOf } from './late-entry.ts';
import { toUsageHow } from './options.ts';

/**
 * Returns how the visit is to be recorded.
 * @throws KaikuError `config/invalid` if the parts do not make a visit; `desk/foreign-decision`
 */
export function validateParts(parts: readonly VisitPart[], showId: string): UsageHow {
  const [first] = parts;
  if (first === undefined || parts.length > maxUsages)
    throw invalidConfig(`A visit must have 1 to ${maxUsages} cards, not ${parts.length}.`);
  for (const { decision } of parts) assertOfShow(showId, decision);
  const { recordsAs } = first.decision;
  // Callers without type checking may pass any decision.
  const decisions: readonly Decision[] = parts.map(({ decision }) => decision);
  const closed = decisions.find(({ outcome }) => !recordable.has(outcome));
  if (closed !== undefined)
    throw invalidConfig(`A decision that is '${closed.outcome}' cannot be recorded. Check the card again.`);
  if (decisions.some((decision) => decision.recordsAs !== recordsAs))
    throw invalidConfig('All cards of a visit must be checked with the same `recordsAs`.');
  const moments = new Set(parts.map((part) => lateEntryOf(part)?.takenAt));
  if (moments.size > 1) throw invalidConfig('All cards of a visit must be checked with the same `takenAt`.');
  for (const { decision, minors } of parts) if (decision.outcome !== 'has-ticket') assertMinors(minors);
  return toUsageHow({ recordsAs });
}

const recordable: ReadonlySet<string> = new Set<VisitPart['decision']['outcome']>([
  'admissible',
  'provisional',
  'has-ticket',
]);

/** Rejects a decision kept over a change of show: the card was not checked for this one. */
function assertOfShow(showId: string, decision: Partial<DecisionOf>): void {
  if (decision.showId === showId) return;
  const message =
    `The decision is for show '${decision.showId}', but this desk is for '${showId}'. ` +
    'Check the card with the desk that records it.';
  throw new KaikuError('desk/foreign-decision', message, { retryable: false });
}

/** Rejects only what no card can bring. More minors than this card may bring are refused by a rule. */
function assertMinors(minors: number): void {
  if (!Number.isSafeInteger(minors) || minors < 0 || minors > maxMinors)
    throw invalidConfig(`\`minors\` must be a whole number from 0 to ${maxMinors}, not ${minors}.`);
}
