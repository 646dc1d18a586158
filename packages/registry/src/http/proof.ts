/** Proofs of a key (DPoP, RFC 9449). */
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import type { Proof } from '../store/devices/enrol.ts';
import type { RegistryContext } from './context.ts';
import { isLoopback } from './loopback.ts';

/**
 * How far the time of a proof may be from the registry's, in milliseconds. A device knows the registry's time from its
 * answers, so this is for the way.
 */
const windowMs = 60_000;

/** How the proofs of requests are checked. */
export interface ProofOptions {
  /** The address at which devices reach the registry. Default: that of the request, if it is this machine. */
  readonly publicUrl: string | undefined;
  readonly now: () => number;
}

const Claims = z.object({
  jti: z.string().check(z.minLength(8), z.maxLength(64)),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.optional(z.string()),
});

/**
 * Returns the proof of a request, checked but for whether it was used before; otherwise what is wrong with it.
 * @param token the access token that it must be of
 */
export async function readProof(
  c: RegistryContext,
  { publicUrl, now }: ProofOptions,
  token?: string,
): Promise<Proof | string> {
  const header = c.req.header('dpop');
  if (header === undefined) return 'The header DPoP is missing.';
  const atMs = now();
  let claims: z.output<typeof Claims>;
  let thumbprint: string;
  try {
    const { payload, protectedHeader } = await jwtVerify(header, EmbeddedJWK, {
      ...{ typ: 'dpop+jwt', algorithms: ['ES256'], currentDate: new Date(atMs) },
    });
    const parsed = Claims.safeParse(payload);
    if (!parsed.success || protectedHeader.jwk === undefined) return 'The proof lacks a claim.';
    claims = parsed.data;
    thumbprint = await calculateJwkThumbprint(protectedHeader.jwk);
  } catch (error) {
    if (error instanceof errors.JOSEError) return 'The proof is not signed by its key.';
    throw error;
  }
  if (claims.htm !== c.req.method) return 'The proof is of another method.';
  const address = addressOf(c, publicUrl);
  if (address === undefined) return 'The registry does not know its own address: start it with --public-url.';
  if (claims.htu !== address) return 'The proof is of another address.';
  if (Math.abs(claims.iat * 1000 - atMs) > windowMs)
    return 'The proof is too old, or of the future. See the header Date.';
  if (claims.ath !== (token && createHash('sha256').update(token).digest('base64url')))
    return 'The proof is of another token.';
  return { thumbprint, jti: claims.jti, untilMs: claims.iat * 1000 + windowMs + 1_000 };
}

/** Returns the address of a request as its sender knows it, without the query; `undefined` if no one has said it. */
function addressOf(c: RegistryContext, publicUrl: string | undefined): string | undefined {
  const { origin, pathname, hostname } = new URL(c.req.url);
  if (publicUrl !== undefined) return new URL(pathname.slice(1), publicUrl).href;
  // The header Host names it, which its sender chooses. So another server could pass a proof on, but not to this machine.
  return isLoopback(hostname) ? origin + pathname : undefined;
}
