/** Many devices return from an outage at once, send all that they have recorded, and continue to record. */
import { createDesk, type Desk, memoryStorage, type OutboxStorage, type Verdict } from '@kaiku/client';
import { createRegistryServer } from '@kaiku/registry';
import { createEnvironment } from '../../../packages/client/src/environment.ts';
import type { SealingKey } from '../../../packages/client/src/registry/registry.ts';
import { type ImportedKey, importSealingKey, sealCode } from '../../../packages/client/src/sealing/seal-code.ts';
import { startPostgres } from '../../registry/throwaway-postgres.ts';
import { withServer } from '../registry/with-server.ts';
import { type Spread, spreadOf } from './spread.ts';

export interface DrainOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  readonly devices: number;
  /** Entries on each device. */
  readonly entries: number;
  readonly say: (line: string) => void;
}

export interface Drained {
  /** From the network's return until no entry is pending anywhere. */
  readonly seconds: number;
  /** Visits recorded during that time, from the clerk's confirmation to the registry's response; and how many the device decided. */
  readonly asks: Spread & { readonly confirmed: number; readonly provisional: number };
  readonly counted: number;
  readonly expected: number;
}

const [showId, token] = ['suosittu', 'bench'];
const cardOf = (nth: number) => `A${500_000_000 + nth}`;
/** The pace of one device (protocol T15). */
const askEveryMs = 1_000;
/** Cards for the visits of each device during the drain. */
const asksAtMost = 120;

export async function benchDrain({ bin, devices, entries, say }: DrainOptions): Promise<Drained> {
  const postgres = await startPostgres(bin, { durable: true });
  const database = { kind: 'postgres', url: postgres.url } as const;
  const registryServer = await createRegistryServer({ database, scenario: 'empty', lookUpLimits: 'none' });
  const perDevice = entries + asksAtMost;
  await seed(registryServer.store, devices * perDevice);
  say(`${devices * perDevice} cards are in`);
  try {
    const measured = await withServer({ DATABASE_URL: postgres.url }, (url) =>
      drain(url, { devices, entries, perDevice }),
    );
    const rows = await registryServer.store.usages(showId);
    const counted = rows.filter(({ state }) => state === 'counted').length;
    return { ...measured, counted, expected: devices * entries + measured.asks.confirmed + measured.asks.provisional };
  } finally {
    await registryServer.close();
    await postgres.stop();
  }
}

async function drain(
  url: string,
  { devices, entries, perDevice }: { devices: number; entries: number; perDevice: number },
): Promise<Pick<Drained, 'seconds' | 'asks'>> {
  let isDown = true;
  const online: (() => void)[] = [];
  const tookMs: number[] = [];
  let provisional = 0;
  const environment = {
    ...createEnvironment(),
    fetch: ((input, init) =>
      isDown ? Promise.reject(new TypeError('There is no network.')) : fetch(input, init)) as typeof fetch,
    onOnline(listener: () => void) {
      online.push(listener);
      return () => {};
    },
  };
  const { sealingKey } = (await (await fetch(`${url}/v1/sealing-key`)).json()) as { sealingKey: SealingKey };
  const key = await importSealingKey(sealingKey);
  const desks = await Promise.all(
    Array.from({ length: devices }, async (_, nth) => {
      const storage = memoryStorage();
      await fill(storage, { key, from: nth * perDevice, entries });
      return createDesk({ registry: url, token, show: showId, storage, environment, maxUnconfirmed: 1e6 });
    }),
  );
  const pending = () => desks.reduce((sum, { state }) => sum + (state.pending ?? 0), 0);
  // Each device first detects that the network is back.
  while (pending() < devices * entries) await pause(50);
  const startMs = performance.now();
  isDown = false;
  for (const listener of online) listener();
  let isOver = false;
  const asking = desks.map(async (desk, nth) => {
    await pause(Math.random() * askEveryMs);
    for (let place = 0; !isOver && place < asksAtMost; place += 1) {
      const { outcome, took } = await ask(desk, cardOf(nth * perDevice + entries + place));
      if (outcome === 'confirmed') tookMs.push(took);
      if (outcome === 'provisional') provisional += 1;
      await pause(askEveryMs * (0.5 + Math.random()));
    }
  });
  while (pending() > 0) await pause(50);
  const seconds = (performance.now() - startMs) / 1_000;
  isOver = true;
  await Promise.all(asking);
  while (pending() > 0) await pause(50);
  for (const desk of desks) await desk.close();
  return { seconds, asks: { ...spreadOf(tookMs), confirmed: tookMs.length, provisional } };
}

/** The outcome of a visit, and the milliseconds from its confirmation. */
async function ask(desk: Desk, card: string): Promise<{ outcome: Verdict['outcome']; took: number }> {
  const decision = await desk.check(card);
  if (decision.outcome === 'refused' || decision.outcome === 'undecided')
    throw new Error(`A card was ${decision.outcome}.`);
  const startMs = performance.now();
  const { outcome } = await desk.admit([{ decision, minors: 0 }]);
  return { outcome, took: performance.now() - startMs };
}

async function fill(
  storage: OutboxStorage,
  { key, from, entries }: { key: ImportedKey; from: number; entries: number },
): Promise<void> {
  const takenAt = new Date().toISOString();
  for (let nth = 0; nth < entries; nth += 1) {
    const id = crypto.randomUUID();
    const usages = [{ id, card: await sealCode(key, cardOf(from + nth), id), minors: 0 }];
    const visit = { id: crypto.randomUUID(), showId, how: 'door', takenAt, usages } as const;
    await storage.append({ stage: 'report', visit, consumedFrom: { from: 'unconfirmed' }, clockSuspect: false });
  }
}

async function seed(store: Awaited<ReturnType<typeof createRegistryServer>>['store'], cards: number): Promise<void> {
  const startsAt = new Date(Date.now() + 3_600_000).toISOString();
  await store.seed({
    venues: [{ id: 'koe', name: 'Koe' }],
    devices: [{ id: 'kassa', venueId: 'koe', name: 'Kassa', token }],
    shows: [
      {
        ...{ id: showId, venueId: 'koe', name: 'Koe', startsAt, seats: 1_000_000, cap: 1_000_000 },
        kind: 'mass-event',
      },
    ],
    cards: Array.from({ length: cards }, (_, nth) => ({
      ...({ code: cardOf(nth), status: 'active', validUntilOn: '2999-12-31', minors: 0 } as const),
    })),
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
