/** The file of the registry's sealing keys. It is never in the database, so that a dump of the database opens no code. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { replaceFile } from '../replace-file.ts';
import { newSealingKey, PrivateSealingKey } from './sealing.ts';

const KeyFile = z.array(PrivateSealingKey).check(z.minLength(1));

/**
 * Returns the keys of a file, newest first.
 * @throws Error if there is no such file, or it has no keys
 */
export async function readSealingKeys(file: string): Promise<readonly PrivateSealingKey[]> {
  const text = await readFile(file, 'utf8');
  try {
    return KeyFile.parse(JSON.parse(text));
  } catch {
    // The cause could quote a key.
    throw new Error(`${file} is not a file of sealing keys. \`kaiku-registry sealing-key FILE\` creates one.`);
  }
}

/** Adds a new key in front of those of a file, which is created if missing. Only its owner can read the file. */
export async function addSealingKey(file: string): Promise<void> {
  const earlier = await readSealingKeys(file).catch(ifMissing([]));
  // Half a file would lose the earlier keys, and a key that a power cut loses loses what devices have sealed to it.
  await replaceFile(file, `${JSON.stringify([newSealingKey(), ...earlier], null, 1)}\n`);
}

/** Returns the keys of a file, which is created if missing. */
export async function ensureSealingKeys(file: string): Promise<readonly PrivateSealingKey[]> {
  const keys = await readSealingKeys(file).catch(ifMissing(undefined));
  if (keys !== undefined) return keys;
  await addSealingKey(file);
  return readSealingKeys(file);
}

function ifMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
}
