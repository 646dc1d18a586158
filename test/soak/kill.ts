/** Repeats the trial of test/kill in rounds of a hundred kills, each with a new device and a new registry. */

import { measureFailover } from '../kill/failover.ts';
import { openRegistry, type Registry } from '../kill/registry.ts';
import { openRegistryProcess } from '../kill/registry-process.ts';
import { openStage } from '../kill/stage.ts';
import { inWords, runTrial, type TrialOptions, type TrialReport } from '../kill/trial.ts';
import { quantile } from '../support/quantile.ts';

const roundOf = 100;
const failovers = 25;

export interface KillSoakOptions {
  /** A tenth as many more run with registries that are killed. @default 1,000 */
  readonly kills?: number;
  /** The seed of the first round; each next round adds one. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface KillSoakReport {
  readonly browsersKilled: number;
  readonly tabsKilled: number;
  readonly registriesKilled: number;
  /** Visits that a clerk saw recorded, on the device or in the registry. */
  readonly acknowledged: number;
  readonly undone: number;
  readonly requests: number;
  readonly faulted: number;
  readonly redelivered: number;
  /** Files torn on purpose after a kill; how often the browser reported that it deleted a database because of that. */
  readonly torn: number;
  readonly thrownAway: number;
  /** Databases that a page found deleted, or in an earlier state. Each was restored from its copy. */
  readonly gone: number;
  readonly behind: number;
  readonly failoverMedianMs: number;
  readonly failoverLongestMs: number;
  /** Must be zero; `complaints` names each case. */
  readonly lost: number;
  readonly wrong: number;
  readonly phantoms: number;
  readonly duplicates: number;
  readonly complaints: readonly string[];
}

export async function runKillSoak({ kills = 1_000, seed, say }: KillSoakOptions): Promise<KillSoakReport> {
  const reports: TrialReport[] = [];
  const next = () => seed + reports.length;
  for (let left = kills; left > 0; left -= roundOf) {
    reports.push(await round(openRegistry, { seed: next(), kills: Math.min(left, roundOf), tears: 'some' }));
    const kills = Math.ceil(Math.min(left, roundOf) / 10);
    reports.push(await round(openRegistryProcess, { seed: next(), kills, tears: 'never' }));
  }
  const stage = await openStage(openRegistry);
  const tookMs = await measureFailover(stage, failovers).finally(() => stage.close());
  const sum = (pick: (report: TrialReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  return {
    browsersKilled: sum((report) => report.kills.browser),
    registriesKilled: sum((report) => report.kills.registry),
    tabsKilled: sum((report) => report.kills.tab),
    acknowledged: sum(({ confirmed, provisional }) => confirmed + provisional),
    undone: sum(({ undone }) => undone),
    requests: sum(({ requests }) => requests),
    faulted: sum(({ faulted }) => faulted),
    redelivered: sum(({ redelivered }) => redelivered),
    torn: sum(({ torn }) => Object.values(torn).reduce((total, times) => total + times, 0)),
    thrownAway: sum(({ thrownAway }) => thrownAway),
    gone: sum(({ gone }) => gone),
    behind: sum(({ behind }) => behind),
    failoverMedianMs: quantile(tookMs, 0.5),
    failoverLongestMs: Math.max(...tookMs),
    lost: sum(({ lost }) => lost.length),
    wrong: sum(({ wrong }) => wrong.length),
    phantoms: sum(({ phantoms }) => phantoms.length),
    duplicates: sum(({ duplicates }) => duplicates.length),
    complaints: reports.flatMap(complaintsOf),
  };

  // A new registry for each round: one that has run for hours would be another trial.
  async function round(
    open: () => Promise<Registry>,
    options: Pick<TrialOptions, 'seed' | 'kills' | 'tears'>,
  ): Promise<TrialReport> {
    const onStage = await openStage(open);
    try {
      const report = await runTrial(onStage, { ...options, storage: 'real', outages: 'some' });
      say(inWords(report));
      for (const complaint of complaintsOf(report)) say(`  ${complaint}`);
      return report;
    } finally {
      await onStage.close();
    }
  }
}

function complaintsOf({ seed, lost, wrong, phantoms, duplicates, complaints }: TrialReport): readonly string[] {
  const found = Object.entries({ lost, wrong, phantoms, duplicates });
  return [
    ...found.flatMap(([what, ids]) => (ids.length > 0 ? [`${what} with seed ${seed}: ${ids.join(', ')}`] : [])),
    ...complaints,
  ];
}
