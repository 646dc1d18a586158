import type { Language } from './languages.ts';

/** Formats days and times of Finland in a language. */
export interface Dates {
  /** A calendar day, `YYYY-MM-DD`, with the day of the week: `ma 23.11.2026`. */
  day(on: string): string;
  /** The clock time of an instant, ISO 8601. */
  clock(at: string): string;
  /** The day and the clock time of an instant. */
  instant(at: string): string;
}

const tags = { fi: 'fi-FI', sv: 'sv-FI', en: 'en-GB' } as const;
const timeZone = 'Europe/Helsinki';
const made = new Map<Language, Dates>();

/** Returns the formats of a language. */
export function datesIn(language: Language): Dates {
  const known = made.get(language);
  if (known !== undefined) return known;
  const inFinland = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tags[language], { timeZone, ...options });
  const day = inFinland({ weekday: 'short', day: 'numeric', month: 'numeric', year: 'numeric' });
  const clock = inFinland({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
  const dates: Dates = {
    // Noon UTC is on the same calendar day in Finland all year.
    day: (on) => day.format(new Date(`${on}T12:00:00Z`)),
    clock: (at) => clock.format(new Date(at)),
    instant: (at) => `${day.format(new Date(at))} ${clock.format(new Date(at))}`,
  };
  made.set(language, dates);
  return dates;
}
