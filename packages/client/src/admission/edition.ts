import { helsinkiDay } from './day.ts';
import type { Day, ShowFacts } from './facts.ts';
import { instantMs, isMoment } from './instant.ts';
import type { Edition } from './rules.ts';
import { admissionOf } from './show-admission.ts';

/** The first day of shows under edition 2025: the day of the document that tells of it (decision 0009). */
export const edition2025From: Day = '2025-04-11';

/** The edition of the programme's rules that shows of a day (of Europe/Helsinki) are under. */
export function editionOn(day: Day): Edition {
  return day < edition2025From ? '2020' : '2025';
}

/** The edition by the date of the show; the newest where that date cannot be read. */
export function capPolicyEdition(show: Pick<ShowFacts, 'startsAt'>): Edition {
  const startsAtMs = instantMs(show.startsAt);
  return startsAtMs === undefined ? '2025' : editionOn(helsinkiDay(startsAtMs));
}

/** The year of a show's date in Helsinki; `undefined` where that date cannot be read. */
export function yearOf(show: Pick<ShowFacts, 'startsAt'>): number | undefined {
  const startsAtMs = instantMs(show.startsAt);
  return startsAtMs === undefined ? undefined : Number(helsinkiDay(startsAtMs).slice(0, 4));
}

/**
 * The age that the holder's own children are under: 18, in edition 2020 16 (docs/sources.md#children). The newest
 * edition's where the show is not known. Of a show that admits per day, the day asked about counts as its date, because
 * its entry in the registry stays for months or years.
 */
export function minorsUnder(show: ShowFacts | undefined, atMs: number): 16 | 18 {
  if (show === undefined) return 18;
  const isByTheDay = admissionOf(show) === 'per-day' && isMoment(atMs);
  const edition = isByTheDay ? editionOn(helsinkiDay(atMs)) : capPolicyEdition(show);
  return edition === '2020' ? 16 : 18;
}
