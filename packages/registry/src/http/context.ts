import type { HttpBindings } from '@hono/node-server';
import type { OperationId, ProblemCode } from '@kaiku/client/contract';
import type { Context } from 'hono';
import type { KnownDevice } from '../store/devices/devices.ts';
import type { Proof } from '../store/devices/enrol.ts';
import type { Store } from '../store/store.ts';
import type { BudgetKind } from './budgets.ts';
import type { Site } from './passkeys.ts';
import type { RunFiles } from './run-files.ts';

/** The environment of the app. Hono passes it to every route. */
export interface RegistryEnv {
  /** Node's own request and response. Empty if the app is called in process. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    readonly store: Store;
    /** The files of the hand-over. */
    readonly runFiles: RunFiles;
    /** The registry as browsers know it. Unset: its address is not known. */
    readonly site?: Site | undefined;
    /** The device or person that sent the request. Set by `requireDevice`. */
    readonly device: KnownDevice;
    /** The proof of a key, for an operation that requires one. Set by `requireKey`. */
    readonly proof: Proof;
    /** Returns the time of the registry's clock, ISO 8601. */
    readonly serverTime: () => string;
    readonly problemTypeBase: string;
    /** Logs an unexpected error of a request that continues. */
    readonly logError: (error: unknown) => void;
    readonly requestId: string;
    /** The id of the operation that the path and method name. Unset: none. Set by `requireOperation`. */
    readonly operation?: OperationId;
    /** The code of the problem document that responds. Unset: none. */
    readonly problemCode?: ProblemCode;
    /** The budget of the operation. Unset: there is no such operation. */
    readonly budget?: BudgetKind;
    /** A fault: the error of the clock that responses show, in milliseconds. Unset: none. */
    readonly clockOffByMs?: number;
  };
}

export type RegistryContext = Context<RegistryEnv>;
