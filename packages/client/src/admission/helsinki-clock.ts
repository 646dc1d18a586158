import type { Instant } from './facts.ts';
import { instantMs } from './instant.ts';

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Helsinki',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

const dayMs = 86_400_000;

/**
 * Returns the moment one calendar month earlier, at the same time of day in Europe/Helsinki, or on the last day of a shorter
 * month (31 March → 28 or 29 February). A time that the clock skips in spring is one hour later; of a time that occurs twice
 * in autumn, the first. Both in milliseconds since the Unix epoch.
 */
export function monthBefore(atMs: number): number {
  const wall = new Date(wallMs(atMs));
  const [year, month] = [wall.getUTCFullYear(), wall.getUTCMonth()];
  const lastOfMonthBefore = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const aimed = new Date(wall);
  aimed.setUTCFullYear(year, month - 1, Math.min(wall.getUTCDate(), lastOfMonthBefore));
  return momentOf(aimed.getTime());
}

/** Returns a moment as an instant with the offset of Europe/Helsinki, such as `2026-04-15T19:00:00+03:00`. */
export function helsinkiInstant(atMs: number): Instant {
  const wall = wallMs(atMs);
  const offsetMin = Math.round((wall - Math.trunc(atMs)) / 60_000);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const offset = `+${twoDigits(Math.floor(offsetMin / 60))}:${twoDigits(offsetMin % 60)}`;
  return new Date(wall).toISOString().replace(/(?:\.000)?Z$/, offset);
}

/** Returns the local time in Helsinki to the minute, in the form of a `datetime-local` input: `2026-11-20T18:05`. */
export function helsinkiTime(atMs: number): string {
  return new Date(wallMs(atMs)).toISOString().slice(0, 16);
}

/**
 * Returns the moment of a local time in Helsinki such as `2026-11-20T18:05`, in milliseconds since the Unix epoch;
 * `undefined` for other texts. A time that the clock skips in spring is one hour later; of a time that occurs twice in
 * autumn, the first.
 */
export function helsinkiTimeMs(text: string): number | undefined {
  const wall = instantMs(`${text}Z`);
  return wall === undefined || !/^[^Z]{16}$/.test(text) ? undefined : momentOf(wall);
}

/** Returns the local time in Helsinki as if it were UTC. */
function wallMs(atMs: number): number {
  const parts = new Map(clock.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const seconds = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return seconds + (((Math.trunc(atMs) % 1000) + 1000) % 1000);
}

/** Returns the moment of a local time. Only the offsets of the day before and the day after are possible. */
function momentOf(wall: number): number {
  const before = wall - offsetAt(wall - dayMs);
  const after = wall - offsetAt(wall + dayMs);
  return [before, after].find((moment) => wallMs(moment) === wall) ?? before;
}

function offsetAt(atMs: number): number {
  return wallMs(atMs) - atMs;
}
