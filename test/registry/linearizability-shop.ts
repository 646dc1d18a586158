/** The shows that clients send requests for: few at a time, and new ones for those with enough requests. */
import type { RegistryServer } from '@kaiku/registry';
import type { LiveShow, Shop } from './linearizability-clients.ts';
import { createRandom } from './linearizability-random.ts';

/** Few, so that clients conflict. A history of this length is searched in milliseconds. */
const showsAtOnce = 4;
const asksAShow = 120;
/** Shows are seeded in hundreds while clients continue. */
const showsABatch = 100;
const cardsInAll = 14;

export interface TrialShop extends Shop {
  /** Every show that was ever open. */
  readonly all: readonly LiveShow[];
  readonly live: readonly LiveShow[];
  close(): void;
  /** Resolves when no seeding is in progress. */
  settled(): Promise<void>;
}

export async function createShop(given: {
  readonly store: RegistryServer['store'];
  readonly seed: number;
  readonly venueId: string;
  readonly token: string;
}): Promise<TrialShop> {
  const { store, seed, venueId, token } = given;
  const random = createRandom(seed);
  const cards = Array.from({ length: cardsInAll }, (_, index) => `A${500_000_000 + (seed % 1_000_000) * 100 + index}`);
  await store.seed({
    venues: [{ id: venueId, name: 'Koe' }],
    devices: [{ id: 'koelaite', venueId, name: 'Koelaite', token }],
    cards: cards.map((code) => ({ code, status: 'active', validUntilOn: '2999-12-31', minors: 9 })),
  });
  const all: LiveShow[] = [];
  const waiting: LiveShow[] = [];
  let preparing: Promise<void> = Promise.resolve();
  let prepared = 0;
  let closed = false;

  async function prepare(): Promise<void> {
    const batch = Array.from({ length: showsABatch }, (_, index): LiveShow => {
      const id = `koe-${seed}-${prepared + index}`;
      return { id, cap: 4 + random.below(16), requestsOnly: random.chance(0.5), calls: [], sent: [], busy: 0 };
    });
    prepared += batch.length;
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    await store.seed({
      shows: batch.map(({ id, cap }) => ({
        ...{ id, venueId, name: 'Koe', kind: 'performance', startsAt, seats: 400, cap },
      })),
    });
    waiting.push(...batch);
  }

  function open(): LiveShow {
    if (waiting.length === showsABatch / 2) preparing = prepare();
    const show = waiting.shift();
    if (show === undefined) throw new Error('No show is left to request.');
    all.push(show);
    return show;
  }

  await prepare();
  const live = Array.from({ length: showsAtOnce }, open);
  return {
    all,
    live,
    cards,
    get closed() {
      return closed;
    },
    enter(dice) {
      const slot = dice.below(live.length);
      if ((live[slot]?.sent.length ?? 0) >= asksAShow) live[slot] = open();
      const show = live[slot] ?? open();
      show.busy += 1;
      return show;
    },
    leave(show) {
      show.busy -= 1;
    },
    close() {
      closed = true;
    },
    settled: () => preparing,
  };
}
