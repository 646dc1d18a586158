/** Visits that are entered later, from the paper form (docs/sources.md#paper-form). */
import { capRemaining, redeemed } from '../admission/cap.ts';
import { decideUnseen, refusalsOf, type UnseenQuestion } from '../admission/decide.ts';
import type { AdmissionQuestion, Instant } from '../admission/facts.ts';
import { instantMs } from '../admission/instant.ts';
import { minorsByRule } from '../admission/minors.ts';
import { wrongWithTakenAt } from '../admission/taken-at.ts';
import { invalidConfig, KaikuError } from '../errors.ts';
import type { LateEntry, VisitPart } from '../verdict.ts';

/**
 * Returns when the visit happened, at most `nowMs`, in milliseconds since the Unix epoch.
 * @throws KaikuError `config/invalid` if `takenAt` is not an instant or is in the future; `desk/too-late`
 */
export function toLateMs(takenAt: Instant, nowMs: number): number {
  const takenAtMs = instantMs(takenAt);
  if (takenAtMs === undefined) throw invalidConfig(`\`takenAt\` must be an instant with an offset, not '${takenAt}'.`);
  const wrong = wrongWithTakenAt(takenAtMs, nowMs);
  if (wrong === 'in-the-future') throw invalidConfig(`\`takenAt\` is in the future: '${takenAt}'.`);
  if (wrong === 'too-long-ago') {
    const message = `The visit of '${takenAt}' happened more than 14 days ago. Use Kaikukanta's import function.`;
    throw new KaikuError('desk/too-late', message, { retryable: false });
  }
  return Math.min(takenAtMs, nowMs);
}

/** Returns the late entry of a part; `undefined` if the visit happens now, or the card has a ticket and is not recorded. */
export function lateEntryOf(part: VisitPart | undefined): LateEntry | undefined {
  return part === undefined || part.decision.outcome === 'has-ticket' ? undefined : part.decision.late;
}

/** Returns the decision for a visit that has happened: always admissible, with the rules it breaks in `late`. */
export function decideLate(question: AdmissionQuestion) {
  const { card, show, earlier, how } = question;
  const known = card.registered === true ? card : undefined;
  return {
    outcome: 'admissible',
    minors: minorsByRule({ ...question, card: known, accompanied: false }),
    remaining: capRemaining(show),
    redeems: redeemed(earlier, how)?.usageId ?? null,
    late: { takenAt: toInstant(question.atMs), against: refusalsOf(question) },
  } as const;
}

/** Like `decideLate`, for a card that could not be looked up. */
export function decideLateUnseen(question: UnseenQuestion) {
  const unseen = decideUnseen(question);
  return {
    minors: minorsByRule({ ...question, card: undefined, accompanied: false }),
    late: { takenAt: toInstant(question.atMs), against: unseen.outcome === 'refused' ? [unseen.refusal] : [] },
  } as const;
}

function toInstant(ms: number): Instant {
  return new Date(ms).toISOString();
}
