/**
 * The sender of HPKE (RFC 9180) in its base mode, with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM. The registry
 * has the recipient. A library would add 8.5 kB gzip to the page; it is the test of this file instead (decision 0028).
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** A public key to seal to. */
export interface Recipient {
  readonly publicKey: CryptoKey;
  /** The same key: 65 bytes, uncompressed. */
  readonly bytes: Bytes;
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const empty: Bytes = new Uint8Array();
const version = utf8('HPKE-v1');
const kemSuite = concat(utf8('KEM'), Uint8Array.of(0, 0x10));
const suite = concat(utf8('HPKE'), Uint8Array.of(0, 0x10, 0, 1, 0, 1));

/** @throws DOMException if the bytes are not a point of the curve */
export async function importRecipient(bytes: Bytes): Promise<Recipient> {
  return { publicKey: await crypto.subtle.importKey('raw', bytes, curve, false, []), bytes };
}

/** Seals one plaintext. `associated` is not encrypted, and must be the same when it is opened. */
export async function hpkeSeal(
  { publicKey, bytes }: Recipient,
  info: Bytes,
  plaintext: Bytes,
  associated: Bytes,
): Promise<{ readonly encapsulated: Bytes; readonly ciphertext: Bytes }> {
  const { subtle } = crypto;
  const ephemeral = (await subtle.generateKey(curve, false, ['deriveBits'])) as CryptoKeyPair;
  const encapsulated = new Uint8Array(await subtle.exportKey('raw', ephemeral.publicKey));
  const shared = await subtle.deriveBits({ name: 'ECDH', public: publicKey }, ephemeral.privateKey, 256);
  const { key, nonce } = await schedule(new Uint8Array(shared), concat(encapsulated, bytes), info);
  const aead = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associated };
  return { encapsulated, ciphertext: new Uint8Array(await subtle.encrypt(algorithm, aead, plaintext)) };
}

/** RFC 9180, 4.1 and 5.1. */
async function schedule(
  dh: Bytes,
  kemContext: Bytes,
  info: Bytes,
): Promise<{ readonly key: Bytes; readonly nonce: Bytes }> {
  const extracted = await extract(kemSuite, empty, 'eae_prk', dh);
  const shared = await expand(kemSuite, extracted, 'shared_secret', kemContext, 32);
  const [pskIdHash, infoHash, secret] = await Promise.all([
    extract(suite, empty, 'psk_id_hash', empty),
    extract(suite, empty, 'info_hash', info),
    extract(suite, shared, 'secret', empty),
  ]);
  const context = concat(Uint8Array.of(0), pskIdHash, infoHash);
  const [key, nonce] = await Promise.all([
    expand(suite, secret, 'key', context, 16),
    expand(suite, secret, 'base_nonce', context, 12),
  ]);
  return { key, nonce };
}

/** LabeledExtract. */
function extract(suiteId: Bytes, salt: Bytes, label: string, input: Bytes): Promise<Bytes> {
  // WebCrypto rejects an empty key. HMAC pads a short one with zeros.
  return hmac(salt.length === 0 ? new Uint8Array(32) : salt, concat(version, suiteId, utf8(label), input));
}

/** LabeledExpand, for at most 32 bytes. */
async function expand(suiteId: Bytes, key: Bytes, label: string, info: Bytes, length: number): Promise<Bytes> {
  const input = concat(Uint8Array.of(0, length), version, suiteId, utf8(label), info, Uint8Array.of(1));
  return (await hmac(key, input)).slice(0, length);
}

async function hmac(key: Bytes, data: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data));
}

/** Returns the text in UTF-8. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function concat(...parts: readonly Bytes[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
