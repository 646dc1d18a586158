import { isBusy } from './store/database/errors.ts';
import type { Store } from './store/store.ts';

const dayMs = 86_400_000;

/**
 * How long cards are kept unless the operator says otherwise, in days: a calendar year with its figures, and the meeting
 * after it in which they are presented (docs/sources.md#retention-of-uses). Guess.
 */
export const defaultRetentionDays = 550;

/** Before the first time, so that a process that starts is not busy with it, and after the database was away. */
const soonMs = 60_000;

export interface RetentionOptions {
  readonly store: Pick<Store, 'anonymise'>;
  readonly now: () => number;
  readonly days: number;
  readonly log: (line: string) => void;
  /** Runs `task` once after `ms` milliseconds. Returns a function that cancels it. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** Anonymises old visits once a day. Returns a function that stops it, after the current batch. */
export function startRetention({ store, now, days, log, after }: RetentionOptions): () => Promise<void> {
  const closing = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let cancel = after(soonMs, run);

  function run(): void {
    cancel = after(dayMs, run);
    running = anonymiseOnce().catch((error: unknown) => {
      if (closing.signal.aborted) return;
      if (isBusy(error)) {
        cancel();
        cancel = after(soonMs, run);
      } else
        log(
          `Anonymising failed, and is tried again in a day: ${error instanceof Error ? error.message : 'unknown error'}`,
        );
    });
  }

  async function anonymiseOnce(): Promise<void> {
    const { visits, line } = await anonymiseOlderThan(store, { days, nowMs: now(), signal: closing.signal });
    if (visits > 0) log(line);
  }

  return async () => {
    closing.abort();
    cancel();
    await running;
  };
}

/** Anonymises the visits that are older than a period. Returns how many, and a line about it. */
export async function anonymiseOlderThan(
  store: Pick<Store, 'anonymise'>,
  { days, nowMs, signal }: { readonly days: number; readonly nowMs: number; readonly signal?: AbortSignal },
): Promise<{ readonly visits: number; readonly line: string }> {
  const visits = await store.anonymise(nowMs - days * dayMs, signal);
  return { visits, line: `Anonymised ${visits} visits that were recorded more than ${days} days ago.` };
}

/** Returns a period such as `550d` in days. @throws Error if it is none */
export function parseDays(text: string): number {
  const days = Number(/^([1-9][0-9]{0,4})d$/.exec(text)?.[1]);
  if (Number.isNaN(days)) throw new Error(`A period is a number of days such as 550d, not '${text}'.`);
  return days;
}
