/**
 * How far the clock of the journeys' registries and pages is ahead of the machine's, in milliseconds. Each test file begins
 * at the same moment of the same day, so that no result depends on the hour of the run.
 */
export const clockAheadMs = Date.parse('2026-11-20T18:40:00+02:00') - Date.now();

/** Returns the time of the journeys, in milliseconds since the Unix epoch. */
export const nowMs = (): number => Date.now() + clockAheadMs;
