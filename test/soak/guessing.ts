/** Lets an attacker with a till's token guess codes for a month, among as many cards as the country has. */
import { guessCards, maxToldIn } from '../registry/guessing.ts';
import { startPostgres } from '../registry/throwaway-postgres.ts';

const dayMs = 86_400_000;

export interface GuessingSoakReport {
  readonly days: number;
  readonly told: number;
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
  const told = reports.flatMap((report) => report.told);
  return {
    days: told.length,
    told: told.reduce((sum, some) => sum + some, 0),
    most: Math.max(...told),
    found: reports.reduce((sum, { found }) => sum + found, 0),
    wrong: told.flatMap((some, day) => (some > maxToldIn(dayMs) ? `day ${day}: told about ${some} codes` : [])),
  };
}
