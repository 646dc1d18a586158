/** A key as an enrolled device has it, and proofs of it: made by the tests, with another library than the client's. */
import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface TestKey {
  readonly jwk: JWK;
  /** Returns a proof, with changes. */
  proof(of: ProofOf): Promise<string>;
}

export interface ProofOf {
  readonly method: string;
  readonly url: string;
  readonly token?: string;
  readonly atMs: number;
  readonly jti?: string;
  /** Replaces parts of the header. */
  readonly header?: Readonly<Record<string, unknown>>;
}

export async function createKey(): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    jwk,
    proof: ({ method, url, token, atMs, jti = randomUUID(), header }) =>
      new SignJWT({
        ...{ htm: method, htu: url, jti, iat: Math.floor(atMs / 1000) },
        ...(token !== undefined && { ath: createHash('sha256').update(token).digest('base64url') }),
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
        .sign(privateKey),
  };
}
