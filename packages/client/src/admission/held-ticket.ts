import type { EarlierUsage } from './facts.ts';
import { type Candidate, refusalsOfCandidate } from './refusal-checks.ts';
import type { RefusalReason } from './rules.ts';

/**
 * Reasons against a new use that say nothing against a ticket given out before: when it was given out the card was good,
 * the time had come, and those who come were counted.
 */
export const reasonsOfNewUsages: ReadonlySet<RefusalReason> = new Set([
  'card-expired',
  'redemption-not-open',
  'already-recorded',
  'community-card-alone',
  'course-without-children',
  'too-many-minors',
  'group-not-agreed',
  'cap-reached',
]);

/**
 * The ticket that a card shown at the door got in advance for this show (where it admits per day: for this day). Whoever has
 * one is let in, and nothing is recorded (docs/sources.md#three-moments, decision 0017). `undefined` where it has none, or is
 * no good itself: not registered, not active, barred or in transfer; and where the show is cancelled or long over.
 */
export function heldTicket(candidate: Candidate): EarlierUsage | undefined {
  const { earlier, how } = candidate;
  if (how !== 'door' || earlier?.how !== 'sold') return undefined;
  return refusalsOfCandidate(candidate).every(({ reason }) => reasonsOfNewUsages.has(reason)) ? earlier : undefined;
}
