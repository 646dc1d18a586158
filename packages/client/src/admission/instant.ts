import { isDay } from './day.ts';
import type { Instant } from './facts.ts';

const pattern =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** 31.12.9999 in Greenwich: later moments have no day of four digits for a year, and no card lives to see them. */
const endMs = Date.UTC(9999, 11, 31);

/** Whether a number is a moment the rules can reckon with: milliseconds since the Unix epoch, until the year 9999. */
export function isMoment(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0 && ms < endMs;
}

/**
 * The milliseconds since the Unix epoch of an instant; `undefined` where the text is none: without an offset (it would
 * mean another moment on another machine), of a day the calendar does not have, or no `isMoment`.
 */
export function instantMs(instant: Instant): number | undefined {
  if (typeof instant !== 'string') return undefined;
  const [, day] = pattern.exec(instant) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const ms = Date.parse(instant);
  return isMoment(ms) ? ms : undefined;
}
