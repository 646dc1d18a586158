/** A code for each way the client can fail (docs/errors.md). The part before the slash says who must act. */
export type KaikuErrorCode =
  | 'config/invalid'
  | 'config/no-storage'
  | 'registry/unreachable'
  | 'registry/busy'
  | 'registry/failed'
  | 'registry/no-token'
  | 'registry/not-enrolled'
  | 'registry/unknown-code'
  | 'registry/unauthorised'
  | 'registry/frozen'
  | 'registry/revoked'
  | 'registry/lost'
  | 'registry/not-assigned'
  | 'registry/forbidden'
  | 'registry/missing-role'
  | 'registry/foreign-journal'
  | 'registry/slowed'
  | 'registry/other-venue'
  | 'registry/not-found'
  | 'registry/invalid-request'
  | 'registry/unknown-key'
  | 'registry/contract'
  | 'idempotency/mismatch'
  | 'outbox/storage'
  | 'desk/closed'
  | 'desk/too-late'
  | 'desk/foreign-decision'
  | 'desk/unknown-visit'
  | 'desk/voided-visit';

const brand = '@kaiku/client error';

/** An error of this package. */
export class KaikuError extends Error {
  /** Identifies errors of this package, also those of another copy of it (`isKaikuError`). */
  readonly kaiku = brand;
  /** What happened, and who must act. */
  readonly code: KaikuErrorCode;
  /** True if the same call may succeed later. */
  readonly retryable: boolean;
  /** How long the registry asks not to be called again, in milliseconds; at most 15 minutes. */
  readonly retryAfterMs: number | undefined;

  /** Creates an error with a code. */
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

const lockOuts: ReadonlySet<string> = new Set<KaikuErrorCode>([
  'registry/not-enrolled',
  'registry/unauthorised',
  'registry/frozen',
  'registry/revoked',
  'registry/lost',
  'registry/not-assigned',
  'registry/forbidden',
  'registry/missing-role',
  'registry/foreign-journal',
  'registry/other-venue',
]);

/**
 * True for the codes with which the registry locks a device out, and for a token of another venue. This is not an outage,
 * because the registry responds: until it admits the device again nothing is recorded, not even provisionally, and pending
 * entries are kept.
 */
export function isLockOut(code: string | null | undefined): boolean {
  return lockOuts.has(code ?? '');
}

/** True for the codes with which the registry refuses what a device may not do. It may still be able to record. */
export function isForbidden(code: string | null | undefined): boolean {
  return code === 'registry/forbidden' || code === 'registry/missing-role';
}

/** True for a {@link KaikuError}, including one made by another copy of this package. */
export function isKaikuError(value: unknown): value is KaikuError {
  return typeof value === 'object' && value !== null && (value as { kaiku?: unknown }).kaiku === brand;
}

/**
 * Returns the error if it is a {@link KaikuError}, and otherwise wraps it as `registry/failed`, which is retryable: a
 * `Registry` adapter threw an error that it promised not to throw.
 */
export function asKaikuError(error: unknown): KaikuError {
  if (isKaikuError(error)) return error;
  const message = 'Unexpected error from the registry adapter: it must throw only KaikuError. See `cause`.';
  return new KaikuError('registry/failed', message, { retryable: true, cause: error });
}

/** Returns an error for a mistake of the integrator: a wrong option or argument. */
export function invalidConfig(message: string): KaikuError {
  return new KaikuError('config/invalid', message, { retryable: false });
}
