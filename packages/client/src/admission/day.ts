import type { Day } from './facts.ts';

const helsinki = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Helsinki',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/**
 * The calendar day in Europe/Helsinki at an instant (milliseconds since the Unix epoch). Cards live by this calendar.
 * @throws RangeError for what is no time, such as NaN
 */
export function helsinkiDay(atMs: number): Day {
  return helsinki.format(atMs);
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`: 29 February only in a leap year. */
export function isDay(text: string): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}
