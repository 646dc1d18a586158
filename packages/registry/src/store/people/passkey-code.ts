import { randomInt } from 'node:crypto';
import { passkeyCodeAlphabet, passkeyCodeLength } from '@kaiku/client/contract';
import { hashToken } from '../devices/devices.ts';

/** Returns a new code, and the hash that is stored of it. */
export function newPasskeyCode(): { readonly code: string; readonly hash: string } {
  const letters = Array.from(
    { length: passkeyCodeLength },
    () => passkeyCodeAlphabet[randomInt(passkeyCodeAlphabet.length)],
  );
  const code = letters.join('');
  return { code, hash: hashToken(code) };
}
