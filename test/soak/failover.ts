/**
 * The trial of test/registry/linearizability.ts while PostgreSQL fails over to a standby: with synchronous replication, and
 * beside it with asynchronous replication, which may lose what it has acknowledged.
 */
import { runTrial, type TrialReport } from '../registry/linearizability.ts';
import { startServers } from '../registry/linearizability-servers.ts';
import { type PairOptions, startPair } from '../registry/postgres-pair.ts';

/** Four failovers: fewer calls than the shows of one batch take, so that none has to be made during a failover. */
const callsARound = 3_700;
/** A client that got a 503 waits before it repeats its request, as `Retry-After` says; shorter, to be there in time. */
const retryAfterMs = 250;

export interface FailoverSoakOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  /** With synchronous replication; half as many with asynchronous replication. */
  readonly failovers: number;
  /** Of the first round; each round's is one more. */
  readonly seed: number;
  /** A folder for histories that are found wrong. */
  readonly keepWrongIn: string;
  readonly say: (line: string) => void;
}

export interface FailoverSoakReport {
  readonly synchronous: Outcome;
  readonly asynchronous: Outcome & { readonly lost: number };
  /** What must be none: what synchronous replication has lost, and each failure in a registry's log. */
  readonly violations: readonly string[];
}

interface Outcome {
  readonly failovers: number;
  readonly calls: number;
  readonly acknowledgedForGood: number;
  /** From the kill until the standby is the primary; until a new standby streams. */
  readonly medianPromotedMs: number;
  readonly medianReplicatedMs: number;
}

export async function runFailoverSoak(options: FailoverSoakOptions): Promise<FailoverSoakReport> {
  const { failovers, ...given } = options;
  // The time of a standby in another town, so that asynchronous replication has something to lose.
  const replicationDelayMs = 40;
  const sync = await fail({ ...given, failovers, pair: { isSynchronous: true, replicationDelayMs: 0 } });
  const async = await fail({
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

async function fail(
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
        lasts: { calls: callsARound },
      });
      reports.push(report);
      const how = given.pair.isSynchronous ? 'synchronous' : 'asynchronous';
      say(
        `failover, ${how}, seed ${report.seed}: ${report.kills} failovers, ${report.calls} calls, ` +
          `${report.kept} usages acknowledged for good and there, ${report.violations.length} violations`,
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
    medianPromotedMs: median(times.map(({ promotedMs }) => promotedMs)),
    medianReplicatedMs: median(times.map(({ replicatedMs }) => replicatedMs)),
  };
  return { outcome, violations: reports.flatMap(({ violations }) => violations), complaints: servers.complaints };
}

function median(values: readonly number[]): number {
  return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
}
