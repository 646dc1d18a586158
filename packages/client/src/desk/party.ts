import { isCompany } from '../admission/company.ts';
import type { Party } from '../admission/facts.ts';
import { KaikuError } from '../errors.ts';
import type { Decision, DecisionOf, OpenDecision, VisitPart } from '../verdict.ts';
import type { AdmitOptions } from './port.ts';
import { lateOf } from './told.ts';

/** The most cards one visit holds: the contract's bound, far above any group (docs/sources.md#groups). */
const mostCards = 50;

/** The mistake of a page: it asks for what no rule needs to decide. */
export function invalid(message: string): KaikuError {
  return new KaikuError('config/invalid', message, { retryable: false });
}

/** The decision, if a desk may record a party on it. @throws KaikuError `config/invalid`, `desk/foreign-decision` */
export function openDecision(
  decision: Decision,
  { minors }: Party,
  { desk, company }: Pick<AdmitOptions, 'company'> & { readonly desk: DecisionOf },
): OpenDecision {
  assertOwn(decision, desk);
  if (decision.outcome === 'refused') throw invalid('A refused decision cannot be admitted.');
  if (decision.outcome === 'has-ticket') throw invalid('A card that has a ticket is let in without being recorded.');
  const { least, most } = decision.minors;
  assertMinors(minors, isCompany(company) ? 0 : least, most);
  return decision;
}

/** @throws KaikuError `config/invalid` where a page has put together what is no visit; `desk/foreign-decision` */
export function assertVisit(parts: readonly VisitPart[], desk: DecisionOf): void {
  for (const { decision } of parts) assertOwn(decision, desk);
  if (parts.length === 0 || parts.length > mostCards) throw invalid(`A visit has 1 to ${mostCards} cards.`);
  const moments = new Set(parts.map((part) => lateOf(part)?.takenAt));
  if (moments.size > 1) throw invalid('People who came together came at one moment.');
  // Of a community card none is few enough: the other cards of the visit may be those it comes with.
  for (const { decision, minors } of parts)
    if (decision.outcome !== 'has-ticket') assertMinors(minors, 0, decision.minors.most);
}

/** A decision kept over a change of show would record the use for a show that nobody has checked the card for. */
function assertOwn({ showId, recordsAs }: DecisionOf, desk: DecisionOf): void {
  if (showId === desk.showId && recordsAs === desk.recordsAs) return;
  const message =
    `A decision of a desk for '${showId}' that records as '${recordsAs}' was given to a desk for '${desk.showId}' ` +
    `that records as '${desk.recordsAs}'. Check the card with the desk that records it.`;
  throw new KaikuError('desk/foreign-decision', message, { retryable: false });
}

function assertMinors(minors: number, least: number, most: number): void {
  if (!Number.isSafeInteger(minors) || minors < 0)
    throw invalid('The minors of a party are a whole number, 0 or more.');
  if (minors < least || minors > most) throw invalid(`This card brings ${least} to ${most} minors.`);
}
