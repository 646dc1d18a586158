/** Repeats the histories of outbox.model.test.ts, in rounds with a seed each. */
import { tryHistories } from '../client/outbox-histories.ts';

const perRound = 2_000;

export interface OutboxSoakOptions {
  /** The number of histories of a device, each from its first use until nothing is pending. */
  readonly histories: number;
  /** The seed of the first round; each next round adds one. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface OutboxSoakReport {
  readonly histories: number;
  readonly seconds: number;
  /** The number of events of each kind. */
  readonly reached: ReadonlyMap<string, number>;
  /** Must be empty: the histories that failed, in words, each shrunk to its shortest. */
  readonly wrong: readonly string[];
}

export async function runOutboxSoak(options: OutboxSoakOptions): Promise<OutboxSoakReport> {
  const { histories, seed, say } = options;
  const began = performance.now();
  const reached = new Map<string, number>();
  const wrong: string[] = [];
  let done = 0;
  for (let round = 0; done < histories; round += 1) {
    const report = await tryHistories({ histories: Math.min(perRound, histories - done), seed: seed + round });
    done += report.tried;
    for (const [what, times] of report.reached) reached.set(what, (reached.get(what) ?? 0) + times);
    if (report.wrong !== undefined) wrong.push(report.wrong);
    say(`outbox, seed ${seed + round}: ${done} histories, ${wrong.length} wrong`);
  }
  return { histories: done, seconds: Math.round((performance.now() - began) / 1000), reached, wrong };
}
