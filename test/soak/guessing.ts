/** Lets an attacker with a till's token guess codes for a month, among as many cards as the country has. */
import { guessCards, maxLearntIn } from '../registry/guessing.ts';
import { startPostgres } from '../registry/throwaway-postgres.ts';

const dayMs = 86_400_000;

export interface GuessingSoakReport {
  readonly days: number;
  readonly learnt: number;
  readonly most: number;
  readonly found: number;
  /** Must be empty. */
  readonly wrong: readonly string[];
}

export async function runGuessingSoak(given: {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  readonly days: number;
  readonly seed: number;
}): Promise<GuessingSoakReport> {
  const { bin, days, seed } = given;
  const reports = [];
  for (const atOnce of [1, 50]) {
    const postgres = await startPostgres(bin);
    try {
      const database = { kind: 'postgres', url: postgres.url } as const;
      reports.push(await guessCards({ database, periodMs: dayMs, periods: days, cards: 98_000, atOnce, seed }));
    } finally {
      await postgres.stop();
    }
  }
  const learnt = reports.flatMap((report) => report.learnt);
  return {
    days: learnt.length,
    learnt: learnt.reduce((sum, some) => sum + some, 0),
    most: Math.max(...learnt),
    found: reports.reduce((sum, { found }) => sum + found, 0),
    wrong: learnt.flatMap((some, day) => (some > maxLearntIn(dayMs) ? `day ${day}: learnt about ${some} codes` : [])),
  };
}
