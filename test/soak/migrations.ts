/**
 * Upgrades a filled database of the first version while its devices record: how long each migration takes, how long the
 * longest visit waits in the meantime, and whether one is lost. The devices write with statements of the first version,
 * because its processes are no longer in this repository. From 0009 on they cannot: that version is over.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createRegistryServer, migrateDatabase } from '@kaiku/registry';
import pg from 'pg';
import { openPostgres } from '../../packages/registry/src/store/database/postgres.ts';
import { toFunctions } from '../../packages/registry/src/store/functions.ts';
import { migrate } from '../../packages/registry/src/store/migrate.ts';
import { type FillSize, fill, filled } from '../bench/growth/fill.ts';
import { copyMigrations } from '../registry/migration-folder.ts';
import { startPostgres } from '../registry/throwaway-postgres.ts';
import { quantile } from '../support/quantile.ts';

export interface MigrationsSoakOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  readonly size: FillSize;
  readonly say: (line: string) => void;
}

export interface MigrationsSoakReport {
  readonly usages: number;
  /** Visits that were recorded during the migrations, and the median and the longest of their waits. */
  readonly recorded: number;
  readonly medianMs: number;
  readonly longestMs: number;
  /** Milliseconds of all migrations. */
  readonly migrationsMs: number;
  /** Must be empty. */
  readonly violations: readonly string[];
}

/** The longest that a visit may wait for a migration. */
const maxWaitMs = 5_000;
const devices = 8;
const pauseMs = 20;

interface Wait {
  readonly fromMs: number;
  readonly toMs: number;
}

export async function runMigrationsSoak({ bin, size, say }: MigrationsSoakOptions): Promise<MigrationsSoakReport> {
  const postgres = await startPostgres(bin, { durable: true, settings: ['shared_buffers=1GB', 'max_wal_size=8GB'] });
  const pool = new pg.Pool({
    ...{ connectionString: postgres.url, max: devices },
    options: '-c search_path=kaiku -c lock_timeout=2000',
  });
  // At the end the server stops before its idle connections are closed.
  pool.on('error', () => {});
  try {
    await createFirstVersion(postgres.url);
    await fill(postgres.url, size, { nowMs: Date.now() });
    say(`migrations: filled with ${size.usages} usages`);
    const devicesWork = startDevices(pool, size);
    await pause(1_000);
    const startedMs = performance.now();
    const ends: { readonly name: string; readonly ms: number; readonly atMs: number }[] = [];
    const log = (line: string) => {
      const [, name, ms] = /^Migration (\S+): (\d+) ms/.exec(line) ?? [];
      if (name === undefined) say(`migrations: ${line}`);
      else ends.push({ name, ms: Number(ms), atMs: performance.now() });
    };
    const steps = [...(await migrateWhileUsed(postgres.url, log))];
    const endedMs = performance.now();
    await pause(1_000);
    const { acknowledged, waits } = await devicesWork.stop();
    steps.push(...(await migrateDatabase({ kind: 'postgres', url: postgres.url }, { log })).steps);
    const during = waits.filter(({ fromMs, toMs }) => toMs > startedMs && fromMs < endedMs);
    for (const { name, ms, atMs } of ends) {
      const longest = longestOf(during.filter(({ fromMs, toMs }) => toMs > atMs - ms && fromMs < atMs));
      say(`migrations: | ${name} | ${(ms / 1_000).toFixed(1)} | ${Math.round(longest)} |`);
    }
    const longestMs = Math.round(longestOf(during));
    return {
      usages: size.usages,
      recorded: during.length,
      medianMs: Math.round(
        quantile(
          during.map(({ fromMs, toMs }) => toMs - fromMs),
          0.5,
        ),
      ),
      longestMs,
      migrationsMs: steps.reduce((sum, { ms }) => sum + ms, 0),
      violations: [
        ...(longestMs > maxWaitMs ? [`A visit waited ${longestMs} ms.`] : []),
        ...(await violationsIn(postgres.url, acknowledged)),
        ...(await newVersionFaults(postgres.url, size)),
      ],
    };
  } finally {
    await pool.end();
    await postgres.stop();
  }
}

function longestOf(waits: readonly Wait[]): number {
  return Math.max(0, ...waits.map(({ fromMs, toMs }) => toMs - fromMs));
}

async function createFirstVersion(url: string): Promise<void> {
  const first = await copyMigrations((name) => name === '0001-tables');
  const database = openPostgres(url);
  // Today's functions use tables that the first version lacks.
  const functions = toFunctions('create function is_first() returns boolean language sql as $$ select true $$;');
  await migrate(database, functions, { folder: first.path });
  await database.close();
  await first.remove();
}

/** Runs the migrations that the first version's statements survive. */
async function migrateWhileUsed(url: string, log: (line: string) => void) {
  const folder = await copyMigrations((name) => name < '0009');
  const database = openPostgres(url);
  const functions = toFunctions('create function is_second() returns boolean language sql as $$ select true $$;');
  const { steps } = await migrate(database, functions, { folder: folder.path, log });
  await database.close();
  await folder.remove();
  return steps;
}

/** Starts devices that record one visit after the other, each again until it is acknowledged. */
function startDevices(pool: pg.Pool, size: FillSize) {
  const acknowledged: string[] = [];
  const waits: Wait[] = [];
  let cards = 0;
  let isOver = false;
  async function work(nth: number): Promise<void> {
    while (!isOver) {
      // A show of the last round, which is still to come.
      const showNumber = size.shows - size.venues + (nth % size.venues);
      cards += 1;
      const visit = {
        ...{ id: randomUUID(), showId: filled.show(showNumber), card: `A${800_000_000 + cards}` },
        device: filled.till(showNumber % size.venues),
      };
      const fromMs = performance.now();
      while (!(await record(pool, visit))) await pause(100);
      waits.push({ fromMs, toMs: performance.now() });
      acknowledged.push(visit.id);
      await pause(pauseMs);
    }
  }
  const working = Promise.all(Array.from({ length: devices }, (_, nth) => work(nth)));
  return {
    async stop() {
      isOver = true;
      await working;
      return { acknowledged, waits };
    },
  };
}

interface NewVisit {
  readonly id: string;
  readonly showId: string;
  readonly device: string;
  readonly card: string;
}

const statements = [
  `insert into tally (show_id, day, taken) values ($1, '0001-01-01', 1)
   on conflict (show_id, day) do update set taken = tally.taken + 1 returning $2::text, $3::text, $4::text`,
  `insert into visit (id, show_id, day, device_id, state, fingerprint, recorded_at, counted_from)
   values ($2::uuid, $1, '0001-01-01', $3, 'counted', 'x', now(), 'free') returning $4::text`,
  `insert into usage (id, visit_id, show_id, day, device_id, state, card, minors, how, taken_at, recorded_at)
   values (gen_random_uuid(), $2::uuid, $1, '0001-01-01', $3, 'counted', $4, 0, 'door', now(), now())`,
];

/** Records a visit as the first version did, by prepared statements. Returns false if a lock was not available in time. */
async function record(pool: pg.Pool, { id, showId, device, card }: NewVisit): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const [index, text] of statements.entries())
      await client.query({ name: `first-${index}`, text, values: [showId, id, device, card] });
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback');
    if ((error as { code?: string }).code === '55P03') return false;
    throw error;
  } finally {
    client.release();
  }
}

/** Returns what is missing: visits that were acknowledged, and figures that do not agree with the usages. */
async function violationsIn(url: string, acknowledged: readonly string[]): Promise<readonly string[]> {
  // With the settings of a registry's sessions, by which each venue's usages are found by an index.
  const database = openPostgres(url);
  try {
    const counted = await database.query<{ id: string }>(
      `select visit.id::text from visit join usage on usage.visit_id = visit.id
       where visit.id = any ($1::uuid[]) and visit.state = 'counted' and usage.state = 'counted'`,
      [acknowledged],
    );
    const kept = new Set(counted.map(({ id }) => id));
    const lost = acknowledged.filter((id) => !kept.has(id));
    const miscounted = await database.reports.query<{ id: string }>('select venue_id as id from miscounted()');
    return [
      ...lost.map((id) => `The visit ${id} was lost.`),
      ...miscounted.map(({ id }) => `The figures of ${id} do not agree with its usages.`),
    ];
  } finally {
    await database.close();
  }
}

/** Returns what is wrong with a show of the last round in a registry of this version. */
async function newVersionFaults(url: string, size: FillSize): Promise<readonly string[]> {
  const { store, close } = await createRegistryServer({ database: { kind: 'postgres', url }, scenario: 'empty' });
  try {
    const showNumber = size.shows - size.venues;
    const showId = filled.show(showNumber);
    const show = await store.show(filled.venue(showNumber % size.venues), showId);
    const rows = (await store.usages(showId)).filter(({ state }) => state === 'counted');
    const tickets = rows.reduce((sum, { minors }) => sum + 1 + minors, 0);
    return show?.taken === tickets ? [] : [`${showId} has ${show?.taken} tickets taken and ${tickets} in its usages.`];
  } finally {
    await close();
  }
}
