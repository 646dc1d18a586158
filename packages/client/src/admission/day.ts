import type { Day } from './facts.ts';

const helsinki = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Helsinki',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day in Europe/Helsinki at an instant (milliseconds since the Unix epoch). Cards live by this calendar. */
export function helsinkiDay(atMs: number): Day {
  return helsinki.format(atMs);
}
