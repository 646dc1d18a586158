/**
 * By how many milliseconds the clock of the journeys' registries and pages is ahead of the machine's: each file begins at
 * the same moment of the same day, so that none depends on the hour at which it runs.
 */
export const clockAheadMs = Date.parse('2026-11-20T18:40:00+02:00') - Date.now();

/** That clock, in milliseconds since the Unix epoch. */
export const nowMs = (): number => Date.now() + clockAheadMs;
