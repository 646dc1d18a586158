import { type Day, helsinkiTimeMs, type Instant } from '@kaiku/client/admission';

/** Returns the day `days` later; earlier if negative. */
export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Returns the first 29 February on or after a day. */
export function leapDayFrom(day: Day): Day {
  for (let year = Number(day.slice(0, 4)); ; year += 1) {
    const leapDay = `${String(year).padStart(4, '0')}-02-29`;
    // In other years this is 1 March.
    if (leapDay >= day && new Date(`${leapDay}T00:00:00Z`).getUTCDate() === 29) return leapDay;
  }
}

/** Returns the instant at which clocks in Helsinki show a day and a time (`HH:MM`). */
export function helsinkiInstant(day: Day, time: string): Instant {
  return new Date(helsinkiTimeMs(`${day}T${time}`) ?? Number.NaN).toISOString();
}
