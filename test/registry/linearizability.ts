/**
 * 64 concurrent clients on several registry processes on one PostgreSQL. Runs them, watches the database, kills processes,
 * and then decides for the history of every show whether it could have happened one call after another.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createRegistryServer } from '@kaiku/registry';
import { type Deliver, type LiveShow, runClient, type TakeLease } from './linearizability-clients.ts';
import { createObserver, type Observer } from './linearizability-database.ts';
import { checkHistory, type EndRows, findChangedResponses, missing } from './linearizability-oracle.ts';
import { createRandom } from './linearizability-random.ts';
import { keyOf } from './linearizability-requests.ts';
import { createShop } from './linearizability-shop.ts';
import { type Received, toLeaseRequest, toReceived, toRequest, toReturnRequest } from './linearizability-wire.ts';

/** One route to the registry: an address, and a function that fetches from it. */
export interface Way {
  readonly base: string;
  fetch(request: Request): Response | Promise<Response>;
}

export interface TrialOptions {
  /** The PostgreSQL behind all routes. */
  readonly databaseUrl: string;
  /** Routes that are open now. */
  readonly ways: () => readonly Way[];
  /** Closes one route at any moment, and opens it again. */
  readonly kill?: (which: number) => Promise<void>;
  readonly seed: number;
  /** The trial ends after this many calls, or this time. */
  readonly lasts: { readonly calls: number } | { readonly ms: number };
  readonly clients?: number;
  /**
   * What a kill ends. With the database, usages may be lost that were shown by a read but never acknowledged, so the
   * answers of reads are not checked. Default: `processes`.
   */
  readonly kills?: 'processes' | 'database';
  /** A folder for wrong histories. Default: they are not stored. */
  readonly keepWrongIn?: string;
}

/** What was done, next to what was found: a zero means little without the total. */
export interface TrialReport {
  readonly seed: number;
  readonly shows: number;
  readonly calls: number;
  readonly unanswered: number;
  readonly acknowledged: number;
  /** Acknowledged usages that were never voided. All of them are in the registry. */
  readonly kept: number;
  /** Tickets that leases have reassigned. If it is 0, the trial has shown nothing about that. */
  readonly reassigned: number;
  readonly kills: number;
  readonly samples: number;
  readonly seconds: number;
  readonly violations: readonly string[];
  /** Shows whose history was too long to search: neither right nor wrong. */
  readonly undecided: number;
}

/** The number of calls between two reads of the database, and between two kills. */
const callsASample = 40;
export const callsAKill = 900;

const venueId = 'koe';
const token = 'linearizability';

export async function runTrial(options: TrialOptions): Promise<TrialReport> {
  const { databaseUrl, seed, lasts, clients = 64 } = options;
  const registryServer = await createRegistryServer({
    database: { kind: 'postgres', url: databaseUrl },
    scenario: 'empty',
  });
  const observer = await createObserver(databaseUrl);
  const shop = await createShop({ store: registryServer.store, seed, venueId, token });
  const watch = createWatch({ ...options, observer, live: () => shop.live });
  const received = new Map<string, Received[]>();
  const startedAt = performance.now();
  const deliver: Deliver = async (show, ask, fault, random) => {
    const way = random.pick(options.ways());
    if (way === undefined || ask.kind === 'rows') return undefined;
    const request = toRequest(ask, { base: way.base, showId: show.id, token, fault });
    const answer = await send(way, request).catch((error: Error) => {
      watch.violations.push(`${show.id}: ${JSON.stringify(ask)}: ${error.message}`);
      return undefined;
    });
    const key = keyOf(ask);
    if (answer !== undefined && key !== undefined) received.set(key, [...(received.get(key) ?? []), answer]);
    watch.called();
    if ('calls' in lasts ? watch.calls >= lasts.calls : performance.now() - startedAt >= lasts.ms) shop.close();
    return answer?.reply;
  };
  const takeLease: TakeLease = async ({ id: showId }, random) => {
    const way = random.pick(options.ways());
    if (way === undefined) return;
    const lease = { id: random.uuid(), journal: random.uuid(), showId, want: 1 + random.below(5) };
    // Granted, lost or cut: no client waits for it.
    await send(way, toLeaseRequest(lease, { base: way.base, token })).catch(() => undefined);
    if (random.chance(0.3)) await send(way, toReturnRequest(lease, { base: way.base, token })).catch(() => undefined);
  };
  try {
    const running = Array.from({ length: clients }, (_, client) =>
      runClient(client, { shop, deliver, takeLease, seed }),
    );
    await Promise.all(running).catch(async (error: unknown) => {
      shop.close();
      await Promise.allSettled(running);
      throw error;
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    await watch.end();
    const shows = shop.all.filter(({ calls }) => calls.length > 0);
    const checked = await checkHistories(shows, { ...options, observer, received });
    const { kills, samples } = watch;
    const reassigned = await observer.reassigned(shows.map(({ id }) => id));
    return {
      ...checked,
      seed,
      seconds,
      reassigned,
      kills,
      samples,
      violations: [...watch.violations, ...checked.violations],
    };
  } finally {
    shop.close();
    await Promise.all([watch.end(), shop.settled()]);
    await observer.close();
    await registryServer.close();
  }
}

async function send(way: Way, request: Request): Promise<Received | undefined> {
  let response: Response;
  try {
    response = await way.fetch(request);
    if (response.type === 'error') return undefined;
  } catch {
    return undefined; // cut, refused or killed: the outcome is unknown
  }
  return toReceived(response);
}

/** Reads the database and kills processes while the calls are made. */
function createWatch(given: TrialOptions & { readonly observer: Observer; readonly live: () => readonly LiveShow[] }) {
  const { observer, live, kill, seed } = given;
  const random = createRandom(seed ^ 0x5eed);
  const violations: string[] = [];
  const killings: Promise<void>[] = [];
  let [calls, samples] = [0, 0];
  let sampling: Promise<void> | undefined;
  let killing = 0;

  async function sample(): Promise<void> {
    try {
      violations.push(...(await observer.sample(live())));
      samples += 1;
    } catch (error) {
      // A failover disconnects the observer, too.
      if (killing === 0) throw error;
    }
    sampling = undefined;
  }
  return {
    violations,
    get calls() {
      return calls;
    },
    get kills() {
      return killings.length;
    },
    get samples() {
      return samples;
    },
    called() {
      calls += 1;
      if (calls % callsASample === 0) sampling ??= sample();
      if (calls % callsAKill === 0 && kill !== undefined) {
        killing += 1;
        const ended = () => {
          killing -= 1;
        };
        killings.push(kill(random.below(3)).finally(ended));
      }
    },
    async end() {
      await sampling;
      await Promise.all(killings);
    },
  };
}

async function keep(show: LiveShow, { taken, rows }: EndRows, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const history = { ...show, end: { taken, rows: [...rows] } };
  await writeFile(path.join(folder, `${show.id}.json`), JSON.stringify(history, null, 1));
}

async function checkHistories(
  shows: readonly LiveShow[],
  given: {
    readonly observer: Observer;
    readonly received: ReadonlyMap<string, Received[]>;
  } & Pick<TrialOptions, 'kills' | 'keepWrongIn'>,
) {
  const { observer, received, kills, keepWrongIn } = given;
  const violations: string[] = [...findChangedResponses(received)];
  let [undecided, kept] = [0, 0];
  for (const show of shows) {
    const end = await observer.rows(show.id);
    const counted = show.calls.filter(({ request }) => kills !== 'database' || request.kind !== 'read');
    const history = checkHistory({ ...show, calls: counted }, end);
    const isRight = history.kind === 'decided' && history.violations.length === 0;
    if (!isRight && keepWrongIn !== undefined) await keep(show, end, keepWrongIn);
    if (history.kind === 'undecided') undecided += 1;
    else violations.push(...history.violations);
    const found = missing(show.calls, end);
    kept += found.kept;
    violations.push(...found.lost);
  }
  const calls = shows.flatMap((show) => show.calls);
  const unanswered = calls.filter(({ answered }) => answered === undefined).length;
  const acknowledged = calls.length - unanswered;
  return { shows: shows.length, calls: calls.length, unanswered, acknowledged, kept, violations, undecided };
}

/** The numbers of a report, without the faults. */
export function inWords({
  shows,
  calls,
  acknowledged,
  unanswered,
  kept,
  reassigned,
  kills,
  samples,
  seconds,
}: TrialReport): string {
  return (
    `${calls} calls in ${seconds.toFixed(1)} s (${acknowledged} answered, ${unanswered} lost), ${kills} kills, ` +
    `${samples} samples, ${shows} histories, ${kept} usages acknowledged for good and there, ${reassigned} tickets reassigned`
  );
}
