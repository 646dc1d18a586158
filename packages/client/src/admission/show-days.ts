import { helsinkiDay } from './day.ts';
import type { Day, ShowFacts, UsageHow } from './facts.ts';
import { instantMs, isMoment } from './instant.ts';
import { admissionOf } from './show-admission.ts';

const hourMs = 3_600_000;

/** A show counts as over this long after its start, because no fact says when it ends. Guess, decision 0009. */
export const overAfterMs = 12 * hourMs;

/** Nothing is recorded for a show this long after its start, only imported. Guess, decision 0009. */
export const closedAfterMs = 14 * 24 * hourMs;

/** Doors may open this long before the start, even on the day before. Guess, decision 0009. */
export const doorsOpenMs = 3 * hourMs;

/** What the clerk must confirm before recording, because the wrong show is probably selected. Not a refusal. */
export interface ShowWarning {
  /** `show-over`: the show is over. `show-not-today`: it is on a later day, and the desk is at the door. */
  readonly kind: 'show-over' | 'show-not-today';
  /** The day of the show in Europe/Helsinki. */
  readonly on: Day;
}

/** Returns what is unusual about recording for a show at a moment; empty if nothing is, or if facts are malformed. */
export function showWarnings(show: ShowFacts | undefined, how: UsageHow, atMs: number): readonly ShowWarning[] {
  const startsAtMs = startOf(show);
  if (startsAtMs === undefined || !isMoment(atMs)) return [];
  const on = helsinkiDay(startsAtMs);
  if (atMs - startsAtMs > overAfterMs) return [{ kind: 'show-over', on }];
  const isEarly = how === 'door' && helsinkiDay(atMs) < on && startsAtMs - atMs > doorsOpenMs;
  return isEarly ? [{ kind: 'show-not-today', on }] : [];
}

/** Returns the day of a show whose usages can only be imported now; `undefined` if it is not too long over. */
export function tooLongOver(show: ShowFacts | undefined, atMs: number): Day | undefined {
  const startsAtMs = startOf(show);
  return startsAtMs !== undefined && atMs - startsAtMs > closedAfterMs ? helsinkiDay(startsAtMs) : undefined;
}

/**
 * Returns the start of a show that ends on the same day or night, in milliseconds since the Unix epoch. `undefined` for a
 * show that lasts longer: one that admits per day, or a course, because no fact names its last day.
 */
function startOf(show: ShowFacts | undefined): number | undefined {
  if (show === undefined || admissionOf(show) === 'per-day' || show.kind === 'course') return undefined;
  return instantMs(show.startsAt);
}
