import type { Environment } from '../environment.ts';
import { isUsable, type Lease, type Stock } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Journal } from './journal.ts';

/** What may be drawn on for one show, as it was last seen. Only a hint: every draw looks for itself, in its transaction. */
export interface StockView {
  readonly seen: Stock;
  /** The lease, where its places may be given out now. */
  usableLease(): Lease | undefined;
}

/** The stocks of the shows that somebody has asked for. */
export interface Stocks {
  /** What was seen so far: nothing at the first call, which begins to look. */
  of(showId: string): StockView;
  /** The same, once it was looked at. Never throws. */
  known(showId: string): Promise<StockView>;
  /** Looks at the storage anew. Never throws: what cannot be read stays as it was. */
  look(): Promise<void>;
}

const nothing: Stock = { lease: undefined, unconfirmed: 0 };

export function createStocks({
  storage,
  journal,
  environment,
}: {
  readonly storage: OutboxStorage;
  readonly journal: Journal;
  readonly environment: Environment;
}): Stocks {
  const seen = new Map<string, Stock>();

  async function lookAt(showId: string): Promise<void> {
    try {
      seen.set(showId, await storage.stock(showId));
    } catch {
      // Nothing hangs on it.
    }
  }

  function viewOf(showId: string): StockView {
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
