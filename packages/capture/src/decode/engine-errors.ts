import { CaptureError, isCaptureError } from '../errors.ts';

/** Returns the error for an engine or a worker that failed at a frame. */
export function decodeError(message: string, cause?: unknown): CaptureError {
  return new CaptureError('engine/decode', message, { retryable: true, cause });
}

/** Returns `engine/load` for whatever stopped an engine before it had loaded. */
export function toLoadError(cause: unknown): CaptureError {
  if (isCaptureError(cause) && cause.code === 'engine/load') return cause;
  return loadError(cause instanceof Error ? cause.message : 'The engine did not start.', cause);
}

/** Returns a converter to `engine/load` with a fixed message, for an engine whose own messages do not help. */
export function loadFailure(message: string): (cause: unknown) => CaptureError {
  return (cause) => loadError(message, cause);
}

/** Returns the error for an engine or a worker that did not start. */
export function loadError(message: string, cause?: unknown): CaptureError {
  return new CaptureError('engine/load', message, { retryable: true, cause });
}
