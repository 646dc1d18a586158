/** Every operation of the wire and its answers by status: what the OpenAPI document is made of and tests check by. */
import {
  CancelRequest,
  FoundVisitAnswer,
  HealthAnswer,
  LookupAnswer,
  LookupRequest,
  RedeemRequest,
  ReleaseAnswer,
  ReleaseRequest,
  ReservationsAnswer,
  ShowAnswer,
  ShowChange,
  ShowDeletedAnswer,
  ShowId,
  ShowRequest,
  ShowsAnswer,
  StatisticsAnswer,
  ToReviewAnswer,
  UsageId,
  VisitAnswer,
  VisitRequest,
  VisitsAnswer,
  VoidRequest,
} from '@kaiku/client/contract';
import * as z from 'zod/mini';
import { offlineOperations } from './operations-offline.ts';
import { QueryDay, statisticsQuery } from './statistics-query.ts';

export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
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
  403: 'Not for coordinators, or only for them; not for a client’s show; or the device is stopped for asking about too many unknown codes',
  404: 'This venue has no such show, reservation, client, journal or lease',
  409: 'A rule refused it: see `refusal`; or the show is in use',
  413: 'The body is too long',
  415: 'The body is not application/json',
  422: 'The id was used before, for different data; or the cap is below the lowest allowed, or a course limits redemption; or an entry has no number or id',
  429: 'Too many look-ups: come again after `Retry-After`',
  500: 'Something is wrong in the registry',
  503: 'Busy: come again after `Retry-After`',
} as const;

/** The schema of each answer with one of {@link problemStatuses}. */

const body = [400, 413, 415] as const;

export const operations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/health',
    id: 'health',
    summary: 'Whether the registry and its database answer',
    open: true,
    answers: { 200: { description: 'They do', schema: HealthAnswer } },
    problems: [],
  },
  {
    method: 'get',
    path: '/v1/shows',
    id: 'listShows',
    summary: 'The shows of the device’s venue and of its clients, by start, from today or a day on',
    query: { from: z.optional(QueryDay) },
    answers: { 200: { description: 'The shows', schema: ShowsAnswer } },
    problems: [],
  },
  {
    method: 'post',
    path: '/v1/shows',
    id: 'createShow',
    summary: 'Make a show, if the policy allows its cap and its windows',
    request: ShowRequest,
    answers: {
      200: { description: 'A repetition: the show as it stands', schema: ShowAnswer },
      201: { description: 'Made now', schema: ShowAnswer },
    },
    problems: [...body, 404, 422],
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
    method: 'patch',
    path: '/v1/shows/{showId}',
    id: 'changeShow',
    summary: 'Change what is named of a show, if the policy allows its cap and its windows then',
    parameters: { showId: ShowId },
    request: ShowChange,
    answers: { 200: { description: 'The show as it stands', schema: ShowAnswer } },
    problems: [...body, 404, 422],
  },
  {
    method: 'delete',
    path: '/v1/shows/{showId}',
    id: 'deleteShow',
    summary: 'Delete a show for which nothing was ever recorded',
    parameters: { showId: ShowId },
    answers: { 200: { description: 'It is gone', schema: ShowDeletedAnswer } },
    problems: [404, 409, 413],
  },
  {
    method: 'post',
    path: '/v1/shows/{showId}/cancel',
    id: 'cancelShow',
    summary: 'Cancel a show: no request is counted for it any more',
    parameters: { showId: ShowId },
    request: CancelRequest,
    answers: { 200: { description: 'The show as it stands', schema: ShowAnswer } },
    problems: [...body, 404],
  },
  {
    method: 'post',
    path: '/v1/shows/{showId}/lookups',
    id: 'lookUp',
    summary: 'What the registry knows of a card, for one show',
    parameters: { showId: ShowId },
    request: LookupRequest,
    answers: { 200: { description: 'The card, its earlier usage and the show', schema: LookupAnswer } },
    problems: [...body, 404, 429],
  },
  {
    method: 'get',
    path: '/v1/shows/{showId}/reservations',
    id: 'listReservations',
    summary: 'The reservations of a show that hold tickets now, without the cards’ codes',
    parameters: { showId: ShowId },
    answers: { 200: { description: 'By when they were made', schema: ReservationsAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/visits',
    id: 'recordVisit',
    summary: 'Record a visit, one card or several, all or none and once however often it is sent',
    idempotent: true,
    request: VisitRequest,
    answers: {
      200: { description: 'A repetition: as it was recorded before, or void', schema: VisitAnswer },
      201: { description: 'Counted now', schema: VisitAnswer },
    },
    problems: [...body, 404, 409, 422],
  },
  {
    method: 'get',
    path: '/v1/visits',
    id: 'listVisits',
    summary: 'The visits of a show with their references and metadata, never a card’s code',
    query: { show: ShowId, seller: z.optional(ShowId) },
    answers: { 200: { description: 'By when they were recorded', schema: VisitsAnswer } },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/visits/{visitId}',
    id: 'readVisit',
    summary: 'A visit as it stands, by its id',
    parameters: { visitId: UsageId },
    answers: { 200: { description: 'As it stands now', schema: FoundVisitAnswer } },
    problems: [404, 422],
  },
  {
    method: 'post',
    path: '/v1/visits/{visitId}/void',
    id: 'voidVisit',
    summary: 'Take a visit back with all its usages; an unknown id is kept as voided',
    parameters: { visitId: UsageId },
    request: VoidRequest,
    answers: { 200: { description: 'It is void', schema: VisitAnswer } },
    problems: [...body, 404, 422],
  },
  {
    method: 'get',
    path: '/v1/usages.csv',
    id: 'exportUsages',
    summary: 'The counted usages of own shows and own sales, as a file for Kaikukanta’s import function',
    query: { show: z.optional(ShowId), seller: z.optional(ShowId) },
    answers: {
      200: {
        description: 'One usage a row. The header `Kaiku-To-Review` tells how many are left out: see listToReview',
        schema: z.string(),
        type: 'text/csv',
      },
    },
    problems: [],
  },
  {
    method: 'get',
    path: '/v1/usages/to-review',
    id: 'listToReview',
    summary: 'The counted usages that the file leaves out: their code is no registered card’s',
    query: { show: z.optional(ShowId), seller: z.optional(ShowId) },
    answers: { 200: { description: 'The usages, oldest first', schema: ToReviewAnswer } },
    problems: [],
  },
  {
    method: 'post',
    path: '/v1/usages/{usageId}/redeem',
    id: 'redeemReservation',
    summary: 'Give out what a reservation holds: like recording a visit of its card',
    idempotent: true,
    parameters: { usageId: UsageId },
    request: RedeemRequest,
    answers: {
      200: { description: 'A repetition: as it was recorded before, or void', schema: VisitAnswer },
      201: { description: 'Counted now, and the reservation no more', schema: VisitAnswer },
    },
    problems: [...body, 404, 409, 422],
  },
  {
    method: 'post',
    path: '/v1/usages/{usageId}/release',
    id: 'releaseReservation',
    summary: 'Give a reservation up: its tickets count no more',
    parameters: { usageId: UsageId },
    request: ReleaseRequest,
    answers: { 200: { description: 'It is given up', schema: ReleaseAnswer } },
    problems: [...body, 404, 409],
  },
  {
    method: 'get',
    path: '/v1/statistics',
    id: 'readStatistics',
    summary: 'Counted usages by venue, show, month and seller; reservations are no usages yet',
    query: statisticsQuery,
    answers: { 200: { description: 'One row for each group that has any, in their order', schema: StatisticsAnswer } },
    problems: [],
  },
  ...offlineOperations,
];

/**
 * Statuses with a problem document that an operation can answer. Another method than a path has is 405, a path that is
 * none is 404, with a problem document likewise: those are no operations.
 */
export function problemsOf({ open, problems }: Operation): readonly (keyof typeof problemStatuses)[] {
  const common = open ? ([400, 500, 503] as const) : ([400, 401, 403, 500, 503] as const);
  return [...new Set([...problems, ...common])];
}
