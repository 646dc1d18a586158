import * as z from 'zod/mini';
import { KaikuError, type KaikuErrorCode } from '../errors.ts';
import { Problem, type ProblemCode } from './contract.ts';

/** Whether the same request can succeed later, for each way an answer can fail. Said once, here. */
const retryable: Readonly<Partial<Record<KaikuErrorCode, boolean>>> = {
  'registry/unreachable': true,
  'registry/busy': true,
  'registry/failed': true,
  'registry/no-token': true,
  // With a fresh token, or once the operator has let the device in again.
  'registry/unauthorised': true,
  'registry/forbidden': true,
  'registry/stopped': true,
  // Once the registry or this client is mended. The visit is kept meanwhile.
  'registry/contract': true,
};

/** A failed exchange as our error; the cause is kept. */
export function registryError(
  code: KaikuErrorCode,
  message: string,
  cause?: unknown,
  retryAfterMs?: number,
): KaikuError {
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new KaikuError(code, message, { retryable: retryable[code] ?? false, cause, ...after });
}

/** No answer at all: no network, no such host, refused, or not in time. */
export function unreachable(cause: unknown): KaikuError {
  return registryError('registry/unreachable', 'The registry did not answer.', cause);
}

/**
 * An answer's body as the schema says it.
 * @throws KaikuError `registry/contract` where the registry answered something else; `registry/unreachable` where it was
 *   not the registry that answered (a captive portal's page with status 200 is never an acknowledgement)
 */
export async function readAnswer<S extends z.ZodMiniType>(response: Response, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(await readJson(response));
  if (!parsed.success) {
    throw registryError(
      'registry/contract',
      `The registry's answer is not as agreed (${response.status}).`,
      parsed.error,
    );
  }
  return parsed.data;
}

/** The problem document of an answer that is not a success; anything else is thrown as the error its status means. */
export async function readProblem(response: Response): Promise<Problem> {
  if (!isJson(response)) throw withoutProblem(response);
  const body = await readJson(response);
  const parsed = Problem.safeParse(body);
  if (parsed.success) return parsed.data;
  if (NewerProblem.safeParse(body).success) throw newerProblem(response.status, parsed.error);
  throw withoutProblem(response, parsed.error);
}

/** A problem document with a code that this client does not know: of a newer registry. */
const NewerProblem = z.looseObject({ type: z.string(), title: z.string(), status: z.int(), code: z.string() });

/** Then the status alone speaks. Whatever it is, a newer client may yet deliver what is kept: nothing is given up for it. */
function newerProblem(status: number, cause: unknown): KaikuError {
  const message = `The registry answered ${status} with a problem that this client does not know.`;
  if (status === 403) return registryError('registry/forbidden', message, cause);
  return registryError(codeOfStatus(status) ?? 'registry/contract', message, cause);
}

/** The error a problem document means. A refusal is none: whoever can be refused takes it out before. */
export function toError(problem: Problem, response?: Response): KaikuError {
  const message = `The registry answered ${problem.status}.`;
  return registryError(codeOfProblem(problem.code), message, problem, response && retryAfterMs(response));
}

/** A problem's code as ours. */
export function codeOfProblem(code: ProblemCode): KaikuErrorCode {
  switch (code) {
    // Without the refusal that belongs to it.
    case 'registry/refused':
      return 'registry/contract';
    // Only who arranges shows is told so, and a desk does not.
    case 'config/cap-too-low':
    case 'config/course-window':
    case 'config/show-in-use':
      return 'registry/invalid-request';
    default:
      return code;
  }
}

/** Gateways and proxies answer without our problem documents: then only the status speaks. */
function withoutProblem(response: Response, cause?: unknown): KaikuError {
  const { status } = response;
  const message = `Something other than the registry answered (${status}).`;
  return registryError(codeOfStatus(status) ?? 'registry/unreachable', message, cause, retryAfterMs(response));
}

/** A registry that asks for more is tried again all the same (decision 0010). */
const longestRetryAfterMs = 900_000;

/**
 * For how long the registry asks not to be tried again (RFC 9110 §10.2.3), at most 15 minutes. A date is reckoned against
 * the answer's own: the device's clock may be wrong. `undefined` where it does not ask, or where a page may not read it.
 */
function retryAfterMs({ headers }: Response): number | undefined {
  const asked = headers.get('retry-after')?.trim();
  if (asked === undefined || asked === '') return undefined;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) ? Math.min(longestRetryAfterMs, Math.max(0, ms)) : undefined;
}

/** What a status means whoever answered; `undefined` where that depends on who. */
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
    // Cut off on the way: the same as no answer. The parser's error quotes the text, so it is not passed on.
    throw registryError('registry/unreachable', 'The answer did not arrive whole.');
  }
}

function isJson(response: Response): boolean {
  return /^application\/(?:[a-z0-9.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '');
}
