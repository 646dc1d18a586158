import { Hono } from 'hono';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolState } from '../store/database/database.ts';
import type { Figures } from '../store/figures.ts';
import type { Store } from '../store/store.ts';

/** Counts what a process does. No label has a card code, an id or anything else that a sender chooses. */
export interface Metrics {
  /** Serves `GET /metrics` as Prometheus text. It has no token: do not open it to the network. */
  readonly app: Hono;
  /** Counts a request until the returned function is called with its end. */
  startRequest(): (end: { readonly operation: string; readonly status: number }) => void;
  /** Counts the result of a visit or void, repetitions included. */
  addResult(way: 'request' | 'report' | 'delivery', outcome: string, flags: readonly string[]): void;
  /** Counts a batch of visits that one transaction recorded. */
  addBatch(visits: number): void;
}

/** How long figures are served again instead of read again, in milliseconds: many scrapers cost as much as one. */
const figuresAgeMs = 5_000;

/** The upper bounds of durations, in seconds. A request for news may stay open for ten. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

const batchBuckets = [1, 2, 5, 10, 20, 50];

/** Returns new metrics, with those of a store's database. */
export function createMetrics(store: Pick<Store, 'figures' | 'connections'>): Metrics {
  const register = new Registry();
  const registers = [register];
  // The event loop's delay, memory, processor time and garbage collection, by their usual names.
  collectDefaultMetrics({ register });
  const requests = new Counter({
    registers,
    name: 'kaiku_requests_total',
    help: 'Requests by operation of the OpenAPI document and status',
    labelNames: ['operation', 'status'],
  });
  const durations = new Histogram({
    registers,
    name: 'kaiku_request_duration_seconds',
    help: 'Time until the response began, by operation',
    labelNames: ['operation'],
    buckets: durationBuckets,
  });
  const inFlight = new Gauge({ registers, name: 'kaiku_requests_in_flight', help: 'Requests without a response yet' });
  const results = new Counter({
    registers,
    name: 'kaiku_results_total',
    help: 'Results of visits and voids, repetitions included',
    labelNames: ['way', 'outcome'],
  });
  const flagged = new Counter({
    registers,
    name: 'kaiku_flags_total',
    help: 'Flags of counted usages: the rules that a report breaks',
    labelNames: ['flag'],
  });
  const batches = new Histogram({
    registers,
    name: 'kaiku_batch_visits',
    help: 'Visits that one transaction recorded',
    buckets: batchBuckets,
  });
  const setFigures = createFigureGauges(registers);
  const setConnections = createConnectionGauge(registers);
  const refresh = shareFor(figuresAgeMs, () => store.figures().then(setFigures, () => setFigures(undefined)));

  const app = new Hono();
  app.get('/metrics', async (c) => {
    await refresh();
    setConnections(store.connections());
    return c.body(await register.metrics(), 200, { 'content-type': register.contentType });
  });
  return {
    app,
    startRequest() {
      const startedMs = performance.now();
      inFlight.inc();
      return ({ operation, status }) => {
        inFlight.dec();
        requests.inc({ operation, status });
        durations.observe({ operation }, (performance.now() - startedMs) / 1000);
      };
    },
    addResult(way, outcome, flags) {
      results.inc({ way, outcome });
      for (const flag of flags) flagged.inc({ flag });
    },
    addBatch: (visits) => batches.observe(visits),
  };
}

/** Returns a function that sets the gauges of the database. Without figures only `kaiku_database_up` has a value. */
function createFigureGauges(registers: Registry[]): (figures: Figures | undefined) => void {
  const gauge = (name: string, help: string) => new Gauge({ registers, name: `kaiku_${name}`, help });
  const up = gauge('database_up', '1 if the database responds and accepts writes');
  const ofTheRegistry = {
    leasesOpen: gauge('leases_open', 'Leases that devices hold'),
    ticketsLeased: gauge('leased_tickets', 'Unused tickets of open leases'),
    devicesSlowed: gauge('devices_slowed', 'Devices that must wait because of unknown codes'),
    journalsMissing: gauge(
      'journals_missing_entries',
      'Journals with a number that has not arrived, or with lost entries',
    ),
    journalsCloned: gauge('journals_cloned', 'Journals that two devices have used'),
    standbys: gauge('standbys_streaming', 'Standbys that receive what the primary writes'),
    standbysSynchronous: gauge('standbys_synchronous', 'Standbys that a commit waits for'),
    standbyLagBytes: gauge('standby_lag_bytes', 'Bytes that the slowest standby has not flushed'),
  };
  return (figures) => {
    up.set(figures === undefined ? 0 : 1);
    for (const [name, each] of Object.entries(ofTheRegistry)) {
      each.reset();
      const value = figures?.[name as keyof typeof ofTheRegistry];
      if (typeof value === 'number') each.set(value);
      else each.remove();
    }
  };
}

function createConnectionGauge(registers: Registry[]): (pools: readonly PoolState[]) => void {
  const connections = new Gauge({
    registers,
    name: 'kaiku_database_connections',
    help: 'Connections of this process, and callers that wait for one',
    labelNames: ['pool', 'state'],
  });
  return (pools) => {
    for (const { pool, ...states } of pools) {
      for (const [state, count] of Object.entries(states)) connections.set({ pool, state }, count);
    }
  };
}

/** Returns a function that runs `work` at most once per `ms`. Calls in between share the last run. */
function shareFor(ms: number, work: () => Promise<void>): () => Promise<void> {
  let startedMs = Number.NEGATIVE_INFINITY;
  let last: Promise<void> = Promise.resolve();
  return () => {
    if (performance.now() - startedMs >= ms) {
      startedMs = performance.now();
      last = work();
    }
    return last;
  };
}
