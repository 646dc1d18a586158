import { type App, createApp } from './app.ts';
import type { ChooseFault } from './faults/faults.ts';
import { defaultProblemTypeBase } from './http/problems.ts';
import { arkiWorld } from './scenarios/arki.ts';
import { createStore, type DatabaseChoice } from './store/create-store.ts';
import { defaultLimits, type LookUpLimits, noLimits } from './store/lookups/limits.ts';
import type { Store } from './store/store.ts';
import type { World } from './store/world.ts';

export interface RegistryServerOptions {
  /** Where the data is kept. Default: in memory, gone at `close`. */
  readonly database?: DatabaseChoice;
  /** Begins anew: drops what is there. Default false. */
  readonly reset?: boolean;
  /** The world at the start, by name. `empty` has no venue, so every token is refused until `store.seed`. Default `arki`. */
  readonly scenario?: ScenarioName;
  /** The registry's clock, milliseconds since the Unix epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** Origins whose pages may ask, such as `https://tickets.example`. Default: every origin of this machine. */
  readonly allowedOrigins?: readonly string[];
  /** The page whose headings explain the problem codes. Default: docs/errors.md of the project. */
  readonly problemTypeBase?: string;
  /**
   * How fast a device may look up cards, and after how many unknown codes it is stopped. `none` is for tests and
   * benches. Default: `defaultLimits`.
   */
  readonly lookUpLimits?: Partial<LookUpLimits> | 'none';
  /**
   * How long a device may wait for news of a show, in milliseconds; less than its own time limit. `none` tells no news, for a
   * proxy that keeps no request open: devices look every quarter of a minute then. Default 10 000.
   */
  readonly newsWaitMs?: number | 'none';
  /**
   * How long a request waits for tickets that devices hold and have been asked for, in milliseconds. 0: they are reassigned at
   * once. Default 1500: a device that answers gives back within a second (decision 0010).
   */
  readonly recallWaitMs?: number;
  /** What goes wrong on the way, until `setFaults` says otherwise. Default: nothing. */
  readonly chooseFault?: ChooseFault;
  /** Gets a line where the registry itself failed or waits for its database; never with a card code in it. Default: nobody. */
  readonly log?: (line: string) => void;
}

export type ScenarioName = keyof typeof scenarios;

/** A registry and its data. Give requests to `app.fetch`, or have it listen with `listen`. */
export interface RegistryServer {
  readonly app: App;
  readonly store: Store;
  /** From now on this goes wrong on the way; `undefined`: nothing. */
  setFaults(choose: ChooseFault | undefined): void;
  /** Lets go of the database. Call it after the server has closed. */
  close(): Promise<void>;
}

const scenarios = {
  arki: arkiWorld,
  empty: () => ({}),
} as const satisfies Record<string, (nowMs: number) => Partial<World>>;

/**
 * A Kaikukanta to develop, demo and test against. It does not listen.
 * The scenario is put in at every start: where its shows and cards are there already, their dates are reckoned anew
 * from today; usages, counts and caps stay.
 * Waits for a PostgreSQL that does not answer yet.
 * @throws Error where the folder is in use by another process, the server refuses us, or the tables are another version's
 */
export async function createRegistryServer(options: RegistryServerOptions = {}): Promise<RegistryServer> {
  const { now = Date.now, scenario = 'arki', newsWaitMs = 10_000 } = options;
  const store = await createStore({
    database: options.database ?? { kind: 'memory' },
    now,
    reset: options.reset ?? false,
    newsWaitMs: typeof newsWaitMs === 'number' ? newsWaitMs : 0,
    recallWaitMs: options.recallWaitMs ?? 1_500,
    log: (line) => options.log?.(line),
    limits: options.lookUpLimits === 'none' ? noLimits : { ...defaultLimits, ...options.lookUpLimits },
  });
  try {
    await store.seed(scenarios[scenario](now()));
  } catch (error) {
    await store.close();
    throw error;
  }
  let chosen = options.chooseFault;
  let isClosing = false;
  const app = createApp({
    store,
    now,
    tellsNews: newsWaitMs !== 'none',
    allowedOrigins: options.allowedOrigins,
    problemTypeBase: options.problemTypeBase ?? defaultProblemTypeBase,
    chooseFault: (request) => chosen?.(request),
    // A request that waits for news fails as its database goes: nothing that anybody must hear of.
    log: (line) => isClosing || options.log?.(line),
  });
  const setFaults = (choose: ChooseFault | undefined) => {
    chosen = choose;
  };
  function close(): Promise<void> {
    isClosing = true;
    return store.close();
  }
  return { app, store, setFaults, close };
}
