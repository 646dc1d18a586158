import type { Day } from './facts.ts';

const helsinki = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Helsinki',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/**
 * Returns the calendar day in Europe/Helsinki, in which the validity of cards is defined, at a moment in milliseconds since
 * the Unix epoch.
 * @throws RangeError for an invalid time such as NaN
 */
export function helsinkiDay(atMs: number): Day {
  return helsinki.format(atMs);
}

/** True for a day of the calendar, `YYYY-MM-DD`. Knows leap years. */
export function isDay(text: string): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}
