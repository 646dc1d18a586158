import pLimit, { type LimitFunction } from 'p-limit';

/**
 * Returns a function that returns the queue of a key. Work in one queue runs `concurrency` at a time. Without it, callers
 * that wait for one row of the database would each hold a connection.
 */
export function createLimitByKey(concurrency: number): (key: string) => LimitFunction {
  // One for each device or venue. They are as many as rows of a small table.
  const limits = new Map<string, LimitFunction>();
  return (key) => {
    const limit = limits.get(key) ?? pLimit(concurrency);
    limits.set(key, limit);
    return limit;
  };
}
