import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import { abortOnLeave, pageIsThere } from '../page-life.ts';
import type { Venue } from '../usage/venue.ts';
import type { OwnDevice } from './contract/index.ts';

/** A device as the registry knows it. */
export interface EnrolledDevice extends Pick<OwnDevice, 'id' | 'name' | 'role'> {
  /** The venue that it records for. */
  readonly venue: Venue;
}

/** A key and the device that it is of. */
export interface StoredKey {
  readonly keys: CryptoKeyPair;
  readonly device: EnrolledDevice;
}

/** Where the key of one registry is kept. */
export interface DeviceKeyStore {
  read(): Promise<StoredKey | undefined>;
  write(stored: StoredKey): Promise<void>;
  erase(): Promise<void>;
}

/** Returns the key's place in IndexedDB; without IndexedDB, in memory. @param registry its address */
export function createDeviceKeyStore(registry: string): DeviceKeyStore {
  if (typeof indexedDB === 'undefined') return inMemory();
  const opened = createStore('kaiku-device-key', 'keys');
  const place: UseStore = async (mode, use) => {
    await pageIsThere();
    return opened(mode, (store) => {
      abortOnLeave(store.transaction);
      return use(store);
    });
  };
  return {
    // Read at each request, because another tab may have enrolled or forgotten the device.
    read: () => get<StoredKey>(registry, place),
    write: (stored) => set(registry, stored, place),
    erase: () => del(registry, place),
  };
}

function inMemory(): DeviceKeyStore {
  let kept: StoredKey | undefined;
  return {
    read: async () => kept,
    async write(stored) {
      kept = stored;
    },
    async erase() {
      kept = undefined;
    },
  };
}
