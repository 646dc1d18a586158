/** Every operation of the wire and its answers by status: what the OpenAPI document is made of and tests check by. */
import {
  AnnulRequest,
  HealthAnswer,
  LookupAnswer,
  LookupRequest,
  Problem,
  ShowAnswer,
  ShowId,
  ShowsAnswer,
  UsageAnswer,
  UsageId,
  UsageRequest,
} from '@kaiku/client/contract';
import * as z from 'zod/mini';

export interface Operation {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/v1/shows/{showId}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** Open to everybody. Default: a device's bearer token is needed. */
  readonly open?: true;
  readonly parameters?: Readonly<Record<string, z.ZodMiniType>>;
  readonly query?: Readonly<Record<string, z.ZodMiniType>>;
  /** The header `Idempotency-Key` is needed, and equal to the body's id. */
  readonly idempotent?: true;
  readonly request?: z.ZodMiniType;
  /** Answers that are no problem, by status. */
  readonly answers: Readonly<Record<number, OperationAnswer>>;
  /** Statuses that come with a problem document, besides those of every operation. */
  readonly problems: readonly (keyof typeof problemStatuses)[];
}

export interface OperationAnswer {
  readonly description: string;
  readonly schema: z.ZodMiniType;
  /** Default: `application/json`. */
  readonly type?: string;
}

/** What a status says when it comes with a problem document. */
export const problemStatuses = {
  400: 'A field is missing, unknown or not as agreed',
  401: 'The token is missing, unknown, expired or revoked',
  404: 'This venue has no such show',
  409: 'A rule refused it: see `refusal`',
  413: 'The body is too long',
  415: 'The body is not application/json',
  422: 'The id was used before, for other facts',
  500: 'Something is wrong in the register',
  503: 'Busy: come again after `Retry-After`',
} as const;

/** The schema of each answer with one of {@link problemStatuses}. */
export const problemSchema = Problem;

const body = [400, 413, 415] as const;

export const operations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/health',
    id: 'health',
    summary: 'Whether the register and its database answer',
    open: true,
    answers: { 200: { description: 'They do', schema: HealthAnswer } },
    problems: [],
  },
  {
    method: 'get',
    path: '/v1/shows',
    id: 'listShows',
    summary: 'The shows of the device’s venue, by start',
    answers: { 200: { description: 'The shows', schema: ShowsAnswer } },
    problems: [],
  },
  {
    method: 'get',
    path: '/v1/shows/{showId}',
    id: 'readShow',
    summary: 'One show as it stands',
    parameters: { showId: ShowId },
    answers: { 200: { description: 'The show', schema: ShowAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/shows/{showId}/lookups',
    id: 'lookUp',
    summary: 'What the register knows of a card, for one show',
    parameters: { showId: ShowId },
    request: LookupRequest,
    answers: { 200: { description: 'The card, its earlier use and the show', schema: LookupAnswer } },
    problems: [...body, 404],
  },
  {
    method: 'post',
    path: '/v1/usages',
    id: 'recordUsage',
    summary: 'Record a usage, once however often it is sent',
    idempotent: true,
    request: UsageRequest,
    answers: {
      200: { description: 'A repetition: as it was recorded before, or void', schema: UsageAnswer },
      201: { description: 'Counted now', schema: UsageAnswer },
    },
    problems: [...body, 404, 409, 422],
  },
  {
    method: 'get',
    path: '/v1/usages.csv',
    id: 'exportUsages',
    summary: 'The venue’s counted usages, as a file for Kaikukanta’s import function',
    query: { show: z.optional(ShowId) },
    answers: { 200: { description: 'One usage a row', schema: z.string(), type: 'text/csv' } },
    problems: [],
  },
  {
    method: 'post',
    path: '/v1/usages/{usageId}/annul',
    id: 'annulUsage',
    summary: 'Take a usage back; an unknown id is kept as annulled',
    parameters: { usageId: UsageId },
    request: AnnulRequest,
    answers: { 200: { description: 'It is void', schema: UsageAnswer } },
    problems: [...body, 404, 422],
  },
];

/** Statuses with a problem document that an operation can answer. */
export function problemsOf({ open, problems }: Operation): readonly (keyof typeof problemStatuses)[] {
  return [...problems, ...(open ? [] : [401 as const]), 500, 503];
}
