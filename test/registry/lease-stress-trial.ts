/**
 * Devices at once on PostgreSQL, with everything that moves tickets: asks, what happened in an outage, leases, returns,
 * revokes, reservations, voids, copies of a journal. An observer reads the database in the meantime.
 */
import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { playDevice } from './lease-stress-device.ts';
import { createRandom } from './linearizability-random.ts';
import { wrongWithPlaces } from './places-observer.ts';
import { startPostgres } from './throwaway-postgres.ts';
import { createWire } from './wire.ts';

const cards = 1_000;
const nowMs = Date.parse('2026-11-20T10:00:00Z');
const shows = ['stress-1', 'stress-2', 'stress-3'];

export interface StressOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  /** Decides what each device does next; not whose request the registry takes first. */
  readonly seed: number;
  readonly devices: number;
  /** Of each device. */
  readonly steps: number;
}

export interface StressReport {
  /** How often each thing was done and answered how. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How often the observer has looked. */
  readonly samples: number;
  /** Where counted tickets came from, and how leases ended: each once. */
  readonly from: readonly string[];
  readonly ended: readonly string[];
  /** What must be none: counts that do not add up, answers that changed, failures of the registry. */
  readonly wrong: readonly string[];
}

/** One run on a server of its own. */
export async function runLeaseStress({ bin, seed, devices, steps }: StressOptions): Promise<StressReport> {
  const postgres = await startPostgres(bin);
  const complaints: string[] = [];
  // No two moments are the same: so what is recorded anew is told by its time.
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
        wrong.push(...(await wrongWithPlaces(observer)));
        samples += 1;
      }
    })();
    const wire = await createWire((request) => registryServer.app.fetch(request), 'd0');
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
    wrong.push(...played.flatMap((one) => one.wrong), ...(await wrongWithPlaces(observer)), ...complaints);
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
    venues: [
      { id: 'venue', name: 'Koe' },
      { id: 'region', name: 'Seutu', kind: 'coordinator' },
    ],
    devices: [...Array.from({ length: devices }, (_, nth) => named(`d${nth}`, 'venue')), named('desk', 'region')],
    shows: shows.map(
      (id, nth) =>
        ({ ...about, id, name: id, cap: 140 + 60 * nth, kind: nth === 0 ? 'swimming-hall' : 'performance' }) as const,
    ),
    cards: Array.from(
      { length: cards },
      (_, nth) =>
        ({
          code: `A9${String(nth).padStart(8, '0')}`,
          status: 'active',
          validUntilOn: '2027-01-01',
          minors: 2,
        }) as const,
    ),
  } as const;
}
