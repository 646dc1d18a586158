import type { Environment } from '../environment.ts';
import type { Journal } from './journal.ts';
import { isUsable, type Lease, type Stock } from './lease.ts';
import type { OutboxStorage } from './storage.ts';

/** What may be drawn on for one show, as it was last seen. Only a hint: every draw looks for itself, in its transaction. */
export interface StockView {
  readonly seen: Stock;
  /** The lease, where its places may be given out now. */
  usableLease(): Lease | undefined;
  /** Looks at the storage anew. Never throws: what cannot be read stays as it was. */
  look(): Promise<void>;
}

export function createStockView(
  showId: string,
  { storage, journal, environment }: { storage: OutboxStorage; journal: Journal; environment: Environment },
): StockView {
  let seen: Stock = { lease: undefined, unconfirmed: 0 };
  return {
    get seen() {
      return seen;
    },
    usableLease() {
      const { lease } = seen;
      return lease !== undefined && isUsable(lease, environment.clocks()) ? lease : undefined;
    },
    async look() {
      try {
        seen = await storage.stock(showId);
      } catch {
        // Nothing hangs on it.
      }
      journal.touch();
    },
  };
}
