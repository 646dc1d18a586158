import type { Dates } from './locale.ts';

const timeZone = 'Europe/Helsinki';

/** How a language writes a day and a clock time: `21.1.2026 klo 18.05`. */
interface DateStyle {
  /** A BCP 47 tag with a region, which determines the order and the separators. */
  readonly tag: string;
  /** The more readable form in the language. */
  readonly month: 'numeric' | 'long';
  /** Between the day and the clock time. */
  readonly joint: string;
  /** Before a clock time without a day; may be empty. */
  readonly clockMark: string;
}

/** Creates the formats of days and instants in a language, always in Finland's time. */
export function createDates({ tag, month, joint, clockMark }: DateStyle): Dates {
  const inFinland = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone, ...options });
  const day = inFinland({ day: 'numeric', month, year: 'numeric' });
  const weekday = inFinland({ weekday: 'short', day: 'numeric', month });
  const clock = inFinland({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
  return {
    // Noon UTC is on the same calendar day in Finland all year.
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
