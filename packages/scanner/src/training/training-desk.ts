import { createDesk, type Desk, memoryStorage } from '@kaiku/client';
import { createTrainingRegistry } from './training-registry.ts';

/** Creates a desk for training: the real desk with the real rules, on a registry and a storage in memory. Nothing leaves it. */
export function createTrainingDesk(): Desk {
  const desk = createDesk({
    registry: createTrainingRegistry({ now: () => Date.now() }),
    show: 'training',
    // At the door, because only there can every kind of answer occur.
    recordsAs: 'door',
    storage: memoryStorage(),
    leaseTickets: 0,
    history: true,
    environment: {
      fetch: () => Promise.reject(new TypeError('Training sends no requests.')),
      onOnline: () => () => {},
    },
  });
  return {
    ...desk,
    get state() {
      return desk.state;
    },
    async check(text) {
      // Ends the outage that a demo card has simulated: two answers close the circuit breaker.
      await desk.refresh();
      await desk.refresh();
      return desk.check(text);
    },
  };
}
