import type { Operation } from './operation.ts';

/** What a status means if the response is a problem document. */
export const problemStatuses = {
  400: 'A field is missing, unknown or invalid',
  401: 'The token is missing, unknown, expired or revoked',
  403: 'Not for coordinators, or only for them; not for a client’s show; or the device was stopped for looking up too many unknown codes',
  404: 'This venue has no such show, reservation, client, journal or lease',
  409: 'A rule refused it: see `refusal`; or the show is in use',
  413: 'The body is too long',
  415: 'The body is not application/json',
  422: 'The id was used before, for different data; or the cap is below the lowest allowed, or a course limits redemption; or an entry has no number or id',
  429: 'Too many look-ups: try again after `Retry-After`',
  500: 'Unexpected error in the registry',
  503: 'Busy: try again after `Retry-After`',
} as const;

/** Problems of every operation with a body. */
export const bodyProblems = [400, 413, 415] as const;

/**
 * Returns the statuses of an operation that come with a problem document. An unknown path (404) and an unknown method of a
 * path (405) have one too, but are no operations.
 */
export function problemsOf({ access, problems }: Operation): readonly (keyof typeof problemStatuses)[] {
  const common = access === 'anyone' ? ([400, 500, 503] as const) : ([400, 401, 403, 500, 503] as const);
  return [...new Set([...problems, ...common])];
}
