/**
 * Repeats the trial of test/registry/linearizability.ts while PostgreSQL fails over to a standby: with synchronous
 * replication, and for comparison with asynchronous replication, which may lose what it has acknowledged.
 */

import { runTrial, type TrialReport } from '../registry/linearizability.ts';
import { startServers } from '../registry/linearizability-servers.ts';
import { type PairOptions, startPair } from '../registry/postgres-pair.ts';
import { quantile } from '../support/quantile.ts';

/** Enough for four failovers, and fewer calls than one batch of shows takes, so that no show is created during one. */
const callsPerRound = 3_700;
/** The wait of a client after a 503. Shorter than `Retry-After` says, so that clients send during the whole trial. */
const retryAfterMs = 250;

export interface FailoverSoakOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  /** The number of failovers with synchronous replication; half as many run with asynchronous replication. */
  readonly failovers: number;
  /** The seed of the first round; each next round adds one. */
  readonly seed: number;
  /** The folder for histories that fail the check. */
  readonly keepWrongIn: string;
  readonly say: (line: string) => void;
}

export interface FailoverSoakReport {
  readonly synchronous: Outcome;
  readonly asynchronous: Outcome & { readonly lost: number };
  /** Must be empty: what synchronous replication lost, and each failure in a registry's log. */
  readonly violations: readonly string[];
}

interface Outcome {
  readonly failovers: number;
  readonly calls: number;
  readonly acknowledgedForGood: number;
  /** The time from the kill until the standby is the primary, and until a new standby replicates. */
  readonly medianPromotedMs: number;
  readonly medianReplicatedMs: number;
}

export async function runFailoverSoak(options: FailoverSoakOptions): Promise<FailoverSoakReport> {
  const { failovers, ...given } = options;
  // The delay of a standby in another town, so that asynchronous replication can lose something.
  const replicationDelayMs = 40;
  const sync = await playFailovers({ ...given, failovers, pair: { isSynchronous: true, replicationDelayMs: 0 } });
  const async = await playFailovers({
    ...given,
    failovers: Math.ceil(failovers / 2),
    pair: { isSynchronous: false, replicationDelayMs },
  });
  return {
    synchronous: sync.outcome,
    asynchronous: { ...async.outcome, lost: async.violations.filter((line) => line.endsWith('was lost')).length },
    violations: [...sync.violations, ...sync.complaints, ...async.complaints],
  };
}

async function playFailovers(
  given: {
    readonly pair: PairOptions;
  } & FailoverSoakOptions,
) {
  const { bin, seed, failovers, keepWrongIn, say } = given;
  const pair = await startPair(bin, given.pair);
  const servers = await startServers(2, pair.url);
  const reports: TrialReport[] = [];
  const times: { readonly promotedMs: number; readonly replicatedMs: number }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const failOver = () => {
    const done = last.then(async () => void times.push(await pair.failOver()));
    last = done;
    return done;
  };
  const fetchPatiently = async (request: Request) => {
    const response = await fetch(request);
    if (response.status === 503) await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    return response;
  };
  try {
    while (times.length < failovers) {
      const report = await runTrial({
        databaseUrl: pair.url,
        ways: () => servers.urls.map((base) => ({ base, fetch: fetchPatiently })),
        kill: failOver,
        kills: 'database',
        keepWrongIn,
        seed: seed + reports.length,
        lasts: { calls: callsPerRound },
      });
      reports.push(report);
      const how = given.pair.isSynchronous ? 'synchronous' : 'asynchronous';
      say(
        `failover, ${how}, seed ${report.seed}: ${report.kills} failovers, ${report.calls} calls, ` +
          `${report.kept} acknowledged usages found, ${report.violations.length} violations`,
      );
    }
  } finally {
    await servers.stop();
    await pair.stop();
  }
  const outcome: Outcome = {
    failovers: times.length,
    calls: reports.reduce((sum, { calls }) => sum + calls, 0),
    acknowledgedForGood: reports.reduce((sum, { kept }) => sum + kept, 0),
    medianPromotedMs: Math.round(
      quantile(
        times.map(({ promotedMs }) => promotedMs),
        0.5,
      ),
    ),
    medianReplicatedMs: Math.round(
      quantile(
        times.map(({ replicatedMs }) => replicatedMs),
        0.5,
      ),
    ),
  };
  return { outcome, violations: reports.flatMap(({ violations }) => violations), complaints: servers.complaints };
}
