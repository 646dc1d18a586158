/** The histories of outbox.model.test.ts for as long as one likes, in rounds that each begin anew. */
import { tryHistories } from '../client/outbox-histories.ts';

const perRound = 2_000;

export interface OutboxSoakOptions {
  /** How many histories of a device, from its first use to its rest. */
  readonly histories: number;
  /** Of the first round; each round's is one more. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface OutboxSoakReport {
  readonly histories: number;
  readonly seconds: number;
  /** How often each kind of thing was reached. */
  readonly reached: ReadonlyMap<string, number>;
  /** What must be none: the histories that went wrong, in words, made as short as they will be. */
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
