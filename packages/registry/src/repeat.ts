import { isBusy } from './store/database/errors.ts';

/** A minute: the pause after the database was away. */
export const soonMs = 60_000;

/** Options of {@link startRepeating}. */
export interface RepeatOptions {
  /** The task, one at a time. `signal` aborts when it is to stop after its current step. */
  readonly task: (signal: AbortSignal) => Promise<void>;
  /** Returns the time until the next run, in milliseconds. */
  readonly untilNextMs: () => number;
  /** The time until the first run. Default: as until each. */
  readonly firstMs?: number;
  /** Called when the task fails. It runs again at its next time. */
  readonly onFailure: (message: string) => void;
  /** Runs `task` once after `ms` milliseconds. Returns a function that cancels it. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/**
 * Runs a task at each of its times, and again a minute later while the database is away. Returns a function that stops it,
 * after the current step.
 */
export function startRepeating(options: RepeatOptions): () => Promise<void> {
  const { task, untilNextMs, firstMs = untilNextMs(), onFailure, after } = options;
  const closing = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let cancel = after(firstMs, run);

  function run(): void {
    cancel = after(untilNextMs(), run);
    running = task(closing.signal).catch((error: unknown) => {
      if (closing.signal.aborted) return;
      if (isBusy(error)) {
        cancel();
        cancel = after(soonMs, run);
      } else onFailure(error instanceof Error ? error.message : 'unknown error');
    });
  }

  return async () => {
    closing.abort();
    cancel();
    await running;
  };
}
