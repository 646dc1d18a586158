/** Checks of the options of desks and devices. */
import { type UsageHow, usageHows } from '../admission/facts.ts';
import { invalidConfig, KaikuError } from '../errors.ts';

/** Returns the checked `recordsAs`, which may come from an HTML attribute. @throws KaikuError `config/invalid` */
export function toUsageHow({ recordsAs = 'sold' }: { readonly recordsAs?: UsageHow }): UsageHow {
  if (usageHows.includes(recordsAs)) return recordsAs;
  throw invalidConfig(`\`recordsAs\` must be 'reserved', 'sold' or 'door', not '${recordsAs}'.`);
}

/** Checks that there is an IndexedDB for the default storage. @throws KaikuError `config/no-storage` */
export function assertStorage(): void {
  if (typeof indexedDB !== 'undefined') return;
  const message =
    'IndexedDB is not available. Pass `storage`: in Node, fileStorage() of @kaiku/client/file-storage keeps data on disk; ' +
    'memoryStorage() loses it when the process ends.';
  throw new KaikuError('config/no-storage', message, { retryable: false });
}
