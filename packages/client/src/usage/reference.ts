/** The reference and the metadata that a ticketing system attaches to a visit. */
import { v5 } from 'uuid';

/** Limits of the contract. Guess: an order line's key and a few words. */
export const maxReferenceLength = 100;
export const maxMetadataKeys = 10;
export const maxMetadataLength = 100;
/** The form of a key of the metadata. */
export const metadataKey = /^[a-z][a-z0-9_]{0,39}$/;

/** The UUID namespace of this package. */
const namespace = '6f1d5f0e-7c58-4f0c-9a27-3f6b0d8c1e54';

/**
 * Returns the id of the visit with a reference: a UUID version 5 (RFC 9562), the same on every device. Therefore two visits
 * with the same reference count once.
 */
export function visitIdOf(showId: string, reference: string): string {
  return v5(JSON.stringify([showId, reference.normalize('NFC')]), namespace);
}

/** Returns the id of a usage whose visit has a reference, by its index among the recorded cards. */
export function usageIdOf(visitId: string, index: number): string {
  return v5(String(index), visitId);
}
