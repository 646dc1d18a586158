/** Visits that have happened and are entered later, from the paper form (docs/sources.md#paper-form). */
import { capRemaining, redeemed } from '../admission/cap.ts';
import { decideUnseen, refusalsOf, type UnseenQuestion } from '../admission/decide.ts';
import type { AdmissionQuestion, Instant } from '../admission/facts.ts';
import { instantMs } from '../admission/instant.ts';
import { minorsByRule } from '../admission/minors.ts';
import { KaikuError } from '../errors.ts';
import { invalid } from './invalid.ts';

/** A visit is entered at a desk for at most 14 days after it happened. Later ones go by Kaikukanta's import. Guess, decision 0006. */
const latestMs = 14 * 86_400_000;

/** A moment so little ahead is now: the clocks of a device and of the registry differ. */
const aheadMs = 300_000;

/** Why a visit cannot be entered for a moment, both milliseconds since the Unix epoch; `undefined` where it can. */
export function wrongWithTakenAt(takenAtMs: number, nowMs: number): 'in-the-future' | 'too-long-ago' | undefined {
  if (takenAtMs > nowMs + aheadMs) return 'in-the-future';
  return takenAtMs < nowMs - latestMs ? 'too-long-ago' : undefined;
}

/**
 * The moment a visit is entered for, never later than now, in milliseconds since the Unix epoch.
 * @throws KaikuError `config/invalid` (no instant, or one to come), `desk/too-late`
 */
export function enteredForMs(takenAt: Instant, nowMs: number): number {
  const takenAtMs = instantMs(takenAt);
  if (takenAtMs === undefined) throw invalid('The moment of a visit is an instant with an offset.');
  const wrong = wrongWithTakenAt(takenAtMs, nowMs);
  if (wrong === 'in-the-future') throw invalid('A visit cannot be entered before it has happened.');
  if (wrong === 'too-long-ago') {
    const message = 'The visit happened more than 14 days ago: record it with the import of Kaikukanta.';
    throw new KaikuError('desk/too-late', message, { retryable: false });
  }
  return Math.min(takenAtMs, nowMs);
}

/** What a card comes to for a visit that has happened: it may be recorded, with whatever the rules say of it. */
export function decideLate(question: AdmissionQuestion) {
  const { card, show, earlier, how } = question;
  const known = card.registered ? card : undefined;
  return {
    outcome: 'admissible',
    minors: minorsByRule({ ...question, card: known, accompanied: false }),
    remaining: capRemaining(show),
    redeems: redeemed(earlier, how)?.usageId ?? null,
    late: { takenAt: instantOf(question.atMs), against: refusalsOf(question) },
  } as const;
}

/** The same of a card that the registry could not be asked about. */
export function decideLateUnseen(question: UnseenQuestion) {
  const unseen = decideUnseen(question);
  return {
    minors: minorsByRule({ ...question, card: undefined, accompanied: false }),
    late: { takenAt: instantOf(question.atMs), against: unseen.outcome === 'refused' ? [unseen.refusal] : [] },
  } as const;
}

function instantOf(ms: number): Instant {
  return new Date(ms).toISOString();
}
