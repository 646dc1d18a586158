/** Matchers for vitest, jest and Playwright: `expect.extend(kaikuMatchers)`. */
import type { TestRegistry } from './registry/test-registry.ts';

/** A card that a show should have counted. */
export interface ExpectedUsage {
  /** The id of the show. */
  readonly show: string;
  /** The card code. */
  readonly card: string;
  /** @default any number */
  readonly minors?: number;
}

/** How long a matcher waits for a visit that is still on its way, in milliseconds. */
const withinMs = 30_000;

interface Result {
  readonly pass: boolean;
  message(): string;
}

/** Passes once a registry has counted a card for a show, exactly once. Waits up to 30 seconds; with `not`, it does not wait. */
export async function toHaveRecorded(
  this: { readonly isNot?: boolean },
  registry: TestRegistry,
  { show, card, minors }: ExpectedUsage,
): Promise<Result> {
  const untilMs = performance.now() + (this.isNot ? 0 : withinMs);
  const counted = async () =>
    (await registry.usages(show))
      .filter((row) => row.card === card && row.state === 'counted')
      .map((row) => row.minors);
  const matches = (found: readonly number[]) => found.length === 1 && (minors === undefined || found[0] === minors);
  let found = await counted();
  // More than one never becomes one again.
  while (!matches(found) && found.length <= 1 && performance.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = await counted();
  }
  const wanted = minors === undefined ? 'once' : `once, with ${minors} minors`;
  const has =
    found.length === 0 ? 'has not counted it' : `has counted it ${found.length} times, with minors ${found.join(', ')}`;
  return {
    pass: this.isNot ? found.length > 0 : matches(found),
    message: () =>
      `The registry should ${this.isNot ? 'not ' : ''}have counted the card ${wanted} for ${show}. It ${has}.`,
  };
}

/** For `expect.extend`. */
export const kaikuMatchers = { toHaveRecorded };

/** The types of the matchers: `declare module 'vitest' { interface Matchers<R> extends KaikuMatchers<R> {} }`. */
export interface KaikuMatchers<R> {
  /** See {@link toHaveRecorded}. */
  toHaveRecorded(usage: ExpectedUsage): Promise<R>;
}
