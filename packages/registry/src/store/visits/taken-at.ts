import { helsinkiDay } from '@kaiku/client/admission';

/** The end of the year 9999, in milliseconds: the last instant that both databases and JavaScript write alike. */
const lastInstantMs = 253_402_300_799_999;

/** True if both databases and JavaScript can write an instant, in milliseconds since the Unix epoch, and read it again. */
export function isWritable(instantMs: number): boolean {
  return instantMs >= 0 && instantMs <= lastInstantMs;
}

/** Returns when a visit happened by the device's clock, which may be wrong, as the nearest writable instant. */
export function takenAtMs({ takenAt }: { readonly takenAt: string }): number {
  return Math.min(Math.max(0, Date.parse(takenAt) || 0), lastInstantMs);
}

/**
 * Returns the moment by which the rules evaluate a visit: a request by now, a report by when it happened, but no later
 * than now.
 */
export function evaluatedAtMs(
  mode: 'request' | 'report',
  recorded: { readonly takenAt: string },
  atMs: number,
): number {
  return mode === 'report' ? Math.min(takenAtMs(recorded), atMs) : atMs;
}

/** True if a visit is recorded on a later day (of Europe/Helsinki) than the one by which it is evaluated. */
export function isLate(evaluatedMs: number, atMs: number): boolean {
  return helsinkiDay(evaluatedMs) < helsinkiDay(atMs);
}
