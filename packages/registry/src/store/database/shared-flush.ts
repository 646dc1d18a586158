import type { Queries } from './database.ts';

// Writes a line that says nothing to the log and flushes it, with all that stands before it: commits have an order.
const flush = `select from pg_logical_emit_message(true, 'kaiku', '')`;

/** `Database.flushed`: one flush for all who ask while the one before is under way. It begins after each of them asked. */
export function flushTogether(queries: Queries): () => Promise<void> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= underWay.then(async () => {
      next = undefined;
      const flushing = queries.query(flush);
      underWay = flushing.catch(() => {});
      await flushing;
    });
    return next;
  };
}
