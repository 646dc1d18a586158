/** Every way the client can fail. Each is a heading in docs/errors.md; the part before the slash says who must act. */
export type KaikuErrorCode =
  | 'config/invalid'
  | 'config/no-storage'
  | 'registry/unreachable'
  | 'registry/busy'
  | 'registry/failed'
  | 'registry/no-token'
  | 'registry/unauthorised'
  | 'registry/forbidden'
  | 'registry/stopped'
  | 'registry/not-found'
  | 'registry/invalid-request'
  | 'registry/contract'
  | 'idempotency/mismatch'
  | 'outbox/storage'
  | 'desk/closed'
  | 'desk/too-late'
  | 'desk/foreign-decision'
  | 'desk/unknown-visit'
  | 'desk/voided-visit';

const brand = '@kaiku/client error';

/** An error of this package: a code to act on, and whether trying the same again can help. */
export class KaikuError extends Error {
  readonly kaiku = brand;
  readonly code: KaikuErrorCode;
  readonly retryable: boolean;
  /** The registry has asked not to be tried again before so many milliseconds; at most 15 minutes. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: KaikuErrorCode,
    message: string,
    options: { readonly retryable: boolean; readonly cause?: unknown; readonly retryAfterMs?: number },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'KaikuError';
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * True for the codes by which the registry lets this device do nothing. It has answered, so this is no outage: until it
 * lets the device in again nothing is recorded, not even provisionally, and what waits is kept.
 */
export function isLockOut(code: string | null | undefined): boolean {
  return code === 'registry/unauthorised' || code === 'registry/forbidden' || code === 'registry/stopped';
}

/** True for a {@link KaikuError}, also one made by another copy of this package. */
export function isKaikuError(value: unknown): value is KaikuError {
  return typeof value === 'object' && value !== null && (value as { kaiku?: unknown }).kaiku === brand;
}

/** The error itself where it is ours; else `registry/failed`, which may pass: an adapter has thrown what it promised not to. */
export function asKaikuError(error: unknown): KaikuError {
  if (isKaikuError(error)) return error;
  const message = 'The registry could not be asked, in a way nobody foresaw.';
  return new KaikuError('registry/failed', message, { retryable: true, cause: error });
}
