import { createDesk, type Desk, memoryStorage } from '@kaiku/client';
import { createTrainingRegistry } from './training-registry.ts';

/** A desk to learn at: the real one with the real rules, over a registry and a storage in memory. Nothing leaves it. */
export function createTrainingDesk(): Desk {
  const desk = createDesk({
    registry: createTrainingRegistry(() => Date.now()),
    show: 'training',
    // At the door, so that every answer there is comes.
    recordsAs: 'door',
    storage: memoryStorage(),
    leaseTickets: 0,
    history: true,
    environment: {
      fetch: () => Promise.reject(new TypeError('Nothing is sent in training.')),
      onOnline: () => () => {},
    },
  });
  return {
    ...desk,
    get state() {
      return desk.state;
    },
    async check(text) {
      // A card that played an outage is no reason to be out for the next.
      await desk.refresh();
      await desk.refresh();
      return desk.check(text);
    },
  };
}
