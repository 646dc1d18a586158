import { isDay } from './day.ts';
import type { Instant } from './facts.ts';

const pattern =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** 31.12.9999 UTC. Later days may have a year of five digits. */
const endMs = Date.UTC(9999, 11, 31);

/** True for milliseconds since the Unix epoch before the end of 9999. */
export function isMoment(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0 && ms < endMs;
}

/**
 * Returns the milliseconds since the Unix epoch of an instant; `undefined` for other texts: without an offset (the moment
 * would depend on the machine), of a day that does not exist, or outside `isMoment`.
 */
export function instantMs(instant: Instant): number | undefined {
  if (typeof instant !== 'string') return undefined;
  const [, day] = pattern.exec(instant) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const ms = Date.parse(instant);
  return isMoment(ms) ? ms : undefined;
}
