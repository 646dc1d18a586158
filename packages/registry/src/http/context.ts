import type { HttpBindings } from '@hono/node-server';
import type { ProblemCode, Scope } from '@kaiku/client/contract';
import type { Context } from 'hono';
import type { KnownDevice } from '../store/devices/devices.ts';
import type { Store } from '../store/store.ts';
import type { BudgetKind } from './budgets.ts';

/** Who may call an operation: anyone, any device with a valid token, or a device with a scope. */
export type Access = 'anyone' | 'device' | Scope;

/** Who may call an operation. */
export interface Permission {
  readonly summary: string;
  readonly access: Access;
  /** A coordinator's device may call it too. Default: only devices of operators and brokers. */
  readonly coordinators?: true;
}

/** The environment of the app. Hono passes it to every route. */
export interface RegistryEnv {
  /** Node's own request and response. Empty if the app is called in process. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    readonly store: Store;
    /** Who may call the operation of the request; unset for an unknown path. Set by `requireOperation`. */
    readonly permission?: Permission;
    /** The device that sent the request. Set by `requireDevice`. */
    readonly device: KnownDevice;
    /** Returns the time of the registry's clock, ISO 8601. */
    readonly serverTime: () => string;
    readonly problemTypeBase: string;
    /** Logs an unexpected error of a request that continues. */
    readonly logError: (error: unknown) => void;
    readonly requestId: string;
    /** The id of the operation that the path and method name. Unset: none. */
    readonly operation?: string;
    /** The code of the problem document that responds. Unset: none. */
    readonly problemCode?: ProblemCode;
    /** The budget of the operation. Unset: there is no such operation. */
    readonly budget?: BudgetKind;
    /** A fault: the error of the clock that responses show, in milliseconds. Unset: none. */
    readonly clockOffByMs?: number;
  };
}

export type RegistryContext = Context<RegistryEnv>;
