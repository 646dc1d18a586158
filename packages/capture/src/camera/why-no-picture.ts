// The border to the browser's camera: what it says, or does not say, → one of our codes.
//
// Why there is no picture, in the order in which it is found:
//
//   before the browser is asked   insecure-context · unsupported · policy-blocked
//   by what it answers            denied-by-user · denied-by-system · no-camera · busy · over-constrained
//   once there was a stream       stalled · interrupted
import { CaptureError, type CaptureErrorCode } from '../errors.ts';

/** The facts about page and browser that distinguish the reasons. */
export interface Circumstances {
  readonly secure: boolean;
  /** True if the browser has `getUserMedia` here. */
  readonly supported: boolean;
  /** True if the policy of the page and its iframe allows the camera; `undefined` if the browser does not report it. */
  readonly policyAllows: boolean | undefined;
  /** True if the page is in an iframe of another origin. */
  readonly framed: boolean;
}

/** The facts after the browser refused, without opening anything. */
export interface Inquiry {
  /** The page's own permission; `undefined` where the browser does not say. */
  readonly permission: PermissionState | undefined;
  /** The number of cameras in the browser's list; `undefined` if unknown. */
  readonly cameras: number | undefined;
}

interface Reason {
  readonly code: CaptureErrorCode;
  /** True if another attempt, with nothing changed, may succeed. */
  readonly retryable: boolean;
  readonly message: string;
}

const reasons = {
  insecure: reason('camera/insecure-context', 'A camera needs https or localhost.'),
  unsupported: reason('camera/unsupported', 'This browser gives pages no camera.'),
  blocked: reason(
    'camera/policy-blocked',
    'The policy of this page or frame excludes the camera: send Permissions-Policy: camera=(self), and give an iframe allow="camera".',
  ),
  deniedByUser: reason('camera/denied-by-user', 'The person denied the camera, now or once before.'),
  deniedInFrame: reason(
    'camera/denied-by-user',
    'The person denied the camera, or the iframe lacks allow="camera": this browser does not distinguish the two.',
  ),
  deniedBySystem: reason('camera/denied-by-system', 'The system does not let this browser use a camera.'),
  none: reason('camera/no-camera', 'There is no camera.'),
  busy: reason('camera/busy', 'Another program holds the camera.', true),
  overConstrained: reason('camera/over-constrained', 'No camera fits the constraints.'),
  malformed: reason('config/invalid', 'The camera constraints are malformed.'),
  stalled: reason('camera/stalled', 'The camera is open and gives no pictures.', true),
  interrupted: reason('camera/interrupted', 'The camera was taken away while it ran.', true),
} as const;

function reason(code: CaptureErrorCode, message: string, retryable = false): Reason {
  return { code, message, retryable };
}

/** Returns the known reason why no camera can open; `undefined` if an attempt makes sense. */
export function vainBecause({ secure, supported, policyAllows }: Circumstances): CaptureError | undefined {
  if (!secure) return toError(reasons.insecure);
  if (!supported) return toError(reasons.unsupported);
  // A blocked iframe and a person's refusal cause the same NotAllowedError, so check the policy first if it is readable.
  if (policyAllows === false) return toError(reasons.blocked);
  return undefined;
}

/**
 * Returns the error for a rejection of `getUserMedia`, which is its `cause`. The names are those of Media Capture and
 * Streams (W3C); the deviations of browsers, by system, are in docs/camera.md.
 */
export function whyRefused(cause: unknown, { framed, policyAllows }: Circumstances, inquiry: Inquiry): CaptureError {
  if (cause instanceof CaptureError) return cause;
  const name = textOf(cause, 'name');
  const namesSystem = name === 'NotAllowedError' && /system/i.test(textOf(cause, 'message'));
  // A policy also removes the cameras from the list, and some browsers do not report it.
  const mayBePolicy = name === 'SecurityError' || (name === 'NotAllowedError' && framed && policyAllows === undefined);
  const isOurMistake = name === 'TypeError';
  // Without a camera every browser says something else: WebKit that none fits the constraints.
  if (inquiry.cameras === 0 && !namesSystem && !mayBePolicy && !isOurMistake) return toError(reasons.none, cause);
  switch (name) {
    case 'NotAllowedError':
      if (namesSystem || inquiry.permission === 'granted') return toError(reasons.deniedBySystem, cause);
      return toError(framed && policyAllows === undefined ? reasons.deniedInFrame : reasons.deniedByUser, cause);
    case 'SecurityError':
      return toError(reasons.blocked, cause);
    case 'NotFoundError':
      // Firefox on macOS says so, too, where the system keeps its cameras from it.
      return toError((inquiry.cameras ?? 0) > 0 ? reasons.deniedBySystem : reasons.none, cause);
    case 'NotReadableError':
    case 'AbortError':
      return toError(reasons.busy, cause);
    case 'OverconstrainedError':
      return toError(reasons.overConstrained, cause);
    case 'TypeError':
      return toError(reasons.malformed, cause);
    default:
      return toError(reasons.interrupted, cause);
  }
}

/** A stream without pictures. */
export function stalled(cause?: unknown): CaptureError {
  return cause instanceof CaptureError ? cause : toError(reasons.stalled, cause);
}

/** The camera was unplugged, taken by the system, or its permission withdrawn, while it ran. */
export function interrupted(cause?: unknown): CaptureError {
  return cause instanceof CaptureError ? cause : toError(reasons.interrupted, cause);
}

function toError({ code, message, retryable }: Reason, cause?: unknown): CaptureError {
  return new CaptureError(code, message, { retryable, cause });
}

function textOf(cause: unknown, field: 'name' | 'message'): string {
  return typeof cause === 'object' && cause !== null && field in cause
    ? String((cause as Record<string, unknown>)[field])
    : '';
}
