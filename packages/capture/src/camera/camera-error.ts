import { CaptureError, type CaptureErrorCode } from '../errors.ts';

interface Failure {
  readonly code: CaptureErrorCode;
  /** Whether asking again, with nothing changed by anybody, may succeed. */
  readonly retryable: boolean;
  readonly message: string;
}

const denied = {
  code: 'camera/denied',
  retryable: false,
  message: 'The person or the system denied the camera.',
} as const;
const interrupted = {
  code: 'camera/interrupted',
  retryable: true,
  message: 'The camera stopped giving pictures.',
} as const;
const busy = { code: 'camera/busy', retryable: true, message: 'Another program holds the camera.' } as const;

/** `DOMException.name` → ours. The names are those of Media Capture and Streams, `getUserMedia` (W3C). */
const failures: Readonly<Record<string, Failure>> = {
  NotAllowedError: denied,
  SecurityError: { code: 'camera/policy-blocked', retryable: false, message: 'The browser lets no page use a camera.' },
  NotFoundError: { code: 'camera/no-camera', retryable: false, message: 'There is no camera.' },
  NotReadableError: busy,
  AbortError: busy,
  OverconstrainedError: {
    code: 'camera/over-constrained',
    retryable: false,
    message: 'No camera fits the constraints.',
  },
  TypeError: { code: 'config/invalid', retryable: false, message: 'The camera constraints are malformed.' },
};

/** The error that `getUserMedia` or `play` rejected with, in our terms and with itself as `cause`. */
export function toCameraError(cause: unknown): CaptureError {
  if (cause instanceof CaptureError) return cause;
  const name = typeof cause === 'object' && cause !== null && 'name' in cause ? String(cause.name) : '';
  const { code, message, retryable } = failures[name] ?? interrupted;
  return new CaptureError(code, message, { retryable, cause });
}

/** The error of a camera that was unplugged, taken away or whose permission was withdrawn while it ran. */
export function cameraInterrupted(): CaptureError {
  return new CaptureError(interrupted.code, interrupted.message, { retryable: true });
}
