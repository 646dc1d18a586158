/** Requests under a ticketing system's reference: the same reference is the same visit, on every device and after a crash. */
import { maskCardCode } from '../card/mask.ts';
import { isSealedCode } from '../card/sealed-code.ts';
import { type Entry, voidEntry } from '../storage/entry.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { Visit } from '../usage/visit.ts';
import type { Acknowledgement } from '../verdict.ts';
import { toAcknowledgement } from './after-delivery.ts';
import type { Journal, JournalView } from './journal.ts';
import { type Keeping, keptNumber } from './kept-entries.ts';
import type { RecordResult } from './port.ts';

/** The visit of this reference has other data. */
export const mismatch = { outcome: 'undecided', cause: 'idempotency/mismatch' } as const satisfies RecordResult;

/** Returns the result of a visit that has an entry already, or `undefined` if the registry must be asked. */
export function storedResultOf(journal: JournalView, visit: Visit): RecordResult | undefined {
  if (visit.reference === undefined) return undefined;
  for (const entry of journal.entries()) {
    if (entry.stage === 'void') {
      if (entry.visitId === visit.id && entry.usages === undefined)
        return { outcome: 'undecided', cause: 'desk/voided-visit' };
    } else if (entry.visit?.id === visit.id) {
      if (isSameVisit(entry.visit, visit) === isMismatched(entry)) return mismatch;
      if (entry.stage === 'report')
        return { outcome: 'kept', cause: 'registry/unreachable', by: entry.consumedFrom.from };
    }
  }
  return undefined;
}

/** True if the registry has returned that its visit has other data than the entry's. */
function isMismatched(entry: Entry): boolean {
  return entry.stage === 'review' && entry.notice.why === 'idempotency/mismatch';
}

/** True if the entry is the visit's unanswered request under its reference. */
export function isUnanswered(
  entry: Entry,
  visitId: string,
): entry is Extract<Entry, { stage: 'review' }> & { readonly visit: Visit } {
  return entry.stage === 'review' && entry.notice.why === 'unanswered' && entry.visit?.id === visitId;
}

/**
 * Settles the unanswered request of a visit, now that the registry has returned the visit's state. A counted one becomes a
 * report and a voided one a void, so that its number arrives. A refused one is requested again, because the refused request
 * may have been another device's: the registry answers a refused request the same way, and records its number.
 */
export async function settleUnanswered(
  journal: Journal,
  given: Keeping & {
    readonly visitId: string;
    readonly outcome: 'counted' | 'refused' | 'voided';
    readonly request: (visit: Visit, seq: number) => Promise<Pick<RecordAnswer, 'outcome'>>;
    readonly onAcknowledged: (acknowledged: Acknowledgement, showId: string) => void;
  },
): Promise<void> {
  const { visitId, request, onAcknowledged } = given;
  for (const entry of [...journal.entries()]) {
    if (!isUnanswered(entry, visitId)) continue;
    const { seq, visit } = entry;
    const { showId } = visit;
    const outcome = given.outcome === 'refused' ? (await request(visit, seq)).outcome : given.outcome;
    if (outcome === 'counted') {
      const capacityChange = { from: 'unconfirmed', showId, max: Number.MAX_SAFE_INTEGER } as const;
      const report = {
        stage: 'report',
        visit,
        consumedFrom: { from: 'unconfirmed' },
        clockSuspect: given.clockSuspect(),
      } as const;
      await journal.change(seq, 'review', report, capacityChange);
    } else if (outcome === 'voided') await journal.change(seq, 'review', voidEntry(visit, 'never-answered'));
    else
      await journal.change(seq, 'review', null, undefined, {
        kept: keptNumber(given, visit),
        tell: () => onAcknowledged(toAcknowledgement(visit, { outcome }), showId),
      });
  }
}

/**
 * True if two visits have the same data; ids of visits and times do not count. A sealed code is compared by its mask, which
 * one code in ten thousand shares (decision 0023).
 */
export function isSameVisit(one: Visit, other: Visit): boolean {
  const isSealed = [one, other].some(({ usages }) => usages.some(({ card }) => isSealedCode(card)));
  const cardOf = isSealed ? maskCardCode : (card: string) => card;
  const dataOf = ({ showId, how, agreed = false, company, usages }: Visit) =>
    JSON.stringify([showId, how, agreed, company, usages.map(({ id, card, minors }) => [id, cardOf(card), minors])]);
  return dataOf(one) === dataOf(other);
}
