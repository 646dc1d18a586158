/**
 * A card code that is sealed to the registry's public key: `A0*723.<key>.<encapsulated key>.<ciphertext>`, with the last two
 * in base64url without padding. What precedes the first full stop is the mask, so that a screen can show the card after a
 * restart. Only the registry can read the rest.
 */
export const sealedCode = /^[A-Z][A-Z0-9]\*[0-9]{3}\.[A-Za-z0-9_-]{1,43}\.[A-Za-z0-9_-]{87}\.[A-Za-z0-9_-]{35,36}$/;

/** True for a sealed card code, false for a card code or any other text. */
export function isSealedCode(text: string): boolean {
  return sealedCode.test(text);
}
