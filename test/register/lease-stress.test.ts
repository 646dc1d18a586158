/**
 * Sixteen devices at once on PostgreSQL, with everything that moves places: asks, what happened in an outage, leases,
 * returns, reclaims, reservations, annulments, copies of a journal. An observer reads the database meanwhile.
 * `KAIKU_SEED=…` repeats the devices' choices.
 */
import { createSandbox, type Sandbox } from '@kaiku/sandbox';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playDevice } from './lease-stress-device.ts';
import { createRandom } from './linearizability-random.ts';
import { wrongWithPlaces } from './places-observer.ts';
import { noPostgres, postgresDirectory, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { createWire } from './wire.ts';

const bin = postgresDirectory();
const devices = 16;
const steps = 60;
const cards = 1_000;
const seed = Number(process.env.KAIKU_SEED ?? Date.now() % 1_000_000);
const nowMs = Date.parse('2026-11-20T10:00:00Z');
const shows = ['stress-1', 'stress-2', 'stress-3'];

let postgres: ThrowawayPostgres;
let sandbox: Sandbox;
let observer: pg.Client;
const complaints: string[] = [];

beforeAll(async () => {
  if (bin === undefined) return;
  postgres = await startPostgres(bin);
  const database = { kind: 'postgres', url: postgres.url } as const;
  const log = (line: string) => complaints.push(line);
  // No two moments are the same: so what is recorded anew is told by its time.
  let ticks = 0;
  const tick = () => {
    ticks += 1;
    return nowMs + ticks;
  };
  sandbox = await createSandbox({ database, scenario: 'empty', now: tick, lookUpLimits: 'none', log });
  observer = new pg.Client({ connectionString: postgres.url });
  await observer.connect();
  await sandbox.store.seed({
    venues: [
      { id: 'venue', name: 'Koe' },
      { id: 'region', name: 'Seutu', kind: 'coordinator' },
    ],
    devices: [
      ...Array.from({ length: devices }, (_, nth) => ({
        id: `d${nth}`,
        venueId: 'venue',
        name: `d${nth}`,
        token: `d${nth}`,
      })),
      { id: 'desk', venueId: 'region', name: 'desk', token: 'desk' },
    ],
    shows: shows.map((id, nth) => ({
      ...{ id, venueId: 'venue', name: id, startsAt: '2026-11-20T17:00:00Z', seats: 900, cap: 140 + 60 * nth },
      kind: nth === 0 ? 'swimming-hall' : 'performance',
    })),
    cards: Array.from({ length: cards }, (_, nth) => ({
      code: `A9${String(nth).padStart(8, '0')}`,
      status: 'active',
      validUntilOn: '2027-01-01',
      minors: 2,
    })),
  });
});
afterAll(async () => {
  await observer?.end();
  await sandbox?.close();
  await postgres?.stop();
});

it.skipIf(bin === undefined)(
  `${bin === undefined ? noPostgres : `keeps every count and the cap while ${devices} devices do everything at once (seed ${seed})`}`,
  async () => {
    let playing = true;
    let samples = 0;
    const wrong: string[] = [];
    const watching = (async () => {
      while (playing) {
        wrong.push(...(await wrongWithPlaces(observer)));
        samples += 1;
      }
    })();
    const wire = await createWire((request) => sandbox.app.fetch(request), 'd0');
    const played = await Promise.all(
      Array.from({ length: devices }, (_, nth) => {
        const random = createRandom(seed * 100 + nth);
        return playDevice({ wire, token: `d${nth}`, coordinator: 'desk', shows, cards, steps, random, nowMs });
      }),
    );
    playing = false;
    await watching;
    const statuses: Record<string, number> = {};
    for (const what of played.flatMap(({ done }) => done)) statuses[what] = (statuses[what] ?? 0) + 1;
    console.log(`${samples} samples while ${JSON.stringify(statuses)}`);

    expect(wrong.slice(0, 5)).toEqual([]);
    expect(played.flatMap((one) => one.wrong).slice(0, 5)).toEqual([]);
    expect(await wrongWithPlaces(observer)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(Object.keys(statuses).filter((status) => /^\S+ 5(?!03)/.test(status))).toEqual([]);
    // All that can happen to a place has happened.
    const from = await observer.query('select distinct counted_from from kaiku.usage where counted_from is not null');
    expect(from.rows.map((row) => row.counted_from).sort()).toEqual(['lease', 'over', 'pool']);
    const ended = await observer.query('select distinct ended from kaiku.lease where ended is not null');
    expect(ended.rows.map((row) => row.ended)).toEqual(expect.arrayContaining(['returned', 'reclaimed', 'cloned']));
    expect(samples).toBeGreaterThan(10);
  },
);
