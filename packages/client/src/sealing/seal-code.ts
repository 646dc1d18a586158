import { maskCardCode } from '../card/mask.ts';
import { sealingInfo } from '../registry/contract/index.ts';
import type { SealingKey } from '../registry/registry.ts';
import { hpkeSeal, importRecipient, type Recipient, utf8 } from './hpke.ts';

/** A key of a registry, ready to seal to. */
export interface ImportedKey {
  readonly id: string;
  readonly recipient: Recipient;
}

/** @throws DOMException if it is not a public key of P-256 */
export async function importSealingKey({ id, publicKey }: SealingKey): Promise<ImportedKey> {
  return { id, recipient: await importRecipient(fromBase64url(publicKey), utf8(sealingInfo)) };
}

/**
 * Returns a card code sealed to a key. It opens only for the same usage, so that no one can move it to another visit.
 * Sealing the same code twice gives two different texts.
 */
export async function sealCode({ id, recipient }: ImportedKey, code: string, usageId: string): Promise<string> {
  const { encapsulated, ciphertext } = await hpkeSeal(recipient, utf8(code), utf8(usageId));
  const mask = maskCardCode(code).replace('…', '*');
  return [mask, id, toBase64url(encapsulated), toBase64url(ciphertext)].join('.');
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
