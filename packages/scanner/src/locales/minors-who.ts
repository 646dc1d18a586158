import type { MinorsAllowed } from '@kaiku/client';

/** Whose minors a masked card brings: a mask leaves the first letter, and that says it (docs/sources.md#prefixes). */
export function minorsWho(maskedCard: string): MinorsAllowed['who'] {
  return /^[YZ]/.test(maskedCard) ? 'clients' : 'children';
}
