// Where a camera stands, and what leads where. Pure: it opens nothing and knows no clock. What it does not know is who
// holds the stream (camera.ts) and when it is told what (watch-camera.ts).
//
//   closed   nobody wants a picture                 muted    the system holds the picture back
//   opening  the browser, or a person, is asked     stalled  let go; opened anew after a wait
//   playing  pictures come                          hidden   let go: nobody sees the page
//   failed   let go; somebody must act              asleep   let go: nobody has read a card for long
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

export interface CameraStand {
  readonly at: CameraAt;
  /** The number of restarts since the pictures were last steady. */
  readonly restarts: number;
  /** With `failed` and `stalled`: why. */
  readonly error: CaptureError | undefined;
}

export const closedCamera: CameraStand = { at: 'closed', restarts: 0, error: undefined };

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
export function move(stand: CameraStand, event: CameraEvent): CameraStand {
  const to = moves[stand.at][event.type];
  if (to === undefined) return stand;
  const restarts = fresh.includes(event.type) ? 0 : stand.restarts;
  const error = 'error' in event ? event.error : undefined;
  if (to !== 'stalled') return { at: to, restarts, error };
  return restarts >= restartAfterMs.length
    ? { at: 'failed', restarts, error }
    : { at: to, restarts: restarts + 1, error };
}

/**
 * Whether a camera that did not open is tried again without being told. One that is busy is so only while it recovers:
 * the system may take a moment to give back what it took; at a first start the person is told at once.
 */
export function mayPass({ code, retryable }: CaptureError, { restarts }: CameraStand): boolean {
  return retryable && (restarts > 0 || code !== 'camera/busy');
}

/** The phases in which a camera has a stream or is about to: the screen must not sleep. */
export function isArmed({ at }: CameraStand): boolean {
  return at === 'playing' || at === 'muted' || at === 'stalled';
}
