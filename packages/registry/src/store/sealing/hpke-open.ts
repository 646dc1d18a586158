/**
 * The recipient of HPKE (RFC 9180) in its base mode, with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM. On
 * `node:crypto`, because a delivery opens fifty texts in turn, and a library over Web Crypto needs more than twice the
 * processor time (decision 0023). That library is the test of this file.
 */
import { createDecipheriv, createECDH, createHmac, type ECDH } from 'node:crypto';

const kemSuite = Buffer.concat([Buffer.from('KEM'), Buffer.of(0, 0x10)]);
const suite = Buffer.concat([Buffer.from('HPKE'), Buffer.of(0, 0x10, 0, 1, 0, 1)]);
const empty = Buffer.alloc(0);
const tagLength = 16;

/** A private key, ready to open with. */
export interface Recipient {
  readonly ecdh: ECDH;
  /** 65 bytes, uncompressed. */
  readonly publicKey: Buffer;
}

/** @throws Error if the bytes are not a private key of P-256 */
export function createRecipient(privateKey: Buffer): Recipient {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  return { ecdh, publicKey: ecdh.getPublicKey() };
}

/** Opens what a sender has sealed. @throws Error if anything of it, `info` or `associated` has changed */
export function hpkeOpen(
  { ecdh, publicKey }: Recipient,
  info: Buffer,
  sealed: { readonly encapsulated: Buffer; readonly ciphertext: Buffer },
  associated: Buffer,
): Buffer {
  const { encapsulated, ciphertext } = sealed;
  const dh = ecdh.computeSecret(encapsulated);
  const kemContext = Buffer.concat([encapsulated, publicKey]);
  const shared = expand(kemSuite, extract(kemSuite, empty, 'eae_prk', dh), 'shared_secret', kemContext, 32);
  const pskIdHash = extract(suite, empty, 'psk_id_hash', empty);
  const infoHash = extract(suite, empty, 'info_hash', info);
  const context = Buffer.concat([Buffer.of(0), pskIdHash, infoHash]);
  const secret = extract(suite, shared, 'secret', empty);
  const key = expand(suite, secret, 'key', context, 16);
  const nonce = expand(suite, secret, 'base_nonce', context, 12);
  const aead = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: tagLength });
  aead.setAAD(associated);
  aead.setAuthTag(ciphertext.subarray(-tagLength));
  return Buffer.concat([aead.update(ciphertext.subarray(0, -tagLength)), aead.final()]);
}

/** LabeledExtract. */
function extract(suiteId: Buffer, salt: Buffer, label: string, input: Buffer): Buffer {
  const labeled = [Buffer.from('HPKE-v1'), suiteId, Buffer.from(label), input];
  return createHmac('sha256', salt).update(Buffer.concat(labeled)).digest();
}

/** LabeledExpand, for at most 32 bytes. */
function expand(suiteId: Buffer, key: Buffer, label: string, info: Buffer, length: number): Buffer {
  const labeled = [Buffer.of(0, length), Buffer.from('HPKE-v1'), suiteId, Buffer.from(label), info, Buffer.of(1)];
  return createHmac('sha256', key).update(Buffer.concat(labeled)).digest().subarray(0, length);
}
