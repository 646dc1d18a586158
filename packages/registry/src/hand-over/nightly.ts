import { helsinkiDay, helsinkiTimeMs } from '@kaiku/client/admission';
import { type RepeatOptions, startRepeating } from '../repeat.ts';
import { type HandOverOptions, type WrittenHandOver, writeHandOvers } from './hand-over.ts';

const dayMs = 86_400_000;

/** Options of {@link startNightlyHandOver}. */
export interface NightlyOptions extends Pick<RepeatOptions, 'after'> {
  readonly handOvers: HandOverOptions['handOvers'];
  /** Returns how to write the files, as of each night. */
  readonly readOptions: () => Promise<Omit<HandOverOptions, 'venueId' | 'handOvers'>>;
  readonly now: () => number;
  /** Gets a line for each run that waits to be imported, and for a failure. Never a card code. */
  readonly log: (line: string) => void;
  readonly describe: (run: WrittenHandOver) => string;
}

/**
 * Writes the files of all venues every night after four o'clock in Helsinki, when the shows of the evening are over. A night
 * that fails is made up for by the next, or by the command. Returns a function that stops it, after the current night.
 */
export function startNightlyHandOver(options: NightlyOptions): () => Promise<void> {
  const { handOvers, readOptions, now, log, describe, after } = options;
  return startRepeating({
    async task() {
      const files = await readOptions();
      for (const venueId of await handOvers.venues()) {
        for (const written of await writeHandOvers({ ...files, handOvers, venueId })) log(describe(written));
      }
    },
    untilNextMs: () => untilNextMs(now()),
    onFailure: (message) => log(`The nightly hand-over failed: ${message}`),
    after,
  });
}

/** Returns the time until the next four o'clock in Helsinki, in milliseconds. */
export function untilNextMs(nowMs: number): number {
  // Steps of half a day skip no day, however long it is.
  const nights = [0, 1, 2, 3].map((halfDays) => {
    const day = helsinkiDay(nowMs + (halfDays * dayMs) / 2);
    return helsinkiTimeMs(`${day}T04:00`) ?? Number.NaN;
  });
  // A timer may end a moment early.
  const next = nights.find((atMs) => atMs > nowMs + 1_000);
  return (next ?? nowMs + dayMs) - nowMs;
}
