/** Card codes that devices have sealed to this registry's public key. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { CardText, SealedCode, type SealingKey, sealingInfo } from '@kaiku/client/contract';
import * as z from 'zod/mini';
import { createRecipient, hpkeOpen, type Recipient } from './hpke-open.ts';

/** A private key: a JSON Web Key of P-256. */
export const PrivateSealingKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/** See the schema. */
export type PrivateSealingKey = z.infer<typeof PrivateSealingKey>;

/** Why a visit's codes cannot be read: the key is not one of this registry's, or the sealed text is damaged. */
export type Unreadable = { readonly why: 'unknown-key'; readonly keyId: string } | { readonly why: 'damaged' };

/** The registry's keys. */
export interface Sealing {
  /** The key to which devices seal from now on. */
  readonly offered: SealingKey;
  /** Returns the visit with its codes in clear, or why that is impossible. */
  unseal<V extends WithCards>(visit: V): { readonly visit: V } | Unreadable;
}

interface WithCards {
  readonly usages: readonly { readonly id: string; readonly card: string }[];
}

const info = Buffer.from(sealingInfo);

/**
 * Opens what was sealed to any of the keys, and offers the first.
 * @throws Error if there is no key, or one is not a private key of P-256
 */
export function createSealing(keys: readonly PrivateSealingKey[]): Sealing {
  const imported = keys.map(importKey);
  const [first] = imported;
  if (first === undefined) throw new Error('There are no sealing keys.');
  const recipients = new Map(imported.map(({ offered, recipient }) => [offered.id, recipient]));

  function open(usageId: string, sealed: string): string | Unreadable {
    const [, keyId = '', encapsulated = '', ciphertext = ''] = sealed.split('.');
    const recipient = recipients.get(keyId);
    if (recipient === undefined) return { why: 'unknown-key', keyId };
    try {
      const texts = { encapsulated: toBytes(encapsulated), ciphertext: toBytes(ciphertext) };
      return CardText.parse(hpkeOpen(recipient, info, texts, Buffer.from(usageId)).toString());
    } catch {
      return { why: 'damaged' };
    }
  }

  return {
    offered: first.offered,
    unseal(visit) {
      const cards = visit.usages.map(({ id, card }) => (SealedCode.safeParse(card).success ? open(id, card) : card));
      const unreadable = cards.find((card) => typeof card === 'object');
      if (unreadable !== undefined) return unreadable;
      return { visit: { ...visit, usages: visit.usages.map((usage, index) => ({ ...usage, card: cards[index] })) } };
    },
  };
}

/** Returns what to do about a key that this registry does not have, for its operator. */
export function unknownKey(keyId: string): string {
  return `A card code is sealed to the key ${keyId}, which this registry does not have. Add it to the sealing keys.`;
}

/** Returns a new private key. */
export function newSealingKey(): PrivateSealingKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return PrivateSealingKey.parse(privateKey.export({ format: 'jwk' }));
}

function importKey({ x, y, d }: PrivateSealingKey): { readonly offered: SealingKey; readonly recipient: Recipient } {
  const recipient = recipientOf(toBytes(d));
  const { publicKey } = recipient;
  if (!publicKey.equals(Buffer.concat([Buffer.of(4), toBytes(x), toBytes(y)])))
    throw new Error('The public part of a sealing key belongs to another key.');
  // Eight bytes distinguish the few keys of a registry.
  const id = createHash('sha256').update(publicKey).digest().subarray(0, 8).toString('base64url');
  return { offered: { id, publicKey: publicKey.toString('base64url') }, recipient };
}

function recipientOf(privateKey: Buffer): Recipient {
  try {
    return createRecipient(privateKey);
  } catch {
    // The cause could quote the key.
    throw new Error('A sealing key is not a private key of P-256.');
  }
}

function toBytes(base64url: string): Buffer {
  return Buffer.from(base64url, 'base64url');
}
