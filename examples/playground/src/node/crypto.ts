/** What the registry uses of `node:crypto`, on the noble libraries: Web Crypto has no synchronous calls. */
import { gcm } from '@noble/ciphers/aes.js';
import { p256 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Bytes } from './bytes.ts';

type Input = string | Uint8Array;
type Digest = 'hex' | 'base64url';

interface Hash {
  update(input: Input): Hash;
  digest(): Bytes;
  digest(encoding: Digest): string;
}

function toHash(parts: readonly Uint8Array[], finish: (message: Uint8Array) => Uint8Array): Hash {
  function digest(): Bytes;
  function digest(encoding: Digest): string;
  function digest(encoding?: Digest): Bytes | string {
    const bytes = Bytes.from(finish(Bytes.concat(parts)));
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
  return { update: (input) => toHash([...parts, Bytes.from(input)], finish), digest };
}

/** SHA-256 is the only one that the registry names. */
export const createHash = (_: 'sha256'): Hash => toHash([], sha256);
export const createHmac = (_: 'sha256', key: Input): Hash =>
  toHash([], (message) => hmac(sha256, Bytes.from(key), message));

export const randomUUID = (): string => crypto.randomUUID();
export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Bytes(length));

/** Returns a whole number from 0 up to, not including, `below`: the remainder of 32 bits, close enough for a page to try. */
export const randomInt = (below: number): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % below;

export function generateKeyPairSync() {
  const secret = p256.utils.randomSecretKey();
  const point = Bytes.from(p256.getPublicKey(secret, false));
  const text = (bytes: Uint8Array) => Bytes.from(bytes).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: text(point.subarray(1, 33)), y: text(point.subarray(33)), d: text(secret) };
  return { privateKey: { export: () => jwk } };
}

export function createECDH() {
  let secret = new Uint8Array();
  return {
    setPrivateKey(key: Uint8Array<ArrayBuffer>) {
      secret = key;
    },
    getPublicKey: () => Bytes.from(p256.getPublicKey(secret, false)),
    // Without the byte that says which of two points it is, as in Node.
    computeSecret: (other: Uint8Array) => Bytes.from(p256.getSharedSecret(secret, other).subarray(1, 33)),
  };
}

export function createDecipheriv(_: 'aes-128-gcm', key: Uint8Array, nonce: Uint8Array) {
  let associated = new Uint8Array();
  let tag = new Uint8Array();
  let sealed = new Uint8Array();
  return {
    setAAD(bytes: Uint8Array<ArrayBuffer>) {
      associated = bytes;
    },
    setAuthTag(bytes: Uint8Array<ArrayBuffer>) {
      tag = bytes;
    },
    /** Returns nothing yet: `final` opens all of it, if the tag is right. */
    update(bytes: Uint8Array<ArrayBuffer>) {
      sealed = bytes;
      return new Bytes(0);
    },
    final: () => Bytes.from(gcm(key, nonce, associated).decrypt(Bytes.concat([sealed, tag]))),
  };
}
