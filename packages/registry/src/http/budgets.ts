/**
 * How many requests a device or an address may send. This process counts them in its memory, so several processes
 * together allow that many times as much.
 */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** The budget of a device's token that a request is taken from. Each is counted on its own, so reports never stop recording. */
export type BudgetKind = 'record' | 'read' | 'report';

/** At most `requests` within `seconds`, counted from the first of them. */
export interface Budget {
  readonly requests: number;
  readonly seconds: number;
}

/** The budgets by kind of request. */
export interface Budgets extends Readonly<Record<BudgetKind, Budget>> {
  /** Requests of one address without a valid token: pages, the OpenAPI document, and attempts at a token. */
  readonly anonymous: Budget;
}

/**
 * The default budgets. A gate records one card a second and reads a few times a minute; a ticketing system that sells for
 * a whole region with one token records perhaps ten a second; a person requests a report. Guesses.
 */
export const defaultBudgets: Budgets = {
  record: { requests: 1_000, seconds: 10 },
  read: { requests: 500, seconds: 10 },
  report: { requests: 30, seconds: 60 },
  anonymous: { requests: 300, seconds: 10 },
};

/** Takes one request from the budget of a key. Returns how long to wait in milliseconds if it is used up, otherwise 0. */
export type TakeRequest = (kind: keyof Budgets, key: string) => Promise<number>;

export interface BudgetCounter {
  readonly take: TakeRequest;
  /** Returns a request that was taken. */
  refund(kind: keyof Budgets, key: string): Promise<void>;
}

export function createBudgetCounter(budgets: Budgets): BudgetCounter {
  const limiters = {
    record: createLimiter(budgets.record),
    read: createLimiter(budgets.read),
    report: createLimiter(budgets.report),
    anonymous: createLimiter(budgets.anonymous),
  };
  return {
    take: (kind, key) => limiters[kind].take(key),
    refund: (kind, key) => limiters[kind].refund(key),
  };
}

/** Counts the requests of each key against one budget. */
export interface Limiter {
  /** Takes one request. Returns how long to wait in milliseconds if the budget is used up, otherwise 0. */
  take(key: string): Promise<number>;
  /** Returns a request that was taken. */
  refund(key: string): Promise<void>;
}

/** Returns a counter of one budget. */
export function createLimiter({ requests, seconds }: Budget): Limiter {
  const limiter = new RateLimiterMemory({ points: requests, duration: seconds });
  return {
    async take(key) {
      try {
        await limiter.consume(key);
        return 0;
      } catch (full) {
        return Math.max(1, (full as RateLimiterRes).msBeforeNext);
      }
    },
    async refund(key) {
      await limiter.reward(key);
    },
  };
}
