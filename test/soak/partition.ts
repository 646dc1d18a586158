/** Repeats the trial of test/offline/partition.test.ts for many shows. */
import { type PartitionReport, playPartition } from '../offline/partition.ts';
import { openRegistry } from '../offline/registry.ts';
import { createTimeline } from '../offline/timeline.ts';

export interface PartitionSoakOptions {
  /** @default 100 (some minutes) */
  readonly shows?: number;
  /** The seed of the first show; each next show adds one. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface PartitionSoakReport {
  readonly seed: number;
  readonly shows: number;
  readonly scans: number;
  readonly letIn: PartitionReport['letIn'];
  readonly over: number;
  readonly copies: number;
  /** The longest time until all outboxes were empty after the network worked again, in virtual seconds. */
  readonly longestDrainS: number;
  readonly happened: Readonly<Record<string, number>>;
  /** Must be empty; each names the seed that repeats it. */
  readonly violations: readonly string[];
}

/** A new registry opens after this number of shows, because it never deletes a row. */
const showsPerRegistry = 50;

export async function runPartitionSoak({ shows = 100, seed, say }: PartitionSoakOptions): Promise<PartitionSoakReport> {
  const reports: PartitionReport[] = [];
  say(`partitions: ${shows} shows from seed ${seed}`);
  while (reports.length < shows) {
    const timeline = createTimeline(Date.parse('2026-05-15T10:00:00Z'));
    const registry = await openRegistry(timeline);
    const until = Math.min(shows, reports.length + showsPerRegistry);
    while (reports.length < until) {
      const report = await playPartition(timeline, registry, seed + reports.length);
      reports.push(report);
      for (const line of report.violations) say(line);
    }
    await registry.close();
    say(`${reports.length} shows, ${reports.reduce((sum, { violations }) => sum + violations.length, 0)} violations`);
  }
  return addUp(seed, reports);
}

function addUp(seed: number, reports: readonly PartitionReport[]): PartitionSoakReport {
  const sum = (pick: (report: PartitionReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  const happened: Record<string, number> = {};
  for (const report of reports)
    for (const [what, times] of Object.entries(report.happened)) happened[what] = (happened[what] ?? 0) + times;
  return {
    seed,
    shows: reports.length,
    scans: sum(({ scans }) => scans),
    letIn: {
      registry: sum(({ letIn }) => letIn.registry),
      lease: sum(({ letIn }) => letIn.lease),
      unconfirmed: sum(({ letIn }) => letIn.unconfirmed),
    },
    over: sum(({ over }) => over),
    copies: sum(({ copied }) => Number(copied)),
    longestDrainS: reports.reduce((longest, { drainedMs }) => Math.max(longest, drainedMs), 0) / 1_000,
    happened,
    violations: reports.flatMap(({ violations }) => violations),
  };
}
