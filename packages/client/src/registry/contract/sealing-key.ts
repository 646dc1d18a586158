/** The key to which devices seal card codes. */
import * as z from 'zod/mini';
import { sealedCode } from '../../card/sealed-code.ts';
import { CardText, serverTime } from './fields.ts';

/** The `info` of HPKE (RFC 9180), so that nothing sealed for another purpose opens as a card code. */
export const sealingInfo = 'kaiku card code 1';

/**
 * A card code, sealed with HPKE (RFC 9180) to the registry's key: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base
 * mode, `info` the text `kaiku card code 1`, associated data the id of the usage.
 */
export const SealedCode = z.string().check(z.regex(sealedCode));

/** The card code of a usage: in clear, or sealed. The registry answers both alike. */
export const UsageCard = z.union([CardText, SealedCode]);

/** A public key of the registry. */
export const SealingKey = z.object({
  /** Names the key in what is sealed to it. */
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,43}$/)),
  /** A point of P-256, uncompressed: 65 bytes in base64url. */
  publicKey: z.string().check(z.regex(/^[A-Za-z0-9_-]{87}$/)),
});

/** GET /v1/sealing-key: the key to which devices seal the card codes that they store. It changes rarely. */
export const SealingKeyAnswer = z.object({ sealingKey: SealingKey, serverTime });

/** See the schema. */
export type SealingKey = z.infer<typeof SealingKey>;
/** See the schema. */
export type SealingKeyAnswer = z.infer<typeof SealingKeyAnswer>;
