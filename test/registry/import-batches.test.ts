import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBatchSize } from '../../packages/registry/src/store/imports/import-usages.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const startsAt = '2026-11-19T17:00:00Z';
const day = '2026-11-19';

/** The kinds of shows whose rules differ. */
const kinds = [
  { kind: 'performance', seats: 400, cap: null },
  { kind: 'performance', seats: 400, cap: 6, capIsHard: true },
  { kind: 'performance', seats: 400, cap: 6, capIsHard: false },
  { kind: 'performance', seats: 400, cap: 6, reservationsLapseMin: null },
  { kind: 'swimming-hall', seats: 400, cap: 3 },
] as const;

const facts = { status: 'active', validUntilOn: '2030-01-01', minors: 9 } as const;
/** The last code is of no card. */
const codes = Array.from({ length: 7 }, (_, index) => `A${700_000_000 + index}`);
const listed = codes.slice(0, 6).map((code) => ({ code, ...facts }));
const cards = [
  ...listed.slice(0, 3),
  { code: 'A700000003', ...facts, status: 'barred' },
  { code: 'A700000004', ...facts, validUntilOn: '2026-01-01' },
  { code: 'A700000005', ...facts, minors: 1 },
] as const;

/** Everything that a usage, its counts or its places are written to. */
const tables = ['visit', 'usage', 'tally', 'lease', 'accounted', 'counted', 'counted_by_month', 'counted_clients'];

interface Registry {
  readonly server: RegistryServer;
  readonly client: pg.Client;
}

let postgres: ThrowawayPostgres;
/** Gets the rows in batches. */
let batches: Registry;
/** Gets the same rows one by one. */
let singles: Registry;
beforeAll(async () => {
  postgres = await startPostgres(requiredPostgres());
  const open = async (name: string): Promise<Registry> => {
    const url = postgres.url.replace(/postgres$/, name);
    const admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(`create database ${name}`);
    await admin.end();
    const server = await createRegistryServer({
      ...{ database: { kind: 'postgres', url }, now: () => nowMs, scenario: 'empty', lookUpLimits: 'none' },
      ...{ keepCardsDays: 'forever', fingerprintKey: 'the same key, so that the usages have the same ids' },
    });
    await server.store.seed({ cards: [...cards] });
    const client = new pg.Client({ connectionString: url, options: '-c search_path=kaiku' });
    await client.connect();
    return { server, client };
  };
  batches = await open('batches');
  singles = await open('singles');
});
afterAll(async () => {
  for (const each of [batches, singles]) {
    await each?.client.end();
    await each?.server.close();
  }
  await postgres?.stop();
});

const usage = fc.record({ card: fc.nat({ max: codes.length - 1 }), minors: fc.nat({ max: 3 }) });
/** What a device has done at a show before the list comes. */
const before = fc.record({
  ...{ card: fc.nat({ max: codes.length - 1 }), minors: fc.nat({ max: 2 }), isReport: fc.boolean() },
  how: fc.constantFrom('reserved' as const, 'door' as const),
});
const evening = fc.record({
  kind: fc.constantFrom(...kinds),
  leases: fc.boolean(),
  before: fc.array(before, { maxLength: 4 }),
  rows: fc.array(usage, { minLength: 1, maxLength: 12 }),
  /** The rows that are voided before the list comes again. */
  voided: fc.array(fc.nat({ max: 11 }), { maxLength: 2 }),
  /** The row whose children are corrected before. */
  corrected: fc.nat({ max: 11 }),
  how: fc.constantFrom('sold' as const, 'door' as const),
  recordsRepetitions: fc.boolean(),
});
type Evening = typeof evening extends fc.Arbitrary<infer T> ? T : never;

const idOf = (run: number, part: number) =>
  `00000000-0000-4000-8${String(run).padStart(3, '0')}-${String(part).padStart(12, '0')}`;

/** Plays an evening and imports its list twice, in parts of `size`. Returns the outcomes. */
async function play({ server: { store }, client }: Registry, run: number, given: Evening, size: number) {
  const venueId = `talo-${run}`;
  const showId = `ilta-${run}`;
  const device = {
    id: `ovi-${run}`,
    venueId,
    name: 'Ovi',
    venueName: 'Talo',
    role: 'till',
    state: 'active',
    shows: null,
  } as const;
  await store.seed({
    venues: [{ id: venueId, name: 'Talo' }],
    devices: [{ id: device.id, venueId, name: 'Ovi', token: `ovi-${run}` }],
    shows: [{ id: showId, venueId, name: 'Ilta', startsAt, ...given.kind }],
  });
  if (given.leases) {
    const journal = idOf(run, 900);
    await store.lease(device, { id: idOf(run, 901), showId, journal, want: 2 } as never);
  }
  const outcomes: unknown[] = [];
  for (const [index, { card, minors, isReport, how }] of given.before.entries()) {
    const usages = [{ id: idOf(run, 100 + index), card: codes[card] ?? '', minors }];
    const takenAt = '2026-11-19T16:30:00Z';
    const visit = {
      mode: isReport ? 'report' : 'request',
      id: idOf(run, index),
      showId,
      how,
      agreed: true,
      takenAt,
      usages,
    };
    outcomes.push((await store.record(device, visit as never)).outcome);
  }
  const seen = new Map<number, number>();
  const { how, recordsRepetitions } = given;
  const usages = given.rows.flatMap(({ card, minors }) => {
    const ordinal = seen.get(card) ?? 0;
    seen.set(card, ordinal + 1);
    // `importFile` lists the others.
    return ordinal > 0 && !recordsRepetitions ? [] : [{ card: codes[card] ?? '', minors, takenAt: startsAt, ordinal }];
  });
  const record = async (rows: typeof usages, isDryRun: boolean) => {
    for (let from = 0; from < rows.length; from += size) {
      const some = { usages: rows.slice(from, from + size), isDryRun };
      outcomes.push(...(await store.imports.record({ venueId, showId, day, how, recordsRepetitions, ...some })));
    }
  };
  await record(usages, false);
  const { rows } = await client.query<{ visit_id: string }>(
    `select visit_id from usage where venue_id = $1 and input = 'import' order by id`,
    [venueId],
  );
  for (const index of given.voided) {
    const id = rows[index]?.visit_id;
    if (id === undefined) continue;
    const by = { ...device, id: `${venueId}-import` };
    outcomes.push((await store.void(by, id, { showId, reason: 'returned' } as never)).outcome);
  }
  const again = usages.map((row, index) => ({ ...row, minors: row.minors + (index === given.corrected ? 1 : 0) }));
  await record(again, true);
  await record(again, false);
  return outcomes;
}

async function tablesOf({ client }: Registry, run: number) {
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    const { rows } = await client.query(`select to_jsonb(its) as row from ${table} as its where venue_id = $1`, [
      `talo-${run}`,
    ]);
    found[table] = rows.map(({ row }) => JSON.stringify(row)).sort();
  }
  return found;
}

describe('a list that is recorded in batches', () => {
  it('has the outcomes, and leaves the tables, of the same rows recorded one by one (property)', async () => {
    let run = 0;
    const outcomesSeen = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(evening, async (given) => {
        run += 1;
        const outcomes = await play(batches, run, given, importBatchSize);
        expect(outcomes).toEqual(await play(singles, run, given, 1));
        expect(await tablesOf(batches, run)).toEqual(await tablesOf(singles, run));
        for (const each of outcomes) outcomesSeen.add((each as { outcome?: string }).outcome ?? each);
      }),
      { seed: 20_261_123, numRuns: 60 },
    );
    expect((await batches.client.query('select * from miscounted()')).rows).toEqual([]);
    // The evenings are of every sort.
    for (const each of ['recorded', 'known', 'changed', 'voided', 'already-recorded', 'counted', 'refused'])
      expect(outcomesSeen).toContain(each);
  });
});
