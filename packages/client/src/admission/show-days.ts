import { helsinkiDay } from './day.ts';
import type { Day, ShowFacts, UsageHow } from './facts.ts';
import { instantMs, isMoment } from './instant.ts';
import { admissionOf } from './show-admission.ts';

const hourMs = 3_600_000;

/** How long after its start a show counts as over. No fact tells when it ends: guess, decision 0009. */
export const overAfterMs = 12 * hourMs;

/** How long after its start nothing more is admitted for a show, only imported. Guess, decision 0009. */
export const closedAfterMs = 14 * 24 * hourMs;

/** How long before a show its doors may be open, also across midnight. Guess, decision 0009. */
export const doorsOpenMs = 3 * hourMs;

/**
 * What a clerk is asked about before a usage is recorded, because it is likely a slip: the wrong show is chosen. No refusal.
 * `show-over`: the show was over by then. `show-not-today`: a usage at the door of a show of a later day.
 */
export interface ShowWarning {
  readonly kind: 'show-over' | 'show-not-today';
  /** The day the show begins, in Europe/Helsinki. */
  readonly on: Day;
}

/** What is unusual about recording for a show at a moment; empty where nothing is, or where the facts are none. Pure. */
export function showWarnings(show: ShowFacts | undefined, how: UsageHow, atMs: number): readonly ShowWarning[] {
  const startsAtMs = startOf(show);
  if (startsAtMs === undefined || !isMoment(atMs)) return [];
  const on = helsinkiDay(startsAtMs);
  if (atMs - startsAtMs > overAfterMs) return [{ kind: 'show-over', on }];
  const isEarly = how === 'door' && helsinkiDay(atMs) < on && startsAtMs - atMs > doorsOpenMs;
  return isEarly ? [{ kind: 'show-not-today', on }] : [];
}

/** The day of a show that is over for so long that its usages are imported; `undefined` where it is not. */
export function tooLongOver(show: ShowFacts | undefined, atMs: number): Day | undefined {
  const startsAtMs = startOf(show);
  return startsAtMs !== undefined && atMs - startsAtMs > closedAfterMs ? helsinkiDay(startsAtMs) : undefined;
}

/**
 * When a show begins that is over on the same day or night, in milliseconds since the Unix epoch. `undefined` for what
 * goes on for longer than its start tells: what admits per day, and a course, whose last day no fact names.
 */
function startOf(show: ShowFacts | undefined): number | undefined {
  if (show === undefined || admissionOf(show) === 'per-day' || show.kind === 'course') return undefined;
  return instantMs(show.startsAt);
}
