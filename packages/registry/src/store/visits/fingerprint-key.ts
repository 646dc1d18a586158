import { createHash, randomBytes } from 'node:crypto';
import type { Queries } from '../database/database.ts';

/** The key of fingerprints. Its `id` is part of each fingerprint, so that those of an earlier key are recognised. */
export interface FingerprintKey {
  readonly id: string;
  readonly key: string;
}

/** A key that a person has made up is guessed sooner than a card code. */
const minKeyLength = 32;

/**
 * Returns the key of the fingerprints: the given one, or else one that the database stores, for all processes. Only a given
 * key is not in a dump of the database.
 * @throws Error if the given key is too short
 */
export async function loadFingerprintKey(queries: Queries, given: string | undefined): Promise<FingerprintKey> {
  if (given !== undefined && given.length < minKeyLength)
    throw new Error(`The fingerprint key must have at least ${minKeyLength} characters, not ${given.length}.`);
  return toFingerprintKey(given ?? (await storedKey(queries)));
}

/** Returns a key with its id. */
export function toFingerprintKey(key: string): FingerprintKey {
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}

async function storedKey(queries: Queries): Promise<string> {
  await queries.query('insert into fingerprint_key (key) values ($1) on conflict do nothing', [
    randomBytes(32).toString('base64url'),
  ]);
  const [row] = await queries.query<{ key: string }>('select key from fingerprint_key');
  if (row === undefined) throw new Error('The database stores no fingerprint key.');
  return row.key;
}
