import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { clientAddress } from './client-address.ts';
import type { RegistryEnv } from './context.ts';
import { problem, retryAfter } from './problems.ts';

/** How many wrong enrolment codes an address may send within ten minutes, and all addresses together. Guesses. */
const wrongCodes = { perAddress: 5, overall: 100, withinS: 600 };

/**
 * Rejects (429) enrolment codes from an address that has sent five wrong ones within ten minutes, and from everyone after a
 * hundred. This process counts in its memory. Of the 1.5 · 10¹¹ codes, a hundred tries find one of ten open ones once in
 * 150 million times.
 */
export function limitWrongCodes({ addressHeader }: { readonly addressHeader: string | undefined }) {
  const { perAddress, overall, withinS: duration } = wrongCodes;
  const ofAddress = new RateLimiterMemory({ points: perAddress, duration });
  const ofAll = new RateLimiterMemory({ points: overall, duration });
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const taken = [
      [ofAddress, clientAddress(c, addressHeader) ?? 'this process'],
      [ofAll, 'all'],
    ] as const;
    // Taken before the code is tried, so that codes sent at once are counted too.
    for (const [limiter, key] of taken) {
      const full = await limiter.consume(key).then(
        () => undefined,
        (reason: RateLimiterRes) => reason,
      );
      if (full === undefined) continue;
      return problem(c, 'registry/busy', {
        status: 429,
        detail: 'Too many wrong enrolment codes. Try again after Retry-After.',
        headers: retryAfter(full.msBeforeNext),
      });
    }
    await next();
    if (c.get('problemCode') !== 'registry/unknown-code')
      await Promise.all(taken.map(([limiter, key]) => limiter.reward(key)));
    return undefined;
  });
}
