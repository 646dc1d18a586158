/** Defaults and checks of the options of desks and devices. */
import { type UsageHow, usageHows } from '../admission/facts.ts';
import type { Environment } from '../environment.ts';
import { invalidConfig, KaikuError } from '../errors.ts';
import type { TokenSource } from '../registry/bearer.ts';
import { createHttpRegistry, type TimeHeard } from '../registry/http.ts';
import type { Registry } from '../registry/registry.ts';
import { idbStorage } from '../storage/idb-storage.ts';
import type { OutboxStorage } from '../storage/storage.ts';

/** Returns the registry, over HTTP if it is given as a URL. @throws KaikuError `config/invalid` */
export function toRegistry(
  { registry, token }: { readonly registry: string | Registry; readonly token?: TokenSource },
  environment: Environment,
  onTime: (heard: TimeHeard) => void,
): Registry {
  if (typeof registry !== 'string') return registry;
  if (token === undefined) throw invalidConfig('`token` is missing. It is required if `registry` is a URL.');
  return createHttpRegistry({ url: registry, token, fetch: environment.fetch, now: environment.now, onTime });
}

/** Returns the checked `recordsAs`, which may come from an HTML attribute. @throws KaikuError `config/invalid` */
export function toUsageHow({ recordsAs = 'sold' }: { readonly recordsAs?: UsageHow }): UsageHow {
  if (usageHows.includes(recordsAs)) return recordsAs;
  throw invalidConfig(`\`recordsAs\` must be 'reserved', 'sold' or 'door', not '${recordsAs}'.`);
}

/** Returns a storage in IndexedDB. @throws KaikuError `config/no-storage` if there is no IndexedDB */
export function defaultStorage(): OutboxStorage {
  if (typeof indexedDB !== 'undefined') return idbStorage();
  const message =
    'IndexedDB is not available. Pass `storage`: in Node, fileStorage() of @kaiku/client/file-storage keeps data on disk; ' +
    'memoryStorage() loses it when the process ends.';
  throw new KaikuError('config/no-storage', message, { retryable: false });
}
