import type { Queries } from './database.ts';

// Writes an empty message to the write-ahead log and flushes it, with everything before it: commits are in order.
const flush = `select from pg_logical_emit_message(true, 'kaiku', '')`;

/**
 * Returns `Database.flushed`. All callers that arrive while a flush runs share the next one, which starts after each of
 * their calls.
 */
export function createSharedFlush(queries: Queries): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running.then(async () => {
      next = undefined;
      const flushing = queries.query(flush);
      running = flushing.catch(() => {});
      await flushing;
    });
    return next;
  };
}
