import { KaikuError } from '../errors.ts';
import { maxUsages } from '../usage/visit.ts';
import type { Decision, DecisionOf, VisitPart } from '../verdict.ts';
import { lateOf } from './told.ts';

/** The mistake of a page: it asks for what no rule needs to decide. */
export function invalid(message: string): KaikuError {
  return new KaikuError('config/invalid', message, { retryable: false });
}

/** @throws KaikuError `config/invalid` where a page has put together what is no visit; `desk/foreign-decision` */
export function assertVisit(parts: readonly VisitPart[], desk: DecisionOf): void {
  for (const { decision } of parts) assertOwn(decision, desk);
  if (parts.length === 0 || parts.length > maxUsages) throw invalid(`A visit has 1 to ${maxUsages} cards.`);
  // A page that is not checked by types may pass one on.
  const decisions: readonly Decision[] = parts.map(({ decision }) => decision);
  if (decisions.some(({ outcome }) => outcome === 'refused')) throw invalid('A refused decision cannot be admitted.');
  const moments = new Set(parts.map((part) => lateOf(part)?.takenAt));
  if (moments.size > 1) throw invalid('People who came together came at one moment.');
  for (const { decision, minors } of parts)
    if (decision.outcome !== 'has-ticket') assertMinors(minors, decision.minors.most);
}

/** A decision kept over a change of show would record the use for a show that nobody has checked the card for. */
function assertOwn({ showId, recordsAs }: DecisionOf, desk: DecisionOf): void {
  if (showId === desk.showId && recordsAs === desk.recordsAs) return;
  const message =
    `A decision of a desk for '${showId}' that records as '${recordsAs}' was given to a desk for '${desk.showId}' ` +
    `that records as '${desk.recordsAs}'. Check the card with the desk that records it.`;
  throw new KaikuError('desk/foreign-decision', message, { retryable: false });
}

/** None is never too few: of a community card the other cards of the visit may be those it comes with. */
function assertMinors(minors: number, most: number): void {
  if (!Number.isSafeInteger(minors) || minors < 0) throw invalid('Minors are a whole number, 0 or more.');
  if (minors > most) throw invalid(`This card brings at most ${most} minors.`);
}
