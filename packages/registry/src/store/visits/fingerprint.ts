import { createHash } from 'node:crypto';
import type { VisitRequest } from '@kaiku/client/contract';

/** The data of a visit that a repetition must share. */
export type Fingerprinted = Pick<VisitRequest, 'showId' | 'how' | 'agreed' | 'company' | 'usages'>;

/**
 * Returns a text that is equal for two messages of the same visit. It leaves out the mode, because an unanswered request
 * may arrive again as a report, and the device's clock. The minors follow the digest in clear, for `isSameButForMinors`.
 */
export function fingerprintOf({ showId, how, agreed = false, company, usages }: Fingerprinted): string {
  const data = [showId, how, agreed, company, usages.map(({ id, card }) => [id, card])];
  const digest = createHash('sha256').update(JSON.stringify(data)).digest('base64url');
  return [digest, ...usages.map(({ minors }) => minors)].join(' ');
}

/** True if two fingerprints belong to the same visit, apart from its minors. */
export function isSameButForMinors(one: string | null, other: string): boolean {
  return one?.split(' ')[0] === other.split(' ')[0];
}
