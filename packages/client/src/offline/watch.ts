import { createListeners } from '../listeners.ts';
import type { OfflineRegistry } from '../registry/registry.ts';
import type { Loss, OutboxStorage } from '../storage/storage.ts';
import type { DeliveredBatch } from '../usage/delivery.ts';

/** What a clerk or the venue should know about the device itself. */
export type DeviceWarning =
  /** The storage was emptied or damaged: this number of unsent visits and voids is lost. */
  | { readonly kind: 'lost'; readonly entries: number }
  /** Another device uses the same journal: a browser profile was copied. */
  | { readonly kind: 'cloned' }
  /** This number of entries never arrived at the registry, and is not on this device either. */
  | { readonly kind: 'missing'; readonly entries: number }
  /** The storage fails, and this number of entries is in its copy alone. */
  | { readonly kind: 'makeshift-storage'; readonly entries: number }
  /** Entries of another venue wait on this device, until a token of that venue is back. */
  | ({ readonly kind: 'other-venue' } & WaitingElsewhere)
  /** The device's clock differs from the registry's; positive if it is behind. */
  | { readonly kind: 'clock-wrong'; readonly byMs: number };

/** What waits on this device for another venue. */
export interface WaitingElsewhere {
  /** The venue's id in the registry. */
  readonly venueId: string;
  /** The venue's name. */
  readonly venue: string;
  /** Visits and voids that are not acknowledged. */
  readonly entries: number;
}

/** Detects losses: of the storage, of numbers of the journal, and a second device with the same journal. */
export interface Watch {
  /** Most urgent first; the same array while nothing changes. */
  readonly warnings: readonly DeviceWarning[];
  /** Reads the storage. Never throws. */
  look(): Promise<void>;
  /** Handles what the registry has returned about the journal. */
  hear(delivered: Pick<DeliveredBatch, 'missing' | 'cloned'>): void;
  /** Reports a loss to the registry, once. Never throws: the next call tries again. */
  report(registry: OfflineRegistry, signal: AbortSignal): Promise<void>;
  /** Records that a person has seen the loss. */
  acknowledgeLoss(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

interface WatchOptions {
  readonly storage: OutboxStorage;
  readonly isInJournal: (seq: number) => boolean;
  readonly waitingElsewhere: () => readonly WaitingElsewhere[];
}

export function createWatch({ storage, isInJournal, waitingElsewhere }: WatchOptions): Watch {
  const listeners = createListeners();
  let lost: Loss | null = null;
  let isReported = false;
  let isSeen = false;
  let missing = 0;
  let missedBefore: ReadonlySet<number> = new Set();
  let cloned = false;
  let makeshift = 0;
  let elsewhere: readonly WaitingElsewhere[] = [];
  let warnings: readonly DeviceWarning[] = [];

  function update(): void {
    const now: DeviceWarning[] = [];
    if (lost !== null && lost.pending > 0 && !isSeen) now.push({ kind: 'lost', entries: lost.pending });
    if (cloned) now.push({ kind: 'cloned' });
    if (missing > 0) now.push({ kind: 'missing', entries: missing });
    if (makeshift > 0) now.push({ kind: 'makeshift-storage', entries: makeshift });
    now.push(...elsewhere.map((waiting) => ({ kind: 'other-venue' as const, ...waiting })));
    if (JSON.stringify(now) === JSON.stringify(warnings)) return;
    warnings = now;
    listeners.call();
  }

  /** Deletes the loss once the registry and a person know about it. A loss without pending entries concerns the registry alone. */
  async function forget(): Promise<void> {
    if (lost === null || !isReported || (lost.pending > 0 && !isSeen)) return;
    await storage.forgetLoss();
    lost = null;
  }

  return {
    get warnings() {
      return warnings;
    },
    async look() {
      try {
        lost ??= (await storage.identity()).lost;
        makeshift = storage.emergency?.() ?? 0;
      } catch {
        // A storage that fails is reported by the calls that need it.
      }
      elsewhere = waitingElsewhere();
      update();
    },
    hear(delivered) {
      // An entry that is still here has not arrived yet. One of another tab may have arrived and been removed since the registry
      // answered, so only what is missing twice in a row is missing.
      const missed = delivered.missing.filter((seq) => !isInJournal(seq));
      missing = missed.filter((seq) => missedBefore.has(seq)).length;
      missedBefore = new Set(missed);
      cloned = delivered.cloned;
      update();
    },
    async report(registry, signal) {
      if (lost === null || isReported) return;
      try {
        await registry.reportLost(lost, signal);
        isReported = true;
        await forget();
      } catch {
        // The next call tries again.
      }
    },
    async acknowledgeLoss() {
      isSeen = true;
      update();
      await forget();
    },
    subscribe: listeners.add,
  };
}
