/**
 * The sender of HPKE (RFC 9180) in its base mode, with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM. The registry
 * has the recipient. A library would add 8.5 kB gzip to the page; it is the test of this file instead (decision 0023).
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** A public key to seal to. */
export interface Recipient {
  readonly publicKey: CryptoKey;
  /** The same key: 65 bytes, uncompressed. */
  readonly bytes: Bytes;
  /** The key schedule's context, which is the same for every text. */
  readonly context: Bytes;
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const empty: Bytes = new Uint8Array();
const version = utf8('HPKE-v1');
const kemSuite = concat(utf8('KEM'), Uint8Array.of(0, 0x10));
const suite = concat(utf8('HPKE'), Uint8Array.of(0, 0x10, 0, 1, 0, 1));

/**
 * Prepares to seal to a public key.
 * @param info must be the same when a text is opened
 * @throws DOMException if the bytes are not a point of the curve
 */
export async function importRecipient(bytes: Bytes, info: Bytes): Promise<Recipient> {
  const [publicKey, pskIdHash, infoHash] = await Promise.all([
    crypto.subtle.importKey('raw', bytes, curve, false, []),
    extract(labeled(suite, 'psk_id_hash', empty)),
    extract(labeled(suite, 'info_hash', info)),
  ]);
  return { publicKey, bytes, context: concat(Uint8Array.of(0), pskIdHash, infoHash) };
}

/** Seals one plaintext. `associated` is not encrypted, and must be the same when the text is opened. */
export async function hpkeSeal(
  { publicKey, bytes, context }: Recipient,
  plaintext: Bytes,
  associated: Bytes,
): Promise<{ readonly encapsulated: Bytes; readonly ciphertext: Bytes }> {
  const { subtle } = crypto;
  const ephemeral = await subtle.generateKey(curve, false, ['deriveBits']);
  const encapsulated = new Uint8Array(await subtle.exportKey('raw', ephemeral.publicKey));
  const dh = new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: publicKey }, ephemeral.privateKey, 256));
  const extracted = await importSecret(labeled(kemSuite, 'eae_prk', dh));
  const shared = await derive(extracted, empty, kemSuite, 'shared_secret', concat(encapsulated, bytes), 32);
  const secret = await importSecret(labeled(suite, 'secret', empty));
  const [key, iv] = await Promise.all([
    derive(secret, shared, suite, 'key', context, 16),
    derive(secret, shared, suite, 'base_nonce', context, 12),
  ]);
  const aead = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const ciphertext = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: associated }, aead, plaintext);
  return { encapsulated, ciphertext: new Uint8Array(ciphertext) };
}

/** The input of LabeledExtract. */
function labeled(suiteId: Bytes, label: string, input: Bytes): Bytes {
  return concat(version, suiteId, utf8(label), input);
}

function importSecret(input: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits']);
}

/** LabeledExtract of the secret, then LabeledExpand: both are one HKDF. */
async function derive(
  secret: CryptoKey,
  salt: Bytes,
  suiteId: Bytes,
  label: string,
  context: Bytes,
  length: number,
): Promise<Bytes> {
  const info = concat(Uint8Array.of(0, length), version, suiteId, utf8(label), context);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, secret, length * 8),
  );
}

/** Extract without a salt: HMAC under zeros. */
async function extract(input: Bytes): Promise<Bytes> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const zeros = await crypto.subtle.importKey('raw', new Uint8Array(32), algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', zeros, input));
}

/** Returns the text in UTF-8. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function concat(...parts: readonly Bytes[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
