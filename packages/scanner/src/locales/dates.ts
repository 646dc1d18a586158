import type { Dates } from './locale.ts';

const timeZone = 'Europe/Helsinki';

/** How a language puts a day and a clock together: `21.1.2026 klo 18.05`. */
interface DateStyle {
  /** A BCP 47 tag with region: the region decides the order and the marks. */
  readonly tag: string;
  /** Numeric or long, as the language reads best. */
  readonly month: 'numeric' | 'long';
  readonly joint: string;
  /** What stands before a clock that stands alone, if anything. */
  readonly clockMark: string;
}

/** The days and instants of one language, in Finland's time wherever the device is. */
export function createDates({ tag, month, joint, clockMark }: DateStyle): Dates {
  const inFinland = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone, ...options });
  const day = inFinland({ day: 'numeric', month, year: 'numeric' });
  const weekday = inFinland({ weekday: 'short', day: 'numeric', month });
  const clock = inFinland({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
  return {
    // Noon UTC falls on the same calendar day in Finland all year.
    day: (on) => day.format(new Date(`${on}T12:00:00Z`)),
    instant: (at) => `${day.format(new Date(at))}${joint}${clock.format(new Date(at))}`,
    showTime: (at) => `${weekday.format(new Date(at))}${joint}${clock.format(new Date(at))}`,
    clock: (at) => clock.format(new Date(at)),
    since: (atMs, nowMs) =>
      day.format(atMs) === day.format(nowMs)
        ? `${clockMark}${clock.format(atMs)}`
        : `${weekday.format(atMs)}${joint}${clock.format(atMs)}`,
  };
}
