import { type Entry, voided } from '../storage/entry.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import type { Settled } from '../verdict.ts';
import { settledBy } from './after-delivery.ts';
import type { Journal } from './journal.ts';
import type { Asked } from './port.ts';

/** Other cards stand under the reference of a visit. */
export const mismatch = { outcome: 'given-up', cause: 'idempotency/mismatch' } as const satisfies Asked;

/**
 * What has become of a visit that stands here already, because its reference was recorded before; `undefined` where it is to
 * be asked for: the register knows best.
 */
export function askedBefore(journal: Journal, visit: Visit): Asked | undefined {
  if (visit.reference === undefined) return undefined;
  for (const entry of journal.entries()) {
    if (entry.stage === 'void') {
      if (entry.visitId === visit.id && entry.usages === undefined)
        return { outcome: 'given-up', cause: 'desk/voided-visit' };
    } else if (entry.visit?.id === visit.id) {
      if (isSame(entry.visit, visit) === isMismatched(entry)) return mismatch;
      if (entry.stage === 'fact') return { outcome: 'kept', cause: 'registry/unreachable', by: entry.drawnOn.from };
    }
  }
  return undefined;
}

/** The register has said so: it has other cards than the entry's. */
function isMismatched(entry: Entry): boolean {
  return entry.stage === 'attention' && entry.notice.why === 'idempotency/mismatch';
}

/** Whether an entry is the visit's ask that nobody has answered, under its reference. */
export function isUnanswered(
  entry: Entry,
  visitId: string,
): entry is Extract<Entry, { stage: 'attention' }> & { readonly visit: Visit } {
  return entry.stage === 'attention' && entry.notice.why === 'unanswered' && entry.visit?.id === visitId;
}

/**
 * The register has told since how a visit stands that nobody had answered. What is left of it here is told to the register
 * once more, so that its number arrives too, and goes with the answer: what counts already is no ask any more. One that is
 * refused is asked for once more, because another device's ask may be the one that was: a refused ask is answered the same.
 */
export async function answeredSince(
  journal: Journal,
  given: {
    readonly visitId: string;
    readonly outcome: 'counted' | 'refused' | 'void';
    readonly clockSuspect: boolean;
    readonly ask: (visit: Visit, seq: number) => Promise<Pick<RecordAnswer, 'outcome'>>;
    readonly tell: (settled: Settled, showId: string) => void;
  },
): Promise<void> {
  const { visitId, clockSuspect, ask, tell } = given;
  for (const entry of [...journal.entries()]) {
    if (!isUnanswered(entry, visitId)) continue;
    const { seq, visit } = entry;
    const { showId } = visit;
    const outcome = given.outcome === 'refused' ? (await ask(visit, seq)).outcome : given.outcome;
    if (outcome === 'counted') {
      const draw = { from: 'allowance', showId, most: Number.MAX_SAFE_INTEGER } as const;
      await journal.change(
        seq,
        'attention',
        { stage: 'fact', visit, drawnOn: { from: 'allowance' }, clockSuspect },
        draw,
      );
    } else if (outcome === 'void') await journal.change(seq, 'attention', voided(visit, 'never-answered'));
    else await journal.change(seq, 'attention', null, undefined, () => tell(settledBy(visit, { outcome }), showId));
  }
}

/** Whether two visits are of the same facts. */
export function isSame(one: Visit, other: Visit): boolean {
  const factsOf = ({ showId, how, agreed = false, company, usages }: Visit) =>
    JSON.stringify([showId, how, agreed, company, usages.map(({ id, card, minors }) => [id, card, minors])]);
  return factsOf(one) === factsOf(other);
}
