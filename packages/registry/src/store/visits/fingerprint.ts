import { createHash } from 'node:crypto';
import type { VisitRequest } from '@kaiku/client/contract';

/** What makes a visit what it is. */
export type Fingerprinted = Pick<VisitRequest, 'showId' | 'how' | 'agreed' | 'company' | 'usages'>;

/**
 * What makes two requests with one id the same: the facts. Not the mode, because a request that was never answered may
 * come again as a report; not the device's clock.
 */
export function fingerprintOf({ showId, how, agreed = false, company, usages }: Fingerprinted): string {
  const facts = [showId, how, agreed, company, usages.map(({ id, card }) => [id, card])];
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
  return [digest, ...usages.map(({ minors }) => minors)].join(' ');
}

/** Whether two fingerprints are of the same visit, whatever its minors. */
export function isSameButForMinors(one: string | null, other: string): boolean {
  return one?.split(' ')[0] === other.split(' ')[0];
}
