import type { RecordAnswer } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import type { VisitAnswer } from './contract/index.ts';
import { assertAnswers } from './problems.ts';

/** Converts a visit to its form on the wire. */
export function toWireVisit({ usages, metadata, ...visit }: Visit) {
  return { ...visit, ...(metadata && { metadata: { ...metadata } }), usages: [...usages] };
}

/**
 * Converts the answer to a recorded visit.
 * @throws KaikuError `registry/contract` unless the answer names the visit and each of its usages, in order
 */
export function toRecordAnswer(
  { visit, show }: VisitAnswer,
  sent: { readonly id: string; readonly usages: readonly Pick<Visit['usages'][number], 'id'>[] },
): RecordAnswer {
  const { outcome, recordedAt, usages, from } = visit;
  assertAnswers(visit.id === sent.id);
  if (outcome === 'voided') return { outcome, show };
  assertAnswers(usages.length === sent.usages.length && usages.every(({ id }, at) => id === sent.usages[at]?.id));
  const flags = [...new Set(usages.flatMap((usage) => usage.flags))];
  return { outcome, recordedAt, flags, ...(from === 'lease' && { fromLease: true }), show };
}
