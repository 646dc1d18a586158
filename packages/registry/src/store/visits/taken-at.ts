import { helsinkiDay } from '@kaiku/client/admission';

// What both databases and JavaScript write alike: from 1970 to the end of the year 9999, in milliseconds.
const latestInstantMs = 253_402_300_799_999;

/** Whether both databases and JavaScript can write an instant, in milliseconds since the Unix epoch, and read it again. */
export function isWritable(instantMs: number): boolean {
  return instantMs >= 0 && instantMs <= latestInstantMs;
}

/** When it was taken, by the device. Its clock may stand anywhere: what cannot be kept is kept as the nearest that can. */
export function takenAtMs({ takenAt }: { readonly takenAt: string }): number {
  return Math.min(Math.max(0, Date.parse(takenAt) || 0), latestInstantMs);
}

/**
 * The moment something is judged by: a request now; a report when it happened, as far as its device can be believed, which
 * is never later than now.
 */
export function judgedAtMs(mode: 'request' | 'report', recorded: { readonly takenAt: string }, atMs: number): number {
  return mode === 'report' ? Math.min(takenAtMs(recorded), atMs) : atMs;
}

/** Whether something is recorded on a later day (of Europe/Helsinki) than the one it is judged by. */
export function isLate(judgedMs: number, atMs: number): boolean {
  return helsinkiDay(judgedMs) < helsinkiDay(atMs);
}
