import { type UsageHow, usageHows } from '../admission/facts.ts';
import type { Environment } from '../environment.ts';
import { KaikuError } from '../errors.ts';
import type { TokenSource } from '../registry/bearer.ts';
import { createHttpRegistry, type TimeHeard } from '../registry/http.ts';
import type { Registry } from '../registry/registry.ts';
import { idbStorage } from '../storage/idb-storage.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import { invalid } from './invalid.ts';

/** The other end a desk is told of: an object, or an address with its token. @throws KaikuError `config/invalid` */
export function registryOf(
  { registry, token }: { readonly registry: string | Registry; readonly token?: TokenSource },
  environment: Environment,
  onTime: (heard: TimeHeard) => void,
): Registry {
  if (typeof registry !== 'string') return registry;
  if (token === undefined) throw invalid('A registry by address needs a token.');
  return createHttpRegistry({ url: registry, token, fetch: environment.fetch, now: environment.now, onTime });
}

/** As what a desk records, also where it was told by an attribute. @throws KaikuError `config/invalid` */
export function howOf({ recordsAs = 'sold' }: { readonly recordsAs?: UsageHow }): UsageHow {
  if (usageHows.includes(recordsAs)) return recordsAs;
  throw invalid('A desk records as `reserved`, `sold` or `door`.');
}

/** The browser's own storage. @throws KaikuError `config/no-storage` where there is none */
export function defaultStorage(): OutboxStorage {
  if (typeof indexedDB !== 'undefined') return idbStorage();
  const message =
    'There is no IndexedDB here: name a storage. In Node, fileStorage() of @kaiku/client/file-storage lasts; memoryStorage() forgets with the process.';
  throw new KaikuError('config/no-storage', message, { retryable: false });
}
