import type { ProblemCode } from '@kaiku/client/contract';
import { createMiddleware } from 'hono/factory';
import { type Budget, createLimiter } from './budgets.ts';
import { clientAddress } from './client-address.ts';
import type { RegistryEnv } from './context.ts';
import { problem, retryAfter } from './problems.ts';

/** What could be guessed, and how many wrong ones may be sent. */
interface Guesses {
  /** Its name in a response, in the plural. */
  readonly names: string;
  /** The problem that responds to a wrong one. */
  readonly wrong: ProblemCode;
  /** Of one address. */
  readonly perAddress: Budget;
  /** Of all addresses together. Default: no limit. */
  readonly overall?: Budget;
}

/** Ten minutes: the life of an enrolment code. */
const seconds = 600;

/**
 * Enrolment codes: of the 1.5 · 10¹¹, a hundred tries find one of ten open ones once in 150 million times. The numbers are
 * guesses.
 */
export const enrolmentGuesses: Guesses = {
  names: 'enrolment codes',
  wrong: 'registry/unknown-code',
  perAddress: { requests: 5, seconds },
  overall: { requests: 100, seconds },
};

/**
 * Codes of people and passkeys. The codes have 97 random bits, so there is no limit for all addresses together, which one
 * client could use up. The number is a guess.
 */
export const passkeyGuesses: Guesses = {
  names: 'codes or passkeys',
  wrong: 'registry/unauthorised',
  perAddress: { requests: 10, seconds },
};

/** Rejects (429) requests of who has sent too many wrong ones. This process counts in its memory. */
export function limitGuesses(
  { names, wrong, perAddress, overall }: Guesses,
  { addressHeader }: { readonly addressHeader: string | undefined },
) {
  const ofAddress = createLimiter(perAddress);
  const ofAll = overall && createLimiter(overall);
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const taken = [
      { limiter: ofAddress, key: clientAddress(c, addressHeader) ?? 'this process' },
      ...(ofAll === undefined ? [] : [{ limiter: ofAll, key: 'all' }]),
    ];
    // Taken before it is tried, so that those sent at once are counted too.
    for (const { limiter, key } of taken) {
      const waitMs = await limiter.take(key);
      if (waitMs === 0) continue;
      return problem(c, 'registry/busy', {
        status: 429,
        detail: `Too many wrong ${names}. Try again after Retry-After.`,
        headers: retryAfter(waitMs),
      });
    }
    await next();
    if (c.get('problemCode') !== wrong) await Promise.all(taken.map(({ limiter, key }) => limiter.refund(key)));
    return undefined;
  });
}
