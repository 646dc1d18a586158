import { CaptureError, isCaptureError } from '../errors.ts';

/** A worker's or an engine's failure at a frame, in our terms. */
export function decodeError(message: string, cause?: unknown): CaptureError {
  return new CaptureError('engine/decode', message, { retryable: true, cause });
}

/** Whatever stops an engine before it has loaded is a load failure to the caller. */
export function toLoadError(cause: unknown): CaptureError {
  if (isCaptureError(cause) && cause.code === 'engine/load') return cause;
  return loadError(cause instanceof Error ? cause.message : 'The engine did not start.', cause);
}

/** A failure to load of which an engine says no more than this. */
export function loadFailure(message: string): (cause: unknown) => CaptureError {
  return (cause) => loadError(message, cause);
}

function loadError(message: string, cause: unknown): CaptureError {
  return new CaptureError('engine/load', message, { retryable: true, cause });
}
