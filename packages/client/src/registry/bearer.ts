import { registryError } from './problems.ts';

/**
 * The venue device's bearer token, or a function that returns one. The function is called for every request, so cache the
 * token yourself. `refused`: the token that the registry has refused (401), so a fresh one is needed; given at most every
 * 30 s, else `undefined`. After a refusal it is called at once, and the request is sent once more if the token is another.
 */
export type TokenSource = string | ((why: { readonly refused: string | undefined }) => string | Promise<string>);

/** What a bearer token may consist of; anything else could not even be sent (RFC 6750 §2.1, and wider). */
const sendableToken = /^[\x21-\x7e]+$/;

/** A token that was refused is said to be at most this often: whoever gives it may have to ask a person. */
const askAnewEveryMs = 30_000;

/** The token of a registry's requests. */
export interface Bearer {
  current(): Promise<string>;
  /** The registry has refused this one. */
  refuse(token: string): void;
  /** Another one than the one refused; `undefined` if there is none now. */
  insteadOf(token: string): Promise<string | undefined>;
}

export function createBearer(source: TokenSource, now: () => number): Bearer {
  let refused: string | undefined;
  let askedAnewAtMs = Number.NEGATIVE_INFINITY;

  async function current(): Promise<string> {
    // Either way: a clock that was put back must not keep us out.
    const mayAskAnew = Math.abs(now() - askedAnewAtMs) >= askAnewEveryMs;
    const why = mayAskAnew ? refused : undefined;
    if (why !== undefined) [refused, askedAnewAtMs] = [undefined, now()];
    return currentToken(source, why);
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
async function currentToken(source: TokenSource, refused: string | undefined): Promise<string> {
  let token: string;
  try {
    token = typeof source === 'string' ? source : await source({ refused });
  } catch (cause) {
    throw registryError('registry/no-token', 'The host page could not give a token.', cause);
  }
  if (typeof token === 'string' && sendableToken.test(token)) return token;
  throw registryError('registry/no-token', 'The token is empty or holds characters that no token has.');
}
