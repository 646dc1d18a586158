import type { OperationId } from '@kaiku/client/contract';
import * as z from 'zod/mini';
import type { KnownDevice } from '../store/devices/devices.ts';
import type { LoggedAct } from '../store/log/log.ts';
import type { BudgetKind } from './budgets.ts';
import type { RegistryContext } from './context.ts';

/** Schemas by name. */
export type Shape = Readonly<Record<string, z.ZodMiniType>>;

/** What a status means if the response is a problem document. */
export const problemStatuses = {
  400: 'A field is missing, unknown or invalid',
  401: 'The token or session is missing, unknown, expired or revoked',
  403: 'The role may not do this; or not for a client’s show',
  404: 'This venue has no such show, reservation, client, journal, lease or device',
  409: 'A rule refused it: see `refusal`; or the show is in use; or another device opened the journal',
  413: 'The body is too long',
  415: 'The body is not application/json',
  422: 'The id was used before, for different data; or the cap is below the lowest allowed, or a course limits redemption; or an entry has no number or id',
  429: 'Too many requests, look-ups or unknown codes: try again after `Retry-After`',
  500: 'Unexpected error in the registry',
  503: 'Busy: try again after `Retry-After`',
} as const;

/** One entry of the table of operations. The routes and the OpenAPI document are both made from it. */
export interface Operation<P extends Shape = Shape, Q extends Shape = Shape, B extends z.ZodMiniType = z.ZodMiniType> {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As in OpenAPI: `/v1/shows/{showId}`. */
  readonly path: string;
  /** Its row in the table of rights. */
  readonly id: OperationId;
  readonly summary: string;
  /** The budget that a request is taken from. Default: `read` for the method `get`, otherwise `record`. */
  readonly budget?: BudgetKind;
  /** Requires a proof of a key (DPoP) instead of a token. */
  readonly proves?: 'key';
  readonly parameters?: P;
  readonly query?: Q;
  /** The header `Idempotency-Key` is required, and must equal the body's id. */
  readonly idempotent?: true;
  /** The schema of the body. Default: no body. */
  readonly request?: B;
  /** The schema of the body in the OpenAPI document, if the handler reads less strictly. Default: `request`. */
  readonly documentedRequest?: z.ZodMiniType;
  /** The successful responses, by status. */
  readonly answers: Readonly<Record<number, OperationAnswer>>;
  /** Statuses of its own that come with a problem document. Default: none. */
  readonly problems?: readonly (keyof typeof problemStatuses)[];
  /**
   * Returns what the venue's log has of a request; `undefined` if nothing. The entry is stored before the request is
   * handled. Default: nothing.
   */
  log?(input: Input<P, Q, B>, device: KnownDevice): Pick<LoggedAct, 'subject' | 'details'> | undefined;
  /** Returns the response to a request that matches the schemas. */
  handle(c: RegistryContext, input: Input<P, Q, B>): Response | Promise<Response>;
}

export interface OperationAnswer {
  readonly description: string;
  readonly schema: z.ZodMiniType;
  /** Default: `application/json`. */
  readonly type?: string;
}

type Values<S extends Shape> = { readonly [key in keyof S]: z.output<S[key]> };

/** The parsed parameters of the path and the query, and the parsed body. */
export type Input<P extends Shape, Q extends Shape, B extends z.ZodMiniType> = Values<P> &
  Values<Q> & { readonly body: z.output<B> };

/** Returns an entry whose handler is checked against its schemas. */
export function operation<P extends Shape, Q extends Shape, B extends z.ZodMiniType>(
  entry: Operation<P, Q, B>,
): Operation {
  return entry as unknown as Operation;
}

/** The body of an operation that needs none but its address. */
export const EmptyRequest = z.strictObject({});
