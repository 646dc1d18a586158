// The phases of a camera and their transitions. Pure: it opens nothing and has no clock. The stream is in camera.ts, the
// source of the events is watch-camera.ts.
//
//   closed   no picture is needed                   muted    the system withholds the picture
//   opening  waiting for browser or permission      stalled  released; opened again after a pause
//   playing  pictures arrive                        hidden   released: the page is hidden
//   failed   released; a person must act            asleep   released: no card for a long time
//
// docs/camera.md draws `moves`, and a test holds the two together.
import type { CaptureError } from '../errors.ts';
import type { CameraAt } from '../reading.ts';

/** An event of a camera. */
export type CameraEvent =
  /** It is wanted, on a page that is seen, or not seen. */
  | { readonly type: 'start' | 'start-unseen' }
  | { readonly type: 'stop' }
  | { readonly type: 'opened' }
  /** It did not open, which only a person can change; or which may pass. */
  | { readonly type: 'refused' | 'missed'; readonly error: CaptureError }
  /** No picture for a while; the track has ended; the system has held it back for long. */
  | { readonly type: 'silent' | 'ended' | 'mute-stays'; readonly error: CaptureError }
  | { readonly type: 'mute' | 'unmute' }
  /** The wait before a restart is over. */
  | { readonly type: 'again' }
  /** Pictures have come for long: earlier restarts are forgotten. */
  | { readonly type: 'steady' }
  | { readonly type: 'hide' | 'show' }
  /** No card for a long time; a person is present again. */
  | { readonly type: 'idle' | 'wake' }
  /** Another camera is wanted in its place. */
  | { readonly type: 'another' };

export interface CameraPhase {
  readonly at: CameraAt;
  /** The number of restarts since the pictures were last steady. */
  readonly restarts: number;
  /** With `failed` and `stalled`: why. */
  readonly error: CaptureError | undefined;
}

export const closedCamera: CameraPhase = { at: 'closed', restarts: 0, error: undefined };

/** The pause before each restart, in milliseconds; no further restarts. Guess, decision 0014. */
export const restartAfterMs: readonly number[] = [0, 1000, 3000];

/** The next phase by event. Other events change nothing. `stalled` becomes `failed` after the last restart. */
export const moves: Readonly<Record<CameraAt, Readonly<Partial<Record<CameraEvent['type'], CameraAt>>>>> = {
  closed: { start: 'opening', 'start-unseen': 'hidden' },
  opening: {
    opened: 'playing',
    refused: 'failed',
    missed: 'stalled',
    another: 'opening',
    hide: 'hidden',
    stop: 'closed',
  },
  playing: {
    mute: 'muted',
    silent: 'stalled',
    ended: 'stalled',
    steady: 'playing',
    another: 'opening',
    idle: 'asleep',
    hide: 'hidden',
    stop: 'closed',
  },
  muted: {
    unmute: 'playing',
    'mute-stays': 'stalled',
    ended: 'stalled',
    another: 'opening',
    hide: 'hidden',
    stop: 'closed',
  },
  stalled: { again: 'opening', another: 'opening', hide: 'hidden', stop: 'closed' },
  hidden: { show: 'opening', stop: 'closed' },
  asleep: { wake: 'opening', show: 'opening', another: 'opening', stop: 'closed' },
  failed: { start: 'opening', 'start-unseen': 'hidden', stop: 'closed' },
};

/** These reset the count of restarts, because a person is present or pictures arrived. */
const fresh: readonly CameraEvent['type'][] = ['start', 'start-unseen', 'steady', 'another', 'wake', 'show'];

/** Returns the state after the event; the same object if nothing changes. */
export function move(phase: CameraPhase, event: CameraEvent): CameraPhase {
  const to = moves[phase.at][event.type];
  if (to === undefined) return phase;
  const restarts = fresh.includes(event.type) ? 0 : phase.restarts;
  const error = 'error' in event ? event.error : undefined;
  if (to !== 'stalled') return { at: to, restarts, error };
  return restarts >= restartAfterMs.length
    ? { at: 'failed', restarts, error }
    : { at: to, restarts: restarts + 1, error };
}

/**
 * True if a camera that did not open is tried again automatically. A busy one only during recovery, because the system may
 * need a moment to release it; at a first start the error is reported at once.
 */
export function mayPass({ code, retryable }: CaptureError, { restarts }: CameraPhase): boolean {
  return retryable && (restarts > 0 || code !== 'camera/busy');
}

/** The phases in which a camera has a stream or is about to: the screen must not sleep. */
export function isArmed({ at }: CameraPhase): boolean {
  return at === 'playing' || at === 'muted' || at === 'stalled';
}
