import { helsinkiDay } from '@kaiku/client/admission';
import { type HandOverOptions, type WrittenHandOver, writeHandOvers } from './hand-over.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Options of {@link startNightlyHandOver}. */
export interface NightlyOptions {
  readonly handOvers: HandOverOptions['handOvers'];
  /** Returns how to write the files, as of each night. */
  readonly readOptions: () => Promise<Omit<HandOverOptions, 'venueId' | 'handOvers'>>;
  readonly now: () => number;
  /** Gets a line for each run that waits to be imported, and for a failure. Never a card code. */
  readonly log: (line: string) => void;
  readonly describe: (run: WrittenHandOver) => string;
  /** Runs `task` once after `ms` milliseconds. Returns a function that cancels it. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/**
 * Writes the files of all venues every night after four o'clock in Helsinki, when the shows of the evening are over. A night
 * that fails is made up for by the next, or by the command. Returns a function that stops it, after the current night.
 */
export function startNightlyHandOver(options: NightlyOptions): () => Promise<void> {
  const { handOvers, readOptions, now, log, describe, after } = options;
  let running: Promise<void> = Promise.resolve();
  let cancel = after(untilNextMs(now()), run);

  function run(): void {
    cancel = after(untilNextMs(now()), run);
    running = writeAll().catch((error: unknown) => {
      log(`The nightly hand-over failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    });
  }

  async function writeAll(): Promise<void> {
    const files = await readOptions();
    for (const venueId of await handOvers.venues()) {
      for (const written of await writeHandOvers({ ...files, handOvers, venueId })) log(describe(written));
    }
  }

  return async () => {
    cancel();
    await running;
  };
}

/** Returns the time until the next four o'clock in Helsinki, in milliseconds. */
export function untilNextMs(nowMs: number): number {
  // Four in the morning is on the day that began four hours before. The clock changes at three and four, on a Sunday.
  const day = helsinkiDay(nowMs - 4 * hourMs);
  let low = nowMs;
  let high = nowMs + dayMs + 2 * hourMs;
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2);
    if (helsinkiDay(middle - 4 * hourMs) === day) low = middle;
    else high = middle;
  }
  return high - nowMs;
}
