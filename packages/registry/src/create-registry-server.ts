import { after } from './after.ts';
import { type App, createApp } from './app.ts';
import type { ChooseFault } from './faults/faults.ts';
import { createRunFiles } from './hand-over/run-files.ts';
import { type Budgets, defaultBudgets } from './http/budgets.ts';
import { defaultProblemTypeBase } from './http/problems.ts';
import { type LogEntry, toLogLine } from './observe/log.ts';
import { measureStore } from './observe/measure-store.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { defaultRetentionDays, startRetention } from './retention.ts';
import { arkiWorld } from './scenarios/arki.ts';
import type { CardCheck } from './store/cards/card-list.ts';
import { createStore, type DatabaseChoice } from './store/create-store.ts';
import { defaultLimits, type LookUpLimits, noLimits } from './store/lookups/limits.ts';
import type { PrivateSealingKey } from './store/sealing/sealing.ts';
import type { Store } from './store/store.ts';
import type { World } from './store/world.ts';

/** Options of {@link createRegistryServer}. */
export interface RegistryServerOptions {
  /** Where the data is stored. Default: in memory, until `close`. */
  readonly database?: DatabaseChoice;
  /**
   * The private keys that open what devices have sealed, newest first. Processes on one database must share them, and a lost
   * key loses what is sealed to it. Default: those of `sealing-keys.json` in the folder, made on the first start; without a
   * folder, one that is lost at the end.
   */
  readonly sealingKeys?: readonly PrivateSealingKey[];
  /** Deletes existing data first. Default: false. */
  readonly reset?: boolean;
  /** The data at the start. `empty` has no venue, so every token is rejected until `store.seed`. Default: `arki`. */
  readonly scenario?: ScenarioName;
  /**
   * What the registry makes of a card that its list of cards lacks, in every process on the database. `listed` refuses it as
   * unregistered. `not-checked` records it, and Kaikukanta checks it at the import (docs/house.md). Default: as it was set
   * before; at first `listed`.
   */
  readonly cards?: CardCheck;
  /** The registry's clock, in milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** Origins whose pages may call the registry, such as `https://tickets.example`. Default: every origin of this machine. */
  readonly allowedOrigins?: readonly string[];
  /** The page that explains the problem codes. Default: docs/errors.md of the project. */
  readonly problemTypeBase?: string;
  /**
   * The rate of a device's look-ups, and the number of unknown codes after which it waits. `none` is for tests and benches.
   * Default: `defaultLimits`.
   */
  readonly lookUpLimits?: Partial<LookUpLimits> | 'none';
  /**
   * How many requests a device or an address may send. Default: `defaultBudgets`, or `none` if `lookUpLimits` is `none`.
   */
  readonly budgets?: Partial<Budgets> | 'none';
  /**
   * The header in which the proxy in front names the address of each client, such as `X-Real-IP`. Name only a header that
   * the proxy always writes: otherwise a client writes it, with any address. Default: none, the address of the connection.
   */
  readonly addressHeader?: string;
  /**
   * The address at which browsers reach the registry, such as `https://registry.example/`. Passkeys are bound to its host, and
   * enrolled devices sign it with each request. Default: that of the request, if it is this machine; otherwise no one can
   * sign in, and no device can be enrolled.
   */
  readonly publicUrl?: string;
  /**
   * How long a device may wait for news of a show, in milliseconds; less than its own timeout. With `none` there is no
   * news, for a proxy that keeps no request open: devices then poll every 15 seconds. Default: 10 000.
   */
  readonly newsWaitMs?: number | 'none';
  /**
   * How long a request waits for tickets that were recalled from devices, in milliseconds. With 0 they are reassigned at
   * once. Default: 1500, because a responding device returns tickets within a second (decision 0010).
   */
  readonly recallWaitMs?: number;
  /** The faults until `setFaults`. Default: none. */
  readonly chooseFault?: ChooseFault;
  /**
   * The key of the fingerprints by which a repeated visit is recognised: at least 32 random characters, the same in every
   * process, and not stored with the database's dumps. Default: one that the database stores.
   */
  readonly fingerprintKey?: string;
  /** For how many days cards are kept (docs/security.md#retention). Default: 550. `forever`: until `Store.anonymise`. */
  readonly keepCardsDays?: number | 'forever';
  /**
   * The files of the hand-over that managers fetch over HTTP. `folder` is that of the nightly files: its `layout.json` holds for
   * both, and a confirmed file is deleted there. `password` encrypts them. Default: the programme's fields, not encrypted.
   */
  readonly handOver?: { readonly folder?: string; readonly password?: string };
  /**
   * Gets each line of the log: a JSON object with `time`, `level` and `message`, without card codes or tokens, when the
   * registry fails, waits for its database or migrates it. Default: no log.
   */
  readonly log?: (line: string) => void;
  /** Logs every request, with its operation, status and duration. Default: false. */
  readonly logsRequests?: boolean;
  /** Collects metrics for `RegistryServer.metricsApp`. Default: false. */
  readonly hasMetrics?: boolean;
}

/** The name of a world that the registry starts with. */
export type ScenarioName = keyof typeof scenarios;

/** A registry and its data. Pass requests to `app.fetch`, or serve it with {@link listen}. */
export interface RegistryServer {
  /** The Hono app. */
  readonly app: App;
  /** The data. */
  readonly store: Store;
  /**
   * Serves `GET /metrics` as Prometheus text, if the option `hasMetrics` is on. It requires no token: listen on an address
   * that only your monitoring can reach.
   */
  readonly metricsApp: Pick<App, 'fetch'> | undefined;
  /** Chooses the faults from now on; `undefined` for none. */
  setFaults(choose: ChooseFault | undefined): void;
  /** Closes the database. Call it after the server has closed. */
  close(): Promise<void>;
}

const scenarios = {
  arki: arkiWorld,
  empty: () => ({}),
} as const satisfies Record<string, (nowMs: number) => Partial<World>>;

/**
 * Creates a registry. It does not listen. Every start adds the scenario: existing shows and cards get dates relative to
 * today; usages, counts and caps stay. Migrates data of an older version. Waits for a PostgreSQL server that does not
 * respond yet.
 * @throws Error if another process uses the folder, the server rejects the connection, a migration fails, or a newer
 *   version has changed the data so that this version cannot use it
 */
export async function createRegistryServer(options: RegistryServerOptions = {}): Promise<RegistryServer> {
  const { now = Date.now, scenario = 'arki', newsWaitMs = 10_000 } = options;
  const log = (entry: LogEntry) => options.log?.(toLogLine(entry, now()));
  let metrics: Metrics | undefined;
  const stored = await createStore({
    database: options.database ?? { kind: 'memory' },
    sealingKeys: options.sealingKeys,
    now,
    reset: options.reset ?? false,
    newsWaitMs: typeof newsWaitMs === 'number' ? newsWaitMs : 0,
    recallWaitMs: options.recallWaitMs ?? 1_500,
    log: (message) => log({ level: 'warn', message }),
    fingerprintKey: options.fingerprintKey,
    limits: options.lookUpLimits === 'none' ? noLimits : { ...defaultLimits, ...options.lookUpLimits },
    onBatch: (visits) => metrics?.addBatch(visits),
  });
  try {
    if (options.cards !== undefined) await stored.checkCards(options.cards);
    await stored.seed(scenarios[scenario](now()));
  } catch (error) {
    await stored.close();
    throw error;
  }
  if (options.hasMetrics) metrics = createMetrics(stored);
  const store = metrics === undefined ? stored : measureStore(stored, metrics);
  const budgets = options.budgets ?? (options.lookUpLimits === 'none' ? 'none' : {});
  let chosen = options.chooseFault;
  let isClosing = false;
  const app = createApp({
    store,
    now,
    servesNews: newsWaitMs !== 'none',
    allowedOrigins: options.allowedOrigins,
    budgets: budgets === 'none' ? undefined : { ...defaultBudgets, ...budgets },
    addressHeader: options.addressHeader,
    runFiles: createRunFiles({ ...options.handOver, handOvers: store.handOvers }),
    publicUrl: options.publicUrl === undefined ? undefined : toBase(options.publicUrl),
    problemTypeBase: options.problemTypeBase ?? defaultProblemTypeBase,
    chooseFault: (request) => chosen?.(request),
    // A request that waits for news fails when the database closes. Do not log that.
    log: (entry) => isClosing || log(entry),
    logsRequests: options.logsRequests ?? false,
    metrics,
  });
  const setFaults = (choose: ChooseFault | undefined) => {
    chosen = choose;
  };
  const { keepCardsDays = defaultRetentionDays } = options;
  const stopRetention =
    keepCardsDays === 'forever'
      ? undefined
      : startRetention({ store, now, days: keepCardsDays, log: (message) => log({ level: 'info', message }), after });
  async function close(): Promise<void> {
    isClosing = true;
    await stopRetention?.();
    await store.close();
  }
  return { app, store, metricsApp: metrics?.app, setFaults, close };
}

/** Returns the address with a final slash. @throws Error if it is not an http(s) URL without a query */
function toBase(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (!/^https?:$/.test(url?.protocol ?? '') || url?.search || url?.hash)
    throw new Error(`The public address must be an http(s) URL such as https://registry.example/, not '${publicUrl}'.`);
  return url?.href.replace(/\/?$/, '/') ?? '';
}
