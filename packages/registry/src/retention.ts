import { type RepeatOptions, soonMs, startRepeating } from './repeat.ts';
import type { Store } from './store/store.ts';

const dayMs = 86_400_000;

/**
 * How long cards are kept unless the operator says otherwise, in days: a calendar year with its figures, and the meeting
 * after it in which they are presented (docs/sources.md#retention-of-uses). Guess.
 */
export const defaultRetentionDays = 550;

export interface RetentionOptions extends Pick<RepeatOptions, 'after'> {
  readonly store: Pick<Store, 'anonymise'>;
  readonly now: () => number;
  readonly days: number;
  readonly log: (line: string) => void;
}

/** Anonymises old visits once a day. Returns a function that stops it, after the current batch. */
export function startRetention({ store, now, days, log, after }: RetentionOptions): () => Promise<void> {
  return startRepeating({
    async task(signal) {
      const { visits, line } = await anonymiseOlderThan(store, { days, nowMs: now(), signal });
      if (visits > 0) log(line);
    },
    untilNextMs: () => dayMs,
    // A process that starts is not busy with it.
    firstMs: soonMs,
    onFailure: (message) => log(`Anonymising failed, and is tried again in a day: ${message}`),
    after,
  });
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
