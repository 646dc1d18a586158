/** The benchmark of the registry: every database, transport, number of shows and number of clients, next to the ceiling. */

import { createRegistryServer } from '@kaiku/registry';
import { startPostgres } from '../../registry/throwaway-postgres.ts';
import { quantile } from '../../support/quantile.ts';
import { howManyShows, seedBench } from './bench-world.ts';
import { measureCeiling, takeDown } from './ceiling.ts';
import { inProcess, type Load, type Measured, measure, overHttp } from './load.ts';
import type { Line } from './report.ts';
import { withServer } from './with-server.ts';

export interface BenchOptions {
  /** The folder of PostgreSQL's programs; `undefined`: only PGlite is measured. */
  readonly bin: string | undefined;
  /** Visits in a run. */
  readonly visits: number;
  readonly say: (line: string) => void;
}

const runs = 3;
const loads = ([1, howManyShows] as const).flatMap((shows) => [1, 16, 64].map((clients) => ({ shows, clients })));

/** Each run has its own show; the first of each three is a warm-up. */
let lastRun = 0;

export async function benchRegistry(options: BenchOptions): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const { bin } = options;
  if (bin !== undefined) lines.push(...(await benchPostgres(bin, options)));
  lines.push(...(await benchPglite(options)));
  return lines;
}

/** A server that flushes every commit to the disk, as in production. */
async function benchPostgres(bin: string, options: BenchOptions): Promise<Line[]> {
  const postgres = await startPostgres(bin, { durable: true });
  const database = { kind: 'postgres', url: postgres.url } as const;
  const registryServer = await createRegistryServer({ database, scenario: 'empty', lookUpLimits: 'none' });
  try {
    await seedBench(registryServer.store);
    const send = inProcess(registryServer.app);
    lastRun += 1;
    const takenDown = await takeDown(send, lastRun);
    options.say(`one visit takes ${takenDown.statements.length} statements`);
    const ceilings = await measureAll('pgbench, the same statements', options, (load) =>
      measureCeiling({ ...takenDown, bin, url: postgres.url }, load),
    );
    const beside = (line: Line): Line => ({
      ...line,
      ceiling: ceilings.find(({ shows, clients }) => shows === line.shows && clients === line.clients)?.measured,
    });
    const inside = await measureAll('PostgreSQL, in process', options, (load) => measure(send, load));
    const http = await withServer({ DATABASE_URL: postgres.url }, (url) =>
      measureAll('PostgreSQL, HTTP', options, (load) => measure(overHttp(url), load)),
    );
    return [...ceilings, ...inside.map(beside), ...http.map(beside)];
  } finally {
    await registryServer.close();
    await postgres.stop();
  }
}

async function benchPglite(options: BenchOptions): Promise<Line[]> {
  const registryServer = await createRegistryServer({ scenario: 'empty', lookUpLimits: 'none' });
  await seedBench(registryServer.store);
  const inside = await measureAll('PGlite, in process', options, (load) =>
    measure(inProcess(registryServer.app), load),
  );
  await registryServer.close();
  const http = await withServer({}, (url) =>
    measureAll('PGlite, HTTP', options, (load) => measure(overHttp(url), load)),
  );
  return [...inside, ...http];
}

/** Returns medians of three runs after a warm-up. */
async function measureAll(
  what: string,
  { visits, say }: BenchOptions,
  once: (load: Load) => Promise<Measured>,
): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { shows, clients } of loads) {
    const measured: Measured[] = [];
    for (let nth = 0; nth <= runs; nth += 1) {
      lastRun += 1;
      const howMany = clients === 1 ? Math.ceil(visits / 3) : visits;
      measured.push(await once({ shows, clients, run: lastRun, visits: nth === 0 ? Math.ceil(howMany / 3) : howMany }));
    }
    const median = medianOf(measured.slice(1));
    say(
      `${what}, ${shows} shows, ${clients} clients: ${Math.round(median.perSecond)}/s, p99 ${median.p99Ms.toFixed(1)} ms`,
    );
    lines.push({ what, shows, clients, measured: median, ceiling: undefined });
  }
  return lines;
}

function medianOf(measured: readonly Measured[]): Measured {
  const middle = (pick: (one: Measured) => number) => quantile(measured.map(pick), 0.5);
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
  };
}
