/** Repeats the trial of test/registry/linearizability.ts, in rounds of a minute with a seed each. */
import { inWords, runTrial, type TrialReport } from '../registry/linearizability.ts';
import { startServers } from '../registry/linearizability-servers.ts';
import { setRole, startPgBouncer } from '../registry/throwaway-pgbouncer.ts';
import { startPostgres } from '../registry/throwaway-postgres.ts';

const roundMs = 60_000;

export interface SoakOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  readonly minutes: number;
  /** Connect through a PgBouncer in transaction mode. @default false */
  readonly pooled?: boolean;
  /** The seed of the first round; each next round adds one. */
  readonly seed: number;
  /** The folder for histories that fail the check. */
  readonly keepWrongIn: string;
  readonly say: (line: string) => void;
}

export interface SoakReport {
  readonly calls: number;
  readonly lost: number;
  readonly acknowledgedForGood: number;
  readonly kills: number;
  readonly samples: number;
  readonly histories: number;
  /** Must be empty. */
  readonly violations: readonly string[];
  readonly complaints: readonly string[];
  readonly undecided: number;
}

/** Runs a round per minute, each with the next seed. Returns the sums. */
export async function soakRegistry(options: SoakOptions): Promise<SoakReport> {
  const { bin, minutes, pooled = false, seed, keepWrongIn, say } = options;
  const postgres = await startPostgres(bin);
  if (pooled) await setRole(postgres.url);
  const bouncer = pooled ? await startPgBouncer(postgres.url) : undefined;
  const servers = await (bouncer === undefined
    ? startServers(3, postgres.url)
    : startServers(3, bouncer.url, { DATABASE_POOLER: 'unnamed-statements' }));
  const reports: TrialReport[] = [];
  try {
    for (let leftMs = minutes * 60_000; leftMs > 0; leftMs -= roundMs) {
      const report = await runTrial({
        databaseUrl: postgres.url,
        ways: () => servers.urls.map((base) => ({ base, fetch })),
        kill: (which) => servers.kill(which),
        seed: seed + reports.length,
        lasts: { ms: Math.min(leftMs, roundMs) },
        keepWrongIn,
      });
      reports.push(report);
      say(
        `seed ${report.seed}: ${inWords(report)}; ${report.violations.length} violations, ${report.undecided} undecided`,
      );
    }
  } finally {
    await servers.stop();
    await bouncer?.stop();
    await postgres.stop();
  }
  return addUp(reports, servers.complaints);
}

function addUp(reports: readonly TrialReport[], complaints: readonly string[]): SoakReport {
  const sum = (pick: (report: TrialReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  return {
    calls: sum(({ calls }) => calls),
    lost: sum(({ unanswered }) => unanswered),
    acknowledgedForGood: sum(({ kept }) => kept),
    kills: sum(({ kills }) => kills),
    samples: sum(({ samples }) => samples),
    histories: sum(({ shows }) => shows),
    violations: reports.flatMap(({ violations }) => violations),
    complaints,
    undecided: sum(({ undecided }) => undecided),
  };
}
