import { createHmac } from 'node:crypto';
import type { VisitRequest } from '@kaiku/client/contract';
import type { FingerprintKey } from './fingerprint-key.ts';

/** The data of a visit that a repetition must share. */
export type Fingerprinted = Pick<VisitRequest, 'showId' | 'how' | 'agreed' | 'company' | 'usages'>;

/**
 * Returns a text that is equal for two messages of the same visit. It leaves out the mode, because an unanswered request
 * may arrive again as a report, and the device's clock. It is keyed, because a plain digest gives the card away: there are
 * 10⁹ codes, and the rest of the data is in the row. The minors follow in clear, for `isSameButForMinors`.
 */
export function fingerprintOf(
  { showId, how, agreed = false, company, usages }: Fingerprinted,
  { id, key }: FingerprintKey,
): string {
  const data = [showId, how, agreed, company, usages.map(({ id, card }) => [id, card])];
  const digest = createHmac('sha256', key).update(JSON.stringify(data)).digest('base64url');
  return [`${id}.${digest}`, ...usages.map(({ minors }) => minors)].join(' ');
}

/**
 * True if two fingerprints belong to the same visit. One that was erased, or made with another key, counts as the same:
 * the id says so, and a repetition must get its answer.
 */
export function isSameFingerprint(one: string | null, other: string): boolean {
  return one === other || isIncomparable(one, other);
}

/** The same, apart from its minors. */
export function isSameButForMinors(one: string | null, other: string): boolean {
  return one?.split(' ')[0] === other.split(' ')[0] || isIncomparable(one, other);
}

function isIncomparable(one: string | null, other: string): boolean {
  return one === null || one.split('.')[0] !== other.split('.')[0];
}
