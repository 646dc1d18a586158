import { createHash } from 'node:crypto';
import type { VisitRequest } from '@kaiku/client/contract';

/** What makes a visit what it is. */
export type Fingerprinted = Pick<VisitRequest, 'showId' | 'how' | 'agreed' | 'company'> & {
  readonly usages: readonly { readonly id: string; readonly card: string; readonly minors?: number | undefined }[];
};

/**
 * What makes two requests with one id the same: the facts. Not the mode, because a request that was never answered may
 * come again as a report; not the device's clock.
 */
export function fingerprintOf({ showId, how, agreed = false, company, usages }: Fingerprinted): string {
  const facts = [showId, how, agreed, company, usages.map(({ id, card, minors }) => [id, card, minors])];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}
