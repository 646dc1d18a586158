/**
 * Concurrent devices on PostgreSQL that do everything that moves tickets: requests, reports, leases, returns, revokes,
 * reservations, voids, cloned journals. In the meantime an observer reads the database.
 */
import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { playDevice } from './lease-stress-device.ts';
import { createRandom } from './linearizability-random.ts';
import { startPostgres } from './throwaway-postgres.ts';
import { findBrokenInvariants } from './tickets-observer.ts';
import { createWire } from './wire.ts';

const cards = 1_000;
const nowMs = Date.parse('2026-11-20T10:00:00Z');
const shows = ['stress-1', 'stress-2', 'stress-3'];

export interface StressOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  /** Determines what each device does next, but not whose request the registry handles first. */
  readonly seed: number;
  readonly devices: number;
  /** Of each device. */
  readonly steps: number;
}

export interface StressReport {
  /** The number of steps by kind and status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** The number of the observer's reads. */
  readonly samples: number;
  /** Every source of counted tickets and every end of a lease that occurred. */
  readonly from: readonly string[];
  readonly ended: readonly string[];
  /** Wrong sums, changed responses, failures of the registry. Must be empty. */
  readonly wrong: readonly string[];
}

/** Runs once on its own server. */
export async function runLeaseStress({ bin, seed, devices, steps }: StressOptions): Promise<StressReport> {
  const postgres = await startPostgres(bin);
  const complaints: string[] = [];
  // No two moments are the same, so the time of a visit shows whether it was recorded again.
  let ticks = 0;
  const tick = () => {
    ticks += 1;
    return nowMs + ticks;
  };
  const registryServer = await createRegistryServer({
    ...({ scenario: 'empty', now: tick, lookUpLimits: 'none' } as const),
    database: { kind: 'postgres', url: postgres.url },
    log: (line) => complaints.push(line),
  });
  const observer = new pg.Client({ connectionString: postgres.url });
  try {
    await observer.connect();
    await registryServer.store.seed(world(devices));
    const wrong: string[] = [];
    let [playing, samples] = [true, 0];
    const watching = (async () => {
      while (playing) {
        wrong.push(...(await findBrokenInvariants(observer)));
        samples += 1;
      }
    })();
    const wire = await createWire((request) => registryServer.app.fetch(request), 'd0');
    const played = await Promise.all(
      Array.from({ length: devices }, (_, index) => {
        const random = createRandom(seed * 100 + index);
        return playDevice({ wire, token: `d${index}`, manager: 'desk', shows, cards, steps, random, nowMs });
      }),
    );
    playing = false;
    await watching;
    const statuses: Record<string, number> = {};
    for (const what of played.flatMap(({ done }) => done)) statuses[what] = (statuses[what] ?? 0) + 1;
    wrong.push(...played.flatMap((one) => one.wrong), ...(await findBrokenInvariants(observer)), ...complaints);
    wrong.push(...Object.keys(statuses).filter((status) => /^\S+ 5(?!03)/.test(status)));
    const column = async (query: string) =>
      (await observer.query<{ value: string }>(query)).rows.map(({ value }) => value).sort();
    return {
      ...{ statuses, samples, wrong: wrong.map((what) => `seed ${seed}: ${what}`) },
      from: await column('select distinct counted_from as value from kaiku.visit where counted_from is not null'),
      ended: await column('select distinct ended as value from kaiku.lease where ended is not null'),
    };
  } finally {
    await observer.end();
    await registryServer.close();
    await postgres.stop();
  }
}

function world(devices: number) {
  const named = (id: string, venueId: string) => ({ id, venueId, name: id, token: id });
  const about = { venueId: 'venue', startsAt: '2026-11-20T17:00:00Z', seats: 900 };
  return {
    venues: [{ id: 'venue', name: 'Koe' }],
    devices: [
      ...Array.from({ length: devices }, (_, index) => named(`d${index}`, 'venue')),
      { ...named('desk', 'venue'), role: 'manager' },
    ],
    shows: shows.map(
      (id, index) =>
        ({
          ...about,
          id,
          name: id,
          cap: 140 + 60 * index,
          kind: index === 0 ? 'swimming-hall' : 'performance',
        }) as const,
    ),
    cards: Array.from(
      { length: cards },
      (_, index) =>
        ({
          code: `A9${String(index).padStart(8, '0')}`,
          status: 'active',
          validUntilOn: '2027-01-01',
          minors: 2,
        }) as const,
    ),
  } as const;
}
