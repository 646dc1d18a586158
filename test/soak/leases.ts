/** Repeats the trial of test/registry/lease-stress.test.ts, each time on a new server. */
import { runLeaseStress, type StressReport } from '../registry/lease-stress-trial.ts';

export interface LeasesSoakOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  readonly rounds: number;
  /** The seed of the first round; each next round adds one. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface LeasesSoakReport {
  readonly rounds: number;
  readonly steps: number;
  /** The number of times that an observer read the database. */
  readonly samples: number;
  /** Must be empty; each names the seed of its round. */
  readonly violations: readonly string[];
}

export async function runLeasesSoak({ bin, rounds, seed, say }: LeasesSoakOptions): Promise<LeasesSoakReport> {
  const reports: StressReport[] = [];
  while (reports.length < rounds) {
    const round = seed + reports.length;
    const report = await runLeaseStress({ bin, seed: round, devices: 16, steps: 120 });
    reports.push(report);
    say(`leases, seed ${round}: ${report.samples} samples, ${report.wrong.length} wrong`);
  }
  const stepsOf = ({ statuses }: StressReport) => Object.values(statuses).reduce((sum, times) => sum + times, 0);
  return {
    rounds: reports.length,
    steps: reports.reduce((sum, report) => sum + stepsOf(report), 0),
    samples: reports.reduce((sum, { samples }) => sum + samples, 0),
    violations: reports.flatMap(({ wrong }) => wrong),
  };
}
