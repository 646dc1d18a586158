import { type Entry, voidEntry } from '../storage/entry.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import type { Acknowledgement } from '../verdict.ts';
import { acknowledgementBy } from './after-delivery.ts';
import type { Journal } from './journal.ts';
import type { RecordResult } from './port.ts';

/** Other cards stand under the reference of a visit. */
export const mismatch = { outcome: 'undecided', cause: 'idempotency/mismatch' } as const satisfies RecordResult;

/**
 * What has become of a visit that stands here already, because its reference was recorded before; `undefined` where it is to
 * be asked for: the registry knows best.
 */
export function askedBefore(journal: Journal, visit: Visit): RecordResult | undefined {
  if (visit.reference === undefined) return undefined;
  for (const entry of journal.entries()) {
    if (entry.stage === 'void') {
      if (entry.visitId === visit.id && entry.usages === undefined)
        return { outcome: 'undecided', cause: 'desk/voided-visit' };
    } else if (entry.visit?.id === visit.id) {
      if (isSame(entry.visit, visit) === isMismatched(entry)) return mismatch;
      if (entry.stage === 'report')
        return { outcome: 'kept', cause: 'registry/unreachable', by: entry.consumedFrom.from };
    }
  }
  return undefined;
}

/** The registry has said so: it has other cards than the entry's. */
function isMismatched(entry: Entry): boolean {
  return entry.stage === 'review' && entry.notice.why === 'idempotency/mismatch';
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
 * once more, so that its number arrives too, and goes with the answer: what counts already is no request any more. One that is
 * refused is asked for once more, because another device's request may be the one that was: a refused request is answered the same.
 */
export async function answeredSince(
  journal: Journal,
  given: {
    readonly visitId: string;
    readonly outcome: 'counted' | 'refused' | 'voided';
    readonly clockSuspect: boolean;
    readonly request: (visit: Visit, seq: number) => Promise<Pick<RecordAnswer, 'outcome'>>;
    readonly tell: (acknowledged: Acknowledgement, showId: string) => void;
  },
): Promise<void> {
  const { visitId, clockSuspect, request, tell } = given;
  for (const entry of [...journal.entries()]) {
    if (!isUnanswered(entry, visitId)) continue;
    const { seq, visit } = entry;
    const { showId } = visit;
    const outcome = given.outcome === 'refused' ? (await request(visit, seq)).outcome : given.outcome;
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
      await journal.change(seq, 'review', null, undefined, () => tell(acknowledgementBy(visit, { outcome }), showId));
  }
}

/** Whether two visits are of the same facts. */
export function isSame(one: Visit, other: Visit): boolean {
  const reportsOf = ({ showId, how, agreed = false, company, usages }: Visit) =>
    JSON.stringify([showId, how, agreed, company, usages.map(({ id, card, minors }) => [id, card, minors])]);
  return reportsOf(one) === reportsOf(other);
}
