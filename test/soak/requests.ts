/** Repeats the trial of test/registry/fuzz.test.ts, in rounds with a new registry and a seed each. */
import { createRegistryServer } from '@kaiku/registry';
import { runFuzz } from '../registry/fuzz-trial.ts';

const perRound = 10_000;

export interface RequestsSoakOptions {
  readonly requests: number;
  /** The seed of the first round; each next round adds one. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface RequestsSoakReport {
  readonly requests: number;
  /** The number of responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Must be empty; each names the seed that repeats it. */
  readonly violations: readonly string[];
}

export async function runRequestsSoak({ requests, seed, say }: RequestsSoakOptions): Promise<RequestsSoakReport> {
  const violations: string[] = [];
  const statuses: Record<string, number> = {};
  let done = 0;
  for (let round = seed; done < requests; round += 1) {
    const complaints: string[] = [];
    const now = () => Date.parse('2026-11-20T10:00:00Z');
    const registryServer = await createRegistryServer({
      now,
      lookUpLimits: 'none',
      log: (line) => complaints.push(line),
    });
    const report = await runFuzz(registryServer, round, Math.min(perRound, requests - done)).finally(() =>
      registryServer.close(),
    );
    done += report.sent;
    for (const [status, times] of Object.entries(report.statuses)) statuses[status] = (statuses[status] ?? 0) + times;
    violations.push(
      ...report.wrong,
      ...complaints.map((line) => `seed ${round}: ${line}`),
      ...report.keptOfRefused.map((id) => `seed ${round}: ${id} was refused and is stored`),
    );
    say(`requests, seed ${round}: ${done} requests, ${violations.length} wrong`);
  }
  return { requests: done, statuses, violations };
}
