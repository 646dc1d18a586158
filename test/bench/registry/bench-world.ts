/** The registry's content while it is measured: cards that are all admitted, and one show or a thousand. */
import type { RegistryServer } from '@kaiku/registry';

export const token = 'bench';
export const howManyShows = 1_000;
export const howManyCards = 4_000;

export const cardOf = (nth: number): string => `A${500_000_000 + (nth % howManyCards)}`;
export const showOf = (nth: number): string => `sali-${nth % howManyShows}`;
/** Each run has its own show, so that every visit is a card's first. */
export const hotShowOf = (run: number): string => `suosittu-${run}`;

const hotShows = 200;
const max = 1_000_000;

/** Inserts the content. The registry takes the rows one at a time, which takes some seconds. */
export async function seedBench(store: RegistryServer['store']): Promise<void> {
  const startsAt = new Date(Date.now() + 3_600_000).toISOString();
  const show = (id: string) => ({
    ...({ id, venueId: 'koe', name: 'Koe', kind: 'performance', startsAt, seats: max, cap: max } as const),
  });
  await store.seed({
    venues: [{ id: 'koe', name: 'Koe' }],
    devices: [{ id: 'kassa', venueId: 'koe', name: 'Kassa', token }],
    shows: [
      ...Array.from({ length: howManyShows }, (_, nth) => show(showOf(nth))),
      ...Array.from({ length: hotShows }, (_, run) => show(hotShowOf(run))),
    ],
    cards: Array.from({ length: howManyCards }, (_, nth) => ({
      ...({ code: cardOf(nth), status: 'active', validUntilOn: '2999-12-31', minors: 0 } as const),
    })),
  });
}
