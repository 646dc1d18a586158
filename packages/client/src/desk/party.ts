import type { Party } from '../admission/facts.ts';
import { KaikuError } from '../errors.ts';
import type { Decision, OpenDecision, VisitPart } from '../verdict.ts';

/** The most cards one visit holds: the contract's bound, far above any group (docs/sources.md#groups). */
const mostCards = 50;

/** The mistake of a page: it asks for what no rule needs to decide. */
export function invalid(message: string): KaikuError {
  return new KaikuError('config/invalid', message, { retryable: false });
}

/** The decision, where a party may be recorded on it. @throws KaikuError `config/invalid` */
export function openDecision(decision: Decision, { minors }: Party): OpenDecision {
  if (decision.outcome === 'refused') throw invalid('A refused decision cannot be admitted.');
  const { least, most } = decision.minors;
  assertMinors(minors, least, most);
  return decision;
}

/** @throws KaikuError `config/invalid` where a page has put together what is no visit */
export function assertVisit(parts: readonly VisitPart[]): void {
  if (parts.length === 0 || parts.length > mostCards) throw invalid(`A visit has 1 to ${mostCards} cards.`);
  const moments = new Set(parts.map(({ decision }) => decision.late?.takenAt));
  if (moments.size > 1) throw invalid('People who came together came at one moment.');
  // Of a community card none is few enough: the other cards of the visit may be those it comes with.
  for (const { decision, minors } of parts) assertMinors(minors, 0, decision.minors.most);
}

function assertMinors(minors: number, least: number, most: number): void {
  if (!Number.isSafeInteger(minors) || minors < 0)
    throw invalid('The minors of a party are a whole number, 0 or more.');
  if (minors < least || minors > most) throw invalid(`This card brings ${least} to ${most} minors.`);
}
