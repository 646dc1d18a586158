import { helsinkiDay } from './day.ts';

/** Older visits go to Kaikukanta by its import function. Guess, decision 0006. */
const maxAgeMs = 14 * 86_400_000;

/** A moment this far ahead still counts as now, because the clocks of device and registry differ. */
const maxAheadMs = 300_000;

/**
 * Returns why a visit cannot be entered for a moment; `undefined` if it can. Both arguments are milliseconds since the Unix
 * epoch.
 */
export function wrongWithTakenAt(takenAtMs: number, nowMs: number): 'in-the-future' | 'too-long-ago' | undefined {
  if (takenAtMs > nowMs + maxAheadMs) return 'in-the-future';
  return takenAtMs < nowMs - maxAgeMs ? 'too-long-ago' : undefined;
}

/**
 * True if a report's day (in Europe/Helsinki) may be wrong: it is not today's, and the device's clock is suspect, or the
 * moment is one that no desk accepts. Today's own day is never in doubt, because the registry's clock agrees.
 */
export function isDateUnsure(
  { takenAtMs, clockSuspect }: { readonly takenAtMs: number; readonly clockSuspect: boolean },
  nowMs: number,
): boolean {
  const isToday = helsinkiDay(takenAtMs) === helsinkiDay(nowMs);
  return !isToday && (clockSuspect || wrongWithTakenAt(takenAtMs, nowMs) !== undefined);
}
