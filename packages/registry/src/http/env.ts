import type { HttpBindings } from '@hono/node-server';
import type { KnownDevice } from '../store/devices/devices.ts';
import type { Store } from '../store/store.ts';

/** What a route finds in its context. */
export interface RegistryEnv {
  /** Node's own request and response where a server listens; nothing where the app is called in process. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    readonly store: Store;
    /** The device that asks; only behind `requireDevice`. */
    readonly device: KnownDevice;
    /** What the registry's clock shows, ISO 8601. */
    readonly serverTime: () => string;
    readonly problemTypeBase: string;
    /** Tells the log of something that failed in the registry, though the request goes on. */
    readonly complain: (error: unknown) => void;
    /** The registry's clock is told wrong by so much, in milliseconds: see faults. Absent: it is not. */
    readonly clockOffByMs?: number;
  };
}
