/** The requests to a thread of the no-card soak, its replies, and their sums. */

export interface NoCardReport {
  /** The number of frames by their content. */
  readonly frames: Readonly<Record<string, number>>;
  /** The number of frames that each engine decoded, and in which it scored a text of the grammar. */
  readonly looks: Readonly<Record<string, number>>;
  /** Must be empty: frames in which an engine read a card, and memory that grew. */
  readonly wrong: readonly string[];
}

/** Returns the sums of several reports. */
export function sumOf(reports: readonly NoCardReport[]): NoCardReport {
  const sum = (of: 'frames' | 'looks') => {
    const sums: Record<string, number> = {};
    for (const report of reports)
      for (const [what, many] of Object.entries(report[of])) sums[what] = (sums[what] ?? 0) + many;
    return sums;
  };
  return { frames: sum('frames'), looks: sum('looks'), wrong: reports.flatMap(({ wrong }) => wrong) };
}

/** The frames of one request to a thread: a desk and its strips of bars. */
export const pieceFrames = 80;

/** A request to a thread: the seed of a piece. */
export interface NoCardRequest {
  readonly seed: number;
}

export interface NoCardReply {
  readonly report: NoCardReport;
  readonly heapBytes: number;
  readonly wasmBytes: number;
}
