// The one owner of the camera's stream. It follows `states.ts`, one step after another: it requests a stream only after
// the last one is released and the last request answered, so two are never live.
import type { CaptureError } from '../errors.ts';
import type { CameraAt } from '../reading.ts';
import { createAwake } from './keep-awake.ts';
import { type HeldCamera, openCamera } from './open-camera.ts';
import type { CameraPage, Off } from './page.ts';
import { type CameraEvent, type CameraPhase, closedCamera, isArmed, mayPass, move, restartAfterMs } from './states.ts';
import { watchCamera } from './watch-camera.ts';
import { interrupted } from './why-no-picture.ts';

/** A restart is forgotten after this time with pictures, in milliseconds. Guess, decision 0014. */
const steadyAfterMs = 10_000;
/** The system may mute the picture this long before the camera is opened again: a call is declined sooner. Guess. */
const muteForMs = 5000;

interface CameraOptions {
  readonly video: HTMLVideoElement;
  readonly page: CameraPage;
  /** Returns the constraints, each time it is opened. */
  readonly constraints: () => MediaTrackConstraints;
  /** The camera sleeps after this time without activity, in milliseconds. */
  readonly idleAfterMs: number;
  /** Called at each change, with the camera that plays, if any. */
  readonly onChange: (phase: CameraPhase, held: HeldCamera | undefined) => void;
}

/** A camera that follows requests and reports its phase by `onChange`. */
export interface Camera {
  readonly phase: CameraPhase;
  start(): void;
  /** Resolves when no stream is held or requested. */
  stop(): Promise<void>;
  /** Reports that a person is present: a card was read, or the picture tapped. Wakes it. */
  touch(): void;
  /** Releases this camera and opens one by the current `constraints`. */
  reopen(): void;
  /** Resolves in that phase. @throws its error if it fails; the signal's reason if that is aborted. */
  until(at: CameraAt, signal: AbortSignal): Promise<void>;
}

export function createCamera({ video, page, constraints, idleAfterMs, onChange }: CameraOptions): Camera {
  const keepAwake = createAwake(page);
  const timers = createTimers(page, idleAfterMs, dispatch);
  const waiters = new Set<() => void>();
  let phase = closedCamera;
  let held: HeldCamera | undefined;
  let attempt: { readonly abort: AbortController; readonly over: Promise<void> } | undefined;
  let unwatch: Off = () => {};
  let offPage: Off = () => {};

  function dispatch(event: CameraEvent): void {
    const next = move(phase, event);
    if (next === phase) return;
    phase = next;
    follow(event.type === 'another');
    timers.set(phase);
    keepAwake(isArmed(phase));
    onChange(phase, held);
    for (const check of [...waiters]) check();
  }

  /** Opens or releases the stream to match the phase. */
  function follow(restart: boolean): void {
    if (phase.at !== 'playing' && phase.at !== 'muted') release();
    if (phase.at !== 'opening' || restart) attempt?.abort.abort();
    if (phase.at === 'opening' && attempt === undefined) open();
  }

  function release(): void {
    unwatch();
    unwatch = () => {};
    held?.release();
    held = undefined;
  }

  function open(): void {
    const abort = new AbortController();
    const over = openCamera({ video, page, constraints: constraints(), signal: abort.signal }).then(
      (camera) => {
        attempt = undefined;
        if (!abort.signal.aborted) return opened(camera);
        camera.release();
        follow(false);
      },
      (cause: unknown) => {
        attempt = undefined;
        if (abort.signal.aborted) return follow(false);
        const error = interrupted(cause);
        dispatch({ type: mayPass(error, phase) ? 'missed' : 'refused', error });
      },
    );
    attempt = { abort, over };
  }

  function opened(camera: HeldCamera): void {
    held = camera;
    unwatch = watchCamera({ camera, video, page, dispatch });
    dispatch({ type: 'opened' });
  }

  return {
    get phase() {
      return phase;
    },
    start() {
      offPage();
      offPage = page.onVisibility((visible) => dispatch({ type: visible ? 'show' : 'hide' }));
      dispatch({ type: page.isVisible() ? 'start' : 'start-unseen' });
    },
    async stop() {
      offPage();
      offPage = () => {};
      dispatch({ type: 'stop' });
      await attempt?.over;
    },
    touch: () => (phase.at === 'playing' ? timers.restartIdle(phase) : dispatch({ type: 'wake' })),
    reopen: () => dispatch({ type: 'another' }),
    until: (at, signal) => waitUntil(at, signal, waiters, () => phase),
  };
}

/** The timers of a phase. */
interface Timers {
  /** Cancels the timers of the last phase and sets those of this one. */
  set(phase: CameraPhase): void;
  /** Postpones the sleep. */
  restartIdle(phase: CameraPhase): void;
}

function createTimers(page: CameraPage, idleAfterMs: number, dispatch: (event: CameraEvent) => void): Timers {
  let offs: Off[] = [];
  let offIdle: Off = () => {};

  function after(ms: number, event: CameraEvent): void {
    offs.push(page.after(ms, () => dispatch(event)));
  }

  function restartIdle({ at }: CameraPhase): void {
    offIdle();
    offIdle = at === 'playing' ? page.after(idleAfterMs, () => dispatch({ type: 'idle' })) : () => {};
  }

  return {
    set(phase) {
      const { at, restarts } = phase;
      for (const off of offs) off();
      offs = [];
      if (at === 'stalled') after(restartAfterMs[restarts - 1] ?? 0, { type: 'again' });
      if (at === 'muted') after(muteForMs, { type: 'mute-stays', error: interrupted() });
      if (at === 'playing' && restarts > 0) after(steadyAfterMs, { type: 'steady' });
      restartIdle(phase);
    },
    restartIdle,
  };
}

/** Resolves in the phase, by a check that every change of phase runs. */
function waitUntil(
  at: CameraAt,
  signal: AbortSignal,
  waiters: Set<() => void>,
  phaseNow: () => CameraPhase,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const phase = phaseNow();
      const reached = phase.at === at;
      if (!reached && !signal.aborted && phase.at !== 'failed') return;
      waiters.delete(check);
      signal.removeEventListener('abort', check);
      if (signal.aborted) reject(signal.reason);
      else if (reached) resolve();
      else reject(phase.error as CaptureError);
    };
    waiters.add(check);
    signal.addEventListener('abort', check);
    check();
  });
}
