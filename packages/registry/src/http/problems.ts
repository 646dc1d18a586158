import type { Access, Problem, ProblemCode } from '@kaiku/client/contract';
import type { RegistryContext } from './context.ts';

type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** The title of each code, and its usual status. */
const kinds: Readonly<Record<ProblemCode, { readonly status: Status; readonly title: string }>> = {
  'registry/refused': { status: 409, title: 'Refused by a rule' },
  'config/cap-too-low': { status: 422, title: 'The cap is below the lowest allowed' },
  'config/course-window': { status: 422, title: 'Course places have no redemption window' },
  'config/show-in-use': { status: 409, title: 'The show is in use' },
  'registry/unauthorised': { status: 401, title: 'Not authorised' },
  'registry/unknown-code': { status: 404, title: 'The enrolment code is not valid' },
  'registry/frozen': { status: 403, title: 'The device is frozen' },
  'registry/revoked': { status: 401, title: 'The device was revoked' },
  'registry/lost': { status: 401, title: 'The device was reported as lost' },
  'registry/not-assigned': { status: 403, title: 'The show is not one of this device' },
  'registry/forbidden': { status: 403, title: 'Not allowed' },
  'registry/missing-role': { status: 403, title: 'The role may not do this' },
  'registry/foreign-journal': { status: 409, title: 'The journal belongs to another device' },
  'registry/slowed': { status: 429, title: 'This device has sent too many unknown codes' },
  'registry/not-found': { status: 404, title: 'Not found' },
  'registry/invalid-request': { status: 400, title: 'Invalid request' },
  'registry/unknown-key': { status: 422, title: 'Sealed to an unknown key' },
  'registry/busy': { status: 503, title: 'Busy, try again' },
  'registry/failed': { status: 500, title: 'Failed' },
  'idempotency/mismatch': { status: 422, title: 'The id was used for different data' },
};

/** The page that explains the codes, unless `problemTypeBase` names another. */
export const defaultProblemTypeBase = 'https://github.com/kaiku-scanner/kaiku-scanner/blob/main/docs/errors.md';

export interface ProblemFacts extends Pick<Problem, 'refusal' | 'lowestCap' | 'show' | 'roles' | 'issues'> {
  /** One or two sentences for developers, in English, without a card code. */
  readonly detail: string;
  readonly status?: Status;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns a problem document (RFC 9457) as the response, with the registry's time. */
export function problem(c: RegistryContext, code: ProblemCode, facts: ProblemFacts): Response {
  c.set('problemCode', code);
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

/** Returns the heading of docs/errors.md that explains a code. GitHub makes the anchor from its text, without the slash. */
export function problemType(code: ProblemCode, base: string = defaultProblemTypeBase): string {
  return `${base}#${code.replace('/', '')}`;
}

/** The response to a request that does not match the contract. */
export function invalid(
  c: RegistryContext,
  detail: string,
  issues: readonly { path: string; message: string }[],
): Response {
  return problem(c, 'registry/invalid-request', { detail, issues: [...issues] });
}

/** The response for a show that does not exist or is another venue's: the same for both. */
export function noSuchShow(c: RegistryContext): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such show.' });
}

/** The response to a device that must wait, because it has sent too many codes of no card. */
export function slowed(c: RegistryContext, retryAfterMs: number): Response {
  return problem(c, 'registry/slowed', {
    detail: 'This device has sent too many codes of no card. Try again after Retry-After, or let a manager let it in.',
    headers: retryAfter(retryAfterMs),
  });
}

/** Returns the header `Retry-After`, in whole seconds. */
export function retryAfter(ms: number): Readonly<Record<string, string>> {
  return { 'Retry-After': String(Math.max(1, Math.ceil(ms / 1000))) };
}

/** The response to a device whose role may not do this. */
export function missingRole(c: RegistryContext, access: Access): Response {
  const roles = access === 'anyone' ? [] : [...access];
  return problem(c, 'registry/missing-role', {
    roles,
    detail: `The role ${c.var.device.role} may not do this. Ask someone with the role ${roles.join(' or ')}.`,
  });
}

/** The response to a device that uses the journal of another device. */
export function foreignJournal(c: RegistryContext): Response {
  return problem(c, 'registry/foreign-journal', {
    detail: 'Another device opened this journal. A manager can hand it over, or give this device the old token.',
  });
}

/** Why a device may record nothing, or nothing for a show. */
export type Stop = 'frozen' | 'revoked' | 'lost' | 'not-assigned';

const stops: Readonly<Record<Stop, string>> = {
  frozen: 'A manager has frozen this device. It keeps what it has stored. Ask the manager to let it in again.',
  revoked: 'A manager has revoked this device. Hand what it has stored to the house, or enrol it again.',
  lost: 'This device was reported as lost. Please return it to the house.',
  'not-assigned': 'A manager has given this device other shows.',
};

/** The response to a device that was stopped. */
export function stoppedDevice(c: RegistryContext, stop: Stop): Response {
  return problem(c, `registry/${stop}`, { detail: stops[stop] });
}
