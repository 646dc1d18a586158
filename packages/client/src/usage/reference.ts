/** What a ticketing system gives a visit of its own: a key, and what it wants to find again. */
import { v5 } from 'uuid';

/** Bounds of the contract. Guess: an order line's key and a handful of words. */
export const maxReferenceLength = 100;
export const maxMetadataKeys = 10;
export const maxMetadataLength = 100;
export const metadataKey = /^[a-z][a-z0-9_]{0,39}$/;

/** Made for this package alone, so that no other names of version 5 are the same. */
const namespace = '6f1d5f0e-7c58-4f0c-9a27-3f6b0d8c1e54';

/**
 * The id of the visit of a reference at a show: a UUID version 5 (RFC 9562), the same on every device and in every life. So a
 * reference is an idempotency key of its own: what is sent twice under one is recorded once.
 */
export function visitIdOf(showId: string, reference: string): string {
  return v5(JSON.stringify([showId, reference.normalize('NFC')]), namespace);
}

/** The id of a visit's usage, by its place from 0 among the cards that are recorded, where the visit's id is made of a reference. */
export function usageIdOf(visitId: string, place: number): string {
  return v5(String(place), visitId);
}
