import type { Environment } from '../environment.ts';
import { type Capacity, isUsable, type Lease } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Journal } from './journal.ts';

/** What may be consumed for one show, as last seen. Only a hint: each transaction that consumes reads it again. */
export interface CapacityView {
  readonly seen: Capacity;
  /** Returns the lease if its tickets may be given out now. */
  usableLease(): Lease | undefined;
}

/** A cache of the capacities of the shows that were asked for. */
export interface Capacities {
  /** Returns what was seen so far. The first call for a show returns an empty capacity and starts reading. */
  of(showId: string): CapacityView;
  /** Like `of`, but waits for the first read. Never throws. */
  known(showId: string): Promise<CapacityView>;
  /** Reads all of them again. Never throws: a value that cannot be read stays. */
  look(): Promise<void>;
}

const empty: Capacity = { lease: undefined, unconfirmed: 0 };

export function createCapacities({
  storage,
  journal,
  environment,
}: {
  readonly storage: OutboxStorage;
  readonly journal: Journal;
  readonly environment: Environment;
}): Capacities {
  const seen = new Map<string, Capacity>();

  async function lookAt(showId: string): Promise<void> {
    try {
      seen.set(showId, await storage.capacity(showId));
    } catch {
      // Only a hint: the value seen before stays.
    }
  }

  function viewOf(showId: string): CapacityView {
    return {
      get seen() {
        return seen.get(showId) ?? empty;
      },
      usableLease() {
        const { lease } = seen.get(showId) ?? empty;
        return lease !== undefined && isUsable(lease, environment.clocks()) ? lease : undefined;
      },
    };
  }

  return {
    of(showId) {
      if (!seen.has(showId)) {
        seen.set(showId, empty);
        void lookAt(showId).then(journal.touch);
      }
      return viewOf(showId);
    },
    async known(showId) {
      if (!seen.has(showId)) await lookAt(showId);
      return viewOf(showId);
    },
    async look() {
      await Promise.all([...seen.keys()].map(lookAt));
      journal.touch();
    },
  };
}
