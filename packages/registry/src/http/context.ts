import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { KnownDevice } from '../store/devices/devices.ts';
import type { Store } from '../store/store.ts';

/** The environment of the app. Hono passes it to every route. */
export interface RegistryEnv {
  /** Node's own request and response. Empty if the app is called in process. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    readonly store: Store;
    /** The device that sent the request. Set by `requireDevice`. */
    readonly device: KnownDevice;
    /** Returns the time of the registry's clock, ISO 8601. */
    readonly serverTime: () => string;
    readonly problemTypeBase: string;
    /** Logs an unexpected error of a request that continues. */
    readonly logError: (error: unknown) => void;
    /** A fault: the error of the clock that responses show, in milliseconds. Unset: none. */
    readonly clockOffByMs?: number;
  };
}

export type RegistryContext = Context<RegistryEnv>;
