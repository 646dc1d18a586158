import type { Environment } from '../environment.ts';
import { type Capacity, isUsable, type Lease } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Journal } from './journal.ts';

/** What may be drawn on for one show, as it was last seen. Only a hint: every draw looks for itself, in its transaction. */
export interface CapacityView {
  readonly seen: Capacity;
  /** The lease, where its tickets may be given out now. */
  usableLease(): Lease | undefined;
}

/** The capacities of the shows that somebody has asked for. */
export interface Capacities {
  /** What was seen so far: nothing at the first call, which begins to look. */
  of(showId: string): CapacityView;
  /** The same, once it was looked at. Never throws. */
  known(showId: string): Promise<CapacityView>;
  /** Looks at the storage anew. Never throws: what cannot be read stays as it was. */
  look(): Promise<void>;
}

const nothing: Capacity = { lease: undefined, unconfirmed: 0 };

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
      // Nothing hangs on it.
    }
  }

  function viewOf(showId: string): CapacityView {
    return {
      get seen() {
        return seen.get(showId) ?? nothing;
      },
      usableLease() {
        const { lease } = seen.get(showId) ?? nothing;
        return lease !== undefined && isUsable(lease, environment.clocks()) ? lease : undefined;
      },
    };
  }

  return {
    of(showId) {
      if (!seen.has(showId)) {
        seen.set(showId, nothing);
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
