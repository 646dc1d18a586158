import type { EarlierUsage } from './facts.ts';
import { type Candidate, refusalsFor } from './refusal-checks.ts';
import type { RefusalReason } from './rules.ts';

/**
 * The reasons that refuse a new usage but not a ticket given out before. When the ticket was given out, the card was valid,
 * redemption was open, and the people were counted.
 */
export const reasonsAgainstNewUsages: ReadonlySet<RefusalReason> = new Set([
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
 * Returns the ticket that a card at the door received in advance for this show, or for this day if the show admits per day.
 * The visitor is admitted and nothing is recorded (docs/sources.md#three-moments, decision 0017). `undefined` without a
 * ticket, if the card is unregistered, inactive, barred or in transfer, or if the show is cancelled or long over.
 */
export function heldTicket(candidate: Candidate): EarlierUsage | undefined {
  const { earlier, how } = candidate;
  if (how !== 'door' || earlier?.how !== 'sold') return undefined;
  return refusalsFor(candidate).every(({ reason }) => reasonsAgainstNewUsages.has(reason)) ? earlier : undefined;
}
