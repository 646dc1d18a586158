import { base64url, CompactSign } from 'jose';

/** What a device proves about one request. */
export interface ProofClaims {
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  /** Seconds since the Unix epoch, by the registry's clock. */
  readonly iat: number;
}

/** Returns the proof of a key for one request (DPoP), with the hash of the access token that the request has. */
export async function signProof(keys: CryptoKeyPair, claims: ProofClaims, accessToken?: string): Promise<string> {
  const all = { ...claims, ...(accessToken !== undefined && { ath: await hashOf(accessToken) }) };
  return new CompactSign(encode(JSON.stringify(all)))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await publicJwkOf(keys) })
    .sign(keys.privateKey);
}

const encode = (text: string) => new TextEncoder().encode(text);

async function hashOf(text: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', encode(text))));
}

async function publicJwkOf({ publicKey }: CryptoKeyPair) {
  const { kty = '', crv = '', x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  return { kty, crv, x, y };
}
