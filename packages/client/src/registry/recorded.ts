import type { RecordAnswer } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import type { VisitAnswer } from './contract.ts';
import { registryError } from './problems.ts';

/** A visit as the wire has it. */
export function ofVisit({ usages, metadata, ...visit }: Visit) {
  return { ...visit, ...(metadata && { metadata: { ...metadata } }), usages: [...usages] };
}

/** A visit is acknowledged only by an answer that names it and each of its usages, in their order. */
export function toRecordAnswer(
  { visit, show }: VisitAnswer,
  sent: { readonly id: string; readonly usages: readonly Pick<Visit['usages'][number], 'id'>[] },
): RecordAnswer {
  const { outcome, recordedAt, usages, from } = ours(visit.id === sent.id, visit);
  if (outcome === 'voided') return { outcome, show };
  const whole = usages.length === sent.usages.length && usages.every(({ id }, at) => id === sent.usages[at]?.id);
  const flags = ours(whole, [...new Set(usages.flatMap((usage) => usage.flags))]);
  return { outcome, recordedAt, flags, ...(from === 'lease' && { fromLease: true }), show };
}

/** @throws KaikuError `registry/contract` where the answer is about something else than was asked */
export function ours<T>(isOurs: boolean, answer: T): T {
  if (isOurs) return answer;
  throw registryError('registry/contract', 'The registry answered about something else.');
}
