import { createListeners } from '../listeners.ts';
import type { OfflineRegistry } from '../registry/registry.ts';
import type { Loss, OutboxStorage } from '../storage/storage.ts';
import type { DeliveredBatch } from '../usage/delivery.ts';

/** What a clerk or the venue should know of the device itself. */
export type DeviceWarning =
  /** The device's storage was emptied or damaged: so many visits and voids that were not sent are gone. */
  | { readonly kind: 'lost'; readonly entries: number }
  /** Another device records under the same journal: a browser profile was copied. */
  | { readonly kind: 'cloned' }
  /** So many entries never arrived at the registry and are not on this device either. */
  | { readonly kind: 'missing'; readonly entries: number }
  /** The device's storage does not work; so many entries are kept in its copy alone. */
  | { readonly kind: 'makeshift-storage'; readonly entries: number }
  /** The device's clock differs from the registry's by so much (positive: it is behind). */
  | { readonly kind: 'clock-wrong'; readonly byMs: number };

/** Watches over what a device may lose: its storage, its journal's numbers, its being the only one of its name. */
export interface Watch {
  /** Most pressing first; the same array while nothing changes. */
  readonly warnings: readonly DeviceWarning[];
  /** Looks at the storage. Never throws. */
  look(): Promise<void>;
  /** What the registry says of the journal. */
  hear(delivered: Pick<DeliveredBatch, 'missing' | 'cloned'>): void;
  /** Tells the registry of a loss, where there is one it has not heard of. Never throws: tried again at the next call. */
  report(registry: OfflineRegistry, signal: AbortSignal): Promise<void>;
  /** A person has seen that something was lost. */
  acknowledgeLoss(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

export function createWatch(storage: OutboxStorage, isStanding: (seq: number) => boolean): Watch {
  const listeners = createListeners();
  let lost: Loss | null = null;
  let isReported = false;
  let isSeen = false;
  let missing = 0;
  let missedBefore: ReadonlySet<number> = new Set();
  let cloned = false;
  let makeshift = 0;
  let warnings: readonly DeviceWarning[] = [];

  function update(): void {
    const now: DeviceWarning[] = [];
    if (lost !== null && lost.pending > 0 && !isSeen) now.push({ kind: 'lost', entries: lost.pending });
    if (cloned) now.push({ kind: 'cloned' });
    if (missing > 0) now.push({ kind: 'missing', entries: missing });
    if (makeshift > 0) now.push({ kind: 'makeshift-storage', entries: makeshift });
    if (JSON.stringify(now) === JSON.stringify(warnings)) return;
    warnings = now;
    listeners.call();
  }

  /** Kept until the registry and a person have heard of it; one that took nothing concerns the registry alone. */
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
        // A storage that cannot be read says so wherever it is needed.
      }
      update();
    },
    hear(delivered) {
      // What stands here is on its way: a request that has just been written has a number that has not arrived yet. And one of
      // another tab may have arrived and gone meanwhile: only what is missing twice running is.
      const missed = delivered.missing.filter((seq) => !isStanding(seq));
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
        // At the next call.
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
