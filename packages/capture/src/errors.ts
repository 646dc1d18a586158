/** Every way reading can fail. Each is a heading in docs/errors.md. */
export type CaptureErrorCode =
  | 'camera/insecure-context'
  | 'camera/unsupported'
  | 'camera/policy-blocked'
  | 'camera/denied-by-user'
  | 'camera/denied-by-system'
  | 'camera/no-camera'
  | 'camera/busy'
  | 'camera/over-constrained'
  | 'camera/stalled'
  | 'camera/interrupted'
  | 'engine/load'
  | 'engine/decode'
  | 'config/invalid';

const brand = '@kaiku/capture error';

/** An error of this package: a code to act on, and whether trying again can help. */
export class CaptureError extends Error {
  /** The mark that {@link isCaptureError} recognises, also in another copy of this package. */
  readonly kaiku = brand;
  /** Always `CaptureError`. */
  override readonly name = 'CaptureError';
  /** The code of docs/errors.md. */
  readonly code: CaptureErrorCode;
  /** True if trying again can help. */
  readonly retryable: boolean;

  constructor(
    code: CaptureErrorCode,
    message: string,
    options: { readonly retryable: boolean; readonly cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.retryable = options.retryable;
  }
}

/** True for a {@link CaptureError}, also one made by another copy of this package on the page. */
export function isCaptureError(value: unknown): value is CaptureError {
  return typeof value === 'object' && value !== null && (value as { kaiku?: unknown }).kaiku === brand;
}
