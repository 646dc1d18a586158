import { KaikuError } from '../errors.ts';
import type { Visit } from '../usage/visit.ts';
import type { Journal } from './journal.ts';
import type { Asked } from './port.ts';

/**
 * What has become of a visit that stands here already, because its reference was recorded before; `undefined` where it is to
 * be asked for: the register knows best.
 * @throws KaikuError `idempotency/mismatch`: other cards stand under its id
 */
export function askedBefore(journal: Journal, visit: Visit): Asked | undefined {
  if (visit.reference === undefined) return undefined;
  for (const entry of journal.entries()) {
    if (entry.stage === 'void' && entry.visitId === visit.id && entry.usages === undefined)
      return { outcome: 'given-up', cause: 'desk/voided-visit' };
    if (entry.stage !== 'fact' || entry.visit.id !== visit.id) continue;
    if (!isSame(entry.visit, visit)) throw mismatch();
    return { outcome: 'kept', cause: 'registry/unreachable', by: entry.drawnOn.from };
  }
  return undefined;
}

function isSame(one: Visit, other: Visit): boolean {
  const factsOf = ({ showId, how, agreed = false, company, usages }: Visit) =>
    JSON.stringify([showId, how, agreed, company, usages.map(({ id, card, minors }) => [id, card, minors])]);
  return factsOf(one) === factsOf(other);
}

function mismatch(): KaikuError {
  const message = 'Another visit was recorded under this reference. Give each visit a reference of its own.';
  return new KaikuError('idempotency/mismatch', message, { retryable: false });
}
