import { KaikuError } from '../errors.ts';
import type { Visit } from '../usage/visit.ts';
import type { Acknowledgement } from '../verdict.ts';
import { acknowledgementBy } from './after-delivery.ts';
import { type Entry, voidEntry } from './entry.ts';
import type { Journal } from './journal.ts';
import type { RecordResult } from './port.ts';

/**
 * What has become of a visit that stands here already, because its reference was recorded before; `undefined` where it is to
 * be asked for: the registry knows best.
 * @throws KaikuError `idempotency/mismatch`: other cards stand under its id
 */
export function askedBefore(journal: Journal, visit: Visit): RecordResult | undefined {
  if (visit.reference === undefined) return undefined;
  for (const entry of journal.entries()) {
    if (entry.stage === 'void' && entry.visitId === visit.id && entry.usages === undefined)
      return { outcome: 'undecided', cause: 'desk/voided-visit' };
    if (entry.stage !== 'report' || entry.visit.id !== visit.id) continue;
    if (!isSame(entry.visit, visit)) throw mismatch();
    return { outcome: 'kept', cause: 'registry/unreachable', by: entry.consumedFrom.from };
  }
  return undefined;
}

/** Whether an entry is the visit's request that nobody has answered, under its reference. */
export function isUnanswered(
  entry: Entry,
  visitId: string,
): entry is Extract<Entry, { stage: 'review' }> & { readonly visit: Visit } {
  return entry.stage === 'review' && entry.notice.why === 'unanswered' && entry.visit?.id === visitId;
}

/**
 * The registry has told since how a visit stands that nobody had answered. What is left of it here is told to the registry
 * once more, so that its number arrives too, and goes with the answer: what counts already is no request any more.
 */
export async function answeredSince(
  journal: Journal,
  given: {
    readonly visitId: string;
    readonly outcome: 'counted' | 'refused' | 'voided';
    readonly clockSuspect: boolean;
    readonly tell: (acknowledged: Acknowledgement, showId: string) => void;
  },
): Promise<void> {
  const { visitId, outcome, clockSuspect, tell } = given;
  for (const entry of [...journal.entries()]) {
    if (!isUnanswered(entry, visitId)) continue;
    const { seq, visit } = entry;
    const { showId } = visit;
    if (outcome === 'counted') {
      const capacityChange = { from: 'unconfirmed', showId, max: Number.MAX_SAFE_INTEGER } as const;
      await journal.change(
        seq,
        'review',
        { stage: 'report', visit, consumedFrom: { from: 'unconfirmed' }, clockSuspect },
        capacityChange,
      );
    } else if (outcome === 'voided') await journal.change(seq, 'review', voidEntry(visit, 'never-answered'));
    else
      await journal.change(seq, 'review', null, undefined, () => tell(acknowledgementBy(visitId, { outcome }), showId));
  }
}

function isSame(one: Visit, other: Visit): boolean {
  const reportsOf = ({ showId, how, agreed = false, company, usages }: Visit) =>
    JSON.stringify([showId, how, agreed, company, usages.map(({ id, card, minors }) => [id, card, minors])]);
  return reportsOf(one) === reportsOf(other);
}

function mismatch(): KaikuError {
  const message = 'Another visit was recorded under this reference. Give each visit a reference of its own.';
  return new KaikuError('idempotency/mismatch', message, { retryable: false });
}
