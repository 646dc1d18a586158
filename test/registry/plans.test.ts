import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBatchSize } from '../../packages/registry/src/store/imports/import-usages.ts';
import { type FillSize, fill, filled } from '../bench/growth/fill.ts';
import { planSettings, recordScans, type Scan } from './plans.ts';
import { registryCases } from './registry.case.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { createWire } from './wire.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');

/** A part of a country: enough that a statement which reads a table, and not its part of it, is detected. */
const size: FillSize = { venues: 400, shows: 7_000, cards: 5_000, usages: 14_000 };

/** Tables that grow with the country. Those of the venues and their clients are left out: they have hundreds of rows. */
const growing = [
  ...[
    'accounted',
    'brokered',
    'card',
    'counted',
    'counted_clients',
    'device',
    'hand_over',
    'hand_over_row',
    'journal',
    'lease',
    'lookup_quota',
    'recorded_for',
    'show',
  ],
  ...['tally', 'unknown_code', 'usage', 'visit'],
];

const erasing = 'delete from unknown_code where at <';

/** More rows than any of the cases below makes for one show, and fewer than the fill has of anything. */
const maxRows = 2_000;

/**
 * Runs all cases of the registry on a filled database, and looks at how PostgreSQL found each row. The planner may not
 * scan a table in the registry's sessions if there is another way (`settings` of database.ts), whatever the size of the
 * tables. So a small fill has the plans of a large one, and the numbers of rows show an index that is read as a whole.
 */
describe('on PostgreSQL', () => {
  let postgres: ThrowawayPostgres;
  let recorded: ReturnType<typeof recordScans>;
  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres(), { settings: planSettings });
    await (await createRegistryServer({ database: databaseOf(postgres), scenario: 'empty' })).close();
    await fill(postgres.url, size, { nowMs });
    recorded = recordScans();
  });
  afterAll(async () => {
    recorded?.stop();
    await postgres?.stop();
  });

  registryCases('PostgreSQL with a country in it', async (options) => {
    // Otherwise a case of more than a minute erases, and one of less does not.
    const keeps = { keepCardsDays: 'forever', database: databaseOf(postgres) } as const;
    const registryServer = await createRegistryServer({ ...options, ...keeps });
    return { registryServer, close: () => registryServer.close() };
  });

  it('a broker gets the first 500 of its clients’ shows, and swimming halls', async () => {
    const registryServer = await createRegistryServer({ database: databaseOf(postgres), now: () => nowMs });
    const wire = await createWire((request) => registryServer.app.fetch(request), filled.broker);
    const shows = (await wire.shows()).body.shows as { kind: string; startsAt: string }[];
    expect(shows).toHaveLength(500);
    const others = shows.filter(({ kind }) => kind !== 'swimming-hall').map(({ startsAt }) => Date.parse(startsAt));
    expect(others).toEqual(others.toSorted((one, other) => one - other));
    expect(Math.min(...others)).toBeLessThan(nowMs + 86_400_000);
    await registryServer.close();
  });

  it('old cards and unknown codes are erased', async () => {
    const database = databaseOf(postgres);
    const registryServer = await createRegistryServer({ database, now: () => nowMs, keepCardsDays: 'forever' });
    await registryServer.store.anonymise(nowMs - 550 * 86_400_000);
    await registryServer.close();
    expect(recorded.scans.some(({ statement }) => statement.startsWith(erasing))).toBe(true);
  });

  it('the counts for statistics are those of the usages, whatever the cases did', async () => {
    // It reads everything.
    recorded.stop();
    const client = new pg.Client({ connectionString: postgres.url, options: '-c search_path=kaiku' });
    await client.connect();
    const { rows } = await client.query('select * from miscounted()');
    await client.end();
    expect(rows).toEqual([]);
  });

  it('every statement of the registry searches an index of each table that grows', () => {
    expect(recorded.scans.length).toBeGreaterThan(10_000);
    expect(problemsOf(recorded.scans)).toEqual([]);
  });
});

/** A house's first list: its connection has planned every statement while the tables were empty. */
describe('on a PostgreSQL that was empty', () => {
  it('a list that fills it reads what each batch needs, and not what is there', async () => {
    const postgres = await startPostgres(requiredPostgres(), { settings: [...planSettings, 'autovacuum=off'] });
    const registryServer = await createRegistryServer({
      ...{ database: databaseOf(postgres), now: () => nowMs, scenario: 'empty', keepCardsDays: 'forever' },
    });
    const { scans, stop } = recordScans();
    try {
      const shows = Array.from({ length: 25 }, (_, index) => `ilta-${index}`);
      const show = { venueId: 'talo', name: 'Ilta', kind: 'performance', startsAt: '2026-11-19T17:00:00Z' } as const;
      await registryServer.store.seed({
        venues: [{ id: 'talo', name: 'Talo' }],
        shows: shows.map((id) => ({ ...show, id, seats: 400, cap: null })),
      });
      const usages = Array.from({ length: importBatchSize }, (_, index) => ({
        ...{ card: `A${500_000_000 + index}`, minors: 0, takenAt: show.startsAt, ordinal: 0 },
      }));
      for (const showId of shows)
        await registryServer.store.imports.record({
          ...{ venueId: 'talo', showId, day: '2026-11-19', how: 'sold', usages },
          ...{ isDryRun: false, recordsRepetitions: false },
        });
    } finally {
      stop();
      await registryServer.close();
      await postgres.stop();
    }
    // The clients of a year are counted from all usages of the cards.
    const others = scans.filter(({ statement }) => !statement.startsWith('insert into counted_clients'));
    expect(others.filter(({ table }) => table === 'visit').length).toBeGreaterThan(20);
    expect(problemsOf(others)).toEqual([]);
  });
});

const databaseOf = ({ url }: ThrowawayPostgres) => ({ kind: 'postgres', url }) as const;

/** Returns each statement that reads too much, once. Whether there is any row at all needs no search. */
function problemsOf(scans: readonly Scan[]): readonly string[] {
  const isTooMuch = ({ isSearch, rows, statement }: Scan) =>
    isSearch ? rows > maxRows && !readsItsMatter(statement) : rows > 1 && !readsForAManager(statement);
  const found = scans.filter((scan) => growing.includes(scan.table) && isTooMuch(scan));
  return [...new Set(found.map(({ table, type, statement }) => `${type} on ${table}: ${statement}`))];
}

/**
 * Returns true for what a manager's page asks once when it is opened: about a venue's open runs, an evening's usages, what is
 * to be seen to, and the number of listed cards. PostgreSQL joins some of these by reading a small table whole.
 */
function readsForAManager(statement: string): boolean {
  return [
    'select number, created_at',
    'with asked as (select id, venue_id, admission from show where id = $1',
    'with flagged as',
    "select case others when 'unregistered'",
  ].some((begin) => statement.startsWith(begin));
}

/** Statistics by show, or by a key of the metadata, read as much as they answer about; erasing reads what it erases. */
function readsItsMatter(statement: string): boolean {
  return (
    statement.startsWith('with asked as') || statement.startsWith('with flagged as') || statement.startsWith(erasing)
  );
}
