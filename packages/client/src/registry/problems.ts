import * as z from 'zod/mini';
import { KaikuError, type KaikuErrorCode } from '../errors.ts';
import { Problem, type ProblemCode } from './contract/index.ts';

/** True for the codes with which the same request may succeed later. */
const retryable: Readonly<Partial<Record<KaikuErrorCode, boolean>>> = {
  'registry/unreachable': true,
  'registry/busy': true,
  'registry/failed': true,
  'registry/no-token': true,
  // Once the wait is over, or a manager has let the device in.
  'registry/slowed': true,
  // With another token, or once an administrator has handed the journal over.
  'registry/unauthorised': true,
  // Once a manager lets the device in again, or has enrolled it.
  'registry/not-enrolled': true,
  'registry/frozen': true,
  'registry/revoked': true,
  'registry/lost': true,
  'registry/not-assigned': true,
  'registry/forbidden': true,
  'registry/missing-role': true,
  'registry/foreign-journal': true,
  // Once the device has a token of its own venue again.
  'registry/other-venue': true,
  // Once its operator has added the key.
  'registry/unknown-key': true,
  // After the registry or this client is fixed. Until then the visit is kept.
  'registry/contract': true,
};

/** Returns an error of an exchange with the registry. */
export function registryError(
  code: KaikuErrorCode,
  message: string,
  cause?: unknown,
  retryAfterMs?: number,
): KaikuError {
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new KaikuError(code, message, { retryable: retryable[code] ?? false, cause, ...after });
}

/** Returns the error for no response: no network, unknown host, refused connection, or timeout. */
export function unreachable(cause: unknown): KaikuError {
  return registryError('registry/unreachable', 'The registry did not respond.', cause);
}

/**
 * Returns the body of a response.
 * @throws KaikuError `registry/contract` if it does not match the schema; `registry/unreachable` if something other than the
 *   registry responded (a captive portal's page with status 200 is never an acknowledgement)
 */
export async function readAnswer<S extends z.ZodMiniType>(response: Response, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await readJson(response));
  if (!parsed.success) {
    throw registryError(
      'registry/contract',
      `The registry's answer (${response.status}) does not match the contract. See \`cause\`.`,
      parsed.error,
    );
  }
  return parsed.data;
}

/** Returns the problem document of a response. @throws KaikuError by its status if it has none */
export async function readProblem(response: Response): Promise<Problem> {
  if (!isJson(response)) throw withoutProblem(response);
  const body = await readJson(response);
  const parsed = Problem.safeParse(body);
  if (parsed.success) return parsed.data;
  if (NewerProblem.safeParse(body).success) throw newerProblem(response.status, parsed.error);
  throw withoutProblem(response, parsed.error);
}

/** A problem document of a newer registry, with a code that this client does not know. */
const NewerProblem = z.looseObject({ type: z.string(), title: z.string(), status: z.int(), code: z.string() });

/** Returns an error by the status alone. It is retryable in any case, because a newer client may deliver the entry. */
function newerProblem(status: number, cause: unknown): KaikuError {
  const message = `The registry answered ${status} with a problem code unknown to this client. Update it.`;
  if (status === 403) return registryError('registry/forbidden', message, cause);
  return registryError(codeOfStatus(status) ?? 'registry/contract', message, cause);
}

/** Returns the error for a problem document. The caller must handle a refusal before. */
export function toError(problem: Problem, response?: Response): KaikuError {
  const message = `The registry answered ${problem.status} (${problem.code}). See \`cause\`.`;
  return registryError(codeOfProblem(problem.code), message, problem, response && retryAfterMs(response));
}

/** Converts the code of a problem document. */
export function codeOfProblem(code: ProblemCode): KaikuErrorCode {
  switch (code) {
    // The refusal is missing.
    case 'registry/refused':
      return 'registry/contract';
    // Only requests that change shows get these, and a desk sends none.
    case 'config/cap-too-low':
    case 'config/course-window':
    case 'config/show-in-use':
      return 'registry/invalid-request';
    default:
      return code;
  }
}

/** Returns the error for a response of a gateway or proxy, which has no problem document, by its status. */
function withoutProblem(response: Response, cause?: unknown): KaikuError {
  const { status } = response;
  const message = `Something other than the registry responded (${status}): a proxy, a gateway or a login page.`;
  return registryError(codeOfStatus(status) ?? 'registry/unreachable', message, cause, retryAfterMs(response));
}

/** The registry is called again after this time even if it asks for more (decision 0010). */
const maxRetryAfterMs = 900_000;

/**
 * Returns how long the registry asks not to be called (RFC 9110 §10.2.3), at most 15 minutes. A date is compared with the
 * response's own, because the device's clock may be wrong. `undefined` without the header, or if the page may not read it.
 */
function retryAfterMs({ headers }: Response): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) ? Math.min(maxRetryAfterMs, Math.max(0, ms)) : undefined;
}

/** Returns the code for a status; `undefined` if that depends on whether the registry or a proxy responded. */
function codeOfStatus(status: number): KaikuErrorCode | undefined {
  if (status === 401) return 'registry/unauthorised';
  if (status === 408 || status === 425 || status === 429 || status === 503) return 'registry/busy';
  return status >= 500 ? 'registry/failed' : undefined;
}

async function readJson(response: Response): Promise<unknown> {
  if (!isJson(response)) throw withoutProblem(response);
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw unreachable(cause);
  }
  try {
    return JSON.parse(text);
  } catch {
    // Truncated, so it counts as no response. The parser's error quotes the text, which has card data: it is not passed on.
    throw registryError('registry/unreachable', 'The response is truncated: its body is not JSON.');
  }
}

function isJson(response: Response): boolean {
  return /^application\/(?:[a-z0-9.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '');
}

/** @throws KaikuError `registry/contract` unless the answer is about what was requested */
export function assertAnswers(matches: boolean): asserts matches {
  if (!matches) throw registryError('registry/contract', 'The registry answered about something else.');
}
