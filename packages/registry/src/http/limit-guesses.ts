import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { clientAddress } from './client-address.ts';
import type { RegistryEnv } from './context.ts';
import { problem, retryAfter } from './problems.ts';

/** How many wrong codes and passkeys an address may send within ten minutes. Guess. */
const wrong = { points: 10, duration: 600 };

/**
 * Rejects (429) codes and passkeys from an address that has sent ten wrong ones within ten minutes. This process counts in
 * its memory. The codes have 97 random bits, so there is no limit for all addresses together, which one client could use up.
 */
export function limitGuesses({ addressHeader }: { readonly addressHeader: string | undefined }) {
  const limiter = new RateLimiterMemory(wrong);
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const key = clientAddress(c, addressHeader) ?? 'this process';
    // Taken before it is tried, so that those sent at once are counted too.
    const full = await limiter.consume(key).then(
      () => undefined,
      (reason: RateLimiterRes) => reason,
    );
    if (full !== undefined) {
      return problem(c, 'registry/busy', {
        status: 429,
        detail: 'Too many wrong codes or passkeys. Try again after Retry-After.',
        headers: retryAfter(full.msBeforeNext),
      });
    }
    await next();
    if (c.get('problemCode') !== 'registry/unauthorised') await limiter.reward(key);
    return undefined;
  });
}
