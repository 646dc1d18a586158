/** The pace of simulated readers on a machine that may be too busy for them. */

/** The slowest reader plus the delay of a busy machine. Slower keys are not a scan (`maxMeanGapMs` of the wedge). */
const slowestMs = 50;
/** A key that is held longer is a person's (`maxHoldMs`). */
const maxHoldMs = 45;
/** How often a scan is tried. One in twenty succeeds at a load of four per core. */
const maxScans = 20;

/** The mean time between the keys of a scan, and how long one was held. */
export interface ScanPace {
  readonly meanGapMs: number;
  readonly longestHoldMs: number;
}

/**
 * Scans until the keys have come as fast as a reader's: a slower scan proves nothing. `scan` returns its pace.
 * @throws Error if none of 20 scans is fast enough
 */
export async function atReaderPace(scan: () => Promise<ScanPace>): Promise<void> {
  const paces: string[] = [];
  while (paces.length < maxScans) {
    const { meanGapMs, longestHoldMs } = await scan();
    if (meanGapMs <= slowestMs && longestHoldMs <= maxHoldMs) return;
    paces.push(`every ${Math.round(meanGapMs)} ms, one held for ${Math.round(longestHoldMs)} ms`);
  }
  throw new Error(`This machine is too busy to simulate a reader: ${paces.join('; ')}. Try again when it is idle.`);
}
