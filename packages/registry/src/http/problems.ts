import type { Problem, ProblemCode } from '@kaiku/client/contract';
import type { Context } from 'hono';
import type { RegistryEnv } from './env.ts';

type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** What each code is called, and the status it comes with unless the case has a better one. */
const kinds: Readonly<Record<ProblemCode, { readonly status: Status; readonly title: string }>> = {
  'registry/refused': { status: 409, title: 'Refused by a rule' },
  'config/cap-too-low': { status: 422, title: 'The cap is below the lowest allowed' },
  'config/course-window': { status: 422, title: 'Course places have no redemption window' },
  'config/show-in-use': { status: 409, title: 'The show is in use' },
  'registry/unauthorised': { status: 401, title: 'Not let in' },
  'registry/forbidden': { status: 403, title: 'Not allowed' },
  'registry/stopped': { status: 403, title: 'This device has been stopped' },
  'registry/not-found': { status: 404, title: 'Not found' },
  'registry/invalid-request': { status: 400, title: 'Not a valid request' },
  'registry/busy': { status: 503, title: 'Busy, come again' },
  'registry/failed': { status: 500, title: 'Failed' },
  'idempotency/mismatch': { status: 422, title: 'The id is taken by different data' },
};

/** Where the codes are explained, unless `problemTypeBase` says otherwise. */
export const defaultProblemTypeBase = 'https://github.com/kaiku-scanner/kaiku-scanner/blob/main/docs/errors.md';

export interface ProblemFacts extends Pick<Problem, 'refusal' | 'lowestCap' | 'show' | 'issues'> {
  /** One sentence for developers, in English; no card code in it. */
  readonly detail: string;
  readonly status?: Status;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A problem document (RFC 9457) as the answer, with the registry's time. */
export function problem(c: Context<RegistryEnv>, code: ProblemCode, facts: ProblemFacts): Response {
  const { detail, status = kinds[code].status, headers = {}, ...members } = facts;
  const document = {
    type: problemType(code, c.var.problemTypeBase),
    title: kinds[code].title,
    status,
    detail,
    code,
    ...members,
    serverTime: c.var.serverTime(),
  } satisfies Problem;
  return c.body(JSON.stringify(document), status, { 'content-type': 'application/problem+json', ...headers });
}

/** The heading of docs/errors.md that explains a code: GitHub makes the anchor from the heading's text without its slash. */
export function problemType(code: ProblemCode, base: string = defaultProblemTypeBase): string {
  return `${base}#${code.replace('/', '')}`;
}
