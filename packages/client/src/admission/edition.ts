import { helsinkiDay } from './day.ts';
import type { Day, ShowFacts } from './facts.ts';
import { instantMs, isMoment } from './instant.ts';
import type { Edition } from './rules.ts';
import { admissionOf } from './show-admission.ts';

/** The date of the document that introduces edition 2025. Shows from this day on are under it (decision 0009). */
export const edition2025From: Day = '2025-04-11';

/** Returns the edition of the programme's rules for shows on a day in Europe/Helsinki. */
export function editionOn(day: Day): Edition {
  return day < edition2025From ? '2020' : '2025';
}

/** Returns the edition by the date of the show; the newest for a malformed date. */
export function capPolicyEdition(show: Pick<ShowFacts, 'startsAt'>): Edition {
  const startsAtMs = instantMs(show.startsAt);
  return startsAtMs === undefined ? '2025' : editionOn(helsinkiDay(startsAtMs));
}

/** Returns the year of a show in Helsinki; `undefined` for a malformed date. */
export function yearOf(show: Pick<ShowFacts, 'startsAt'>): number | undefined {
  const startsAtMs = instantMs(show.startsAt);
  return startsAtMs === undefined ? undefined : Number(helsinkiDay(startsAtMs).slice(0, 4));
}

/**
 * Returns the age limit of the cardholder's own children: under 18, in edition 2020 under 16 (docs/sources.md#children). The
 * newest edition applies if the show is unknown. For a show that admits per day the day of the visit counts, because the
 * show stays in the registry for months or years.
 */
export function minorsUnder(show: ShowFacts | undefined, atMs: number): 16 | 18 {
  if (show === undefined) return 18;
  const isByTheDay = admissionOf(show) === 'per-day' && isMoment(atMs);
  const edition = isByTheDay ? editionOn(helsinkiDay(atMs)) : capPolicyEdition(show);
  return edition === '2020' ? 16 : 18;
}
