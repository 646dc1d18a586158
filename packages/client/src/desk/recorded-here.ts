import { helsinkiDay } from '../admission/day.ts';
import type { Instant, ShowFacts, UsageHow } from '../admission/facts.ts';
import { admissionOf } from '../admission/show-admission.ts';
import type { CardCode } from '../card/card-code.ts';
import { maskCardCode } from '../card/mask.ts';
import { isSealedCode } from '../card/sealed-code.ts';
import { reductionsOf } from '../outbox/outbox-state.ts';
import type { DeskContext } from './context.ts';

/** What this device has recorded for the show with a card. */
interface RecordedHere {
  readonly recordedAt: Instant;
  /** `undefined` if only the mask of a card is the same, which one card in ten thousand shares. */
  readonly usage: { readonly how: UsageHow; readonly minors: number } | undefined;
}

/**
 * Returns what this device has recorded for the show with a card, for a check without the registry: from the entries that
 * wait, or else from the history, which has the mask only. A code that is stored sealed has its mask only, too.
 */
export function recordedHere(
  context: Pick<DeskContext, 'outbox' | 'history' | 'showId'>,
  code: CardCode,
  given: { readonly show: ShowFacts | undefined; readonly how: UsageHow; readonly atMs: number },
): RecordedHere | undefined {
  const mask = maskCardCode(code.text);
  const counts = (at: number | Instant) => isSameAdmission(given.show, new Date(at).getTime(), given.atMs);
  const { journal } = context.outbox;
  let masked: RecordedHere | undefined;
  for (const entry of journal.entries()) {
    if (entry.stage !== 'report' || entry.visit.showId !== context.showId) continue;
    const { id, usages, takenAt, how } = entry.visit;
    // Recording redeems a reservation.
    if (!counts(takenAt) || (how === 'reserved' && given.how !== 'reserved')) continue;
    const voided = reductionsOf(journal, id).flatMap((reduction) => (reduction.minors === null ? reduction.id : []));
    for (const usage of usages.filter((candidate) => !voided.includes(candidate.id))) {
      if (usage.card === code.text) return { recordedAt: takenAt, usage: { how, minors: usage.minors } };
      if (isSealedCode(usage.card) && maskCardCode(usage.card) === mask)
        masked = { recordedAt: takenAt, usage: undefined };
    }
  }
  const past = context.history
    ?.now()
    .items.find(
      ({ maskedCard, standing, atMs }) =>
        maskedCard === mask && (standing === 'confirmed' || standing === 'provisional') && counts(atMs),
    );
  return masked ?? (past && { recordedAt: new Date(past.atMs).toISOString(), usage: undefined });
}

/** True if a second usage at `atMs` would be for the same admission: of a show, or of a day if it admits per day. */
function isSameAdmission(show: ShowFacts | undefined, beforeMs: number, atMs: number): boolean {
  if (show === undefined || admissionOf(show) !== 'per-day') return true;
  return helsinkiDay(beforeMs) === helsinkiDay(atMs);
}
