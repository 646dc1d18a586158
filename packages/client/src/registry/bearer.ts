import { registryError } from './problems.ts';

/**
 * A device's bearer token, or a function that returns one. The function is called for every request, so it must cache the
 * token. After the registry has refused a token (401), the function is called again with that token as `refused`, at most
 * every 30 s; otherwise `refused` is `undefined`. If it returns another token, the request is repeated once.
 */
export type TokenSource = string | ((why: { readonly refused: string | undefined }) => string | Promise<string>);

/** Characters that an HTTP header can carry. Wider than RFC 6750 §2.1. */
const sendableToken = /^[\x21-\x7e]+$/;

/** The token source is given a refused token at most this often, because it may have to prompt a person. */
const refreshIntervalMs = 30_000;

/** Supplies the token for requests. */
export interface Bearer {
  /** Returns the token. @throws KaikuError `registry/no-token` */
  current(): Promise<string>;
  /** Marks a token as refused by the registry. */
  refuse(token: string): void;
  /** Returns a token other than the refused one; `undefined` if there is none now. */
  insteadOf(token: string): Promise<string | undefined>;
}

export function createBearer(source: TokenSource, now: () => number): Bearer {
  let refused: string | undefined;
  let refreshedAtMs = Number.NEGATIVE_INFINITY;

  async function current(): Promise<string> {
    // The absolute value, because a clock that was set back must not prevent a refresh.
    const mayRefresh = Math.abs(now() - refreshedAtMs) >= refreshIntervalMs;
    const refusedBefore = mayRefresh ? refused : undefined;
    if (refusedBefore !== undefined) [refused, refreshedAtMs] = [undefined, now()];
    return fetchToken(source, refusedBefore);
  }

  return {
    current,
    refuse(token) {
      refused = token;
    },
    async insteadOf(token) {
      refused = token;
      if (typeof source === 'string') return undefined;
      const fresh = await current().catch(() => undefined);
      return fresh === token ? undefined : fresh;
    },
  };
}

/** @throws KaikuError `registry/no-token` */
async function fetchToken(source: TokenSource, refused: string | undefined): Promise<string> {
  let token: string;
  try {
    token = typeof source === 'string' ? source : await source({ refused });
  } catch (cause) {
    throw registryError('registry/no-token', 'The `token` function of the host page failed. See `cause`.', cause);
  }
  if (typeof token === 'string' && sendableToken.test(token)) return token;
  throw registryError(
    'registry/no-token',
    'The token is empty or contains characters that an HTTP header cannot carry.',
  );
}
