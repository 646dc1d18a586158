// The one owner of the camera's stream. It follows `states.ts`, one step after another: it requests a stream only after
// the last one is released and the last request answered, so two are never live.
import type { CaptureError } from '../errors.ts';
import type { CameraAt } from '../reading.ts';
import { createAwake } from './keep-awake.ts';
import { type HeldCamera, openCamera } from './open-camera.ts';
import type { CameraPage, Off } from './page.ts';
import { type CameraEvent, type CameraStand, closedCamera, isArmed, mayPass, move, restartAfterMs } from './states.ts';
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
  /** Called at each change, with the camera that plays or none. */
  readonly onChange: (stand: CameraStand, held: HeldCamera | undefined) => void;
}

/** A camera that takes requests and reports its phase by `onChange`. */
export interface Camera {
  readonly stand: CameraStand;
  start(): void;
  /** Resolves when no stream is held and none is being asked for. */
  stop(): Promise<void>;
  /** Reports that a person is present: a card was read, or the picture tapped. Wakes it. */
  touch(): void;
  /** Lets this one go and opens what `constraints` says now. */
  reopen(): void;
  /** Resolves in that phase. @throws its error if it fails; the signal's reason if that is aborted. */
  until(at: CameraAt, signal: AbortSignal): Promise<void>;
}

export function createCamera({ video, page, constraints, idleAfterMs, onChange }: CameraOptions): Camera {
  const awake = createAwake(page);
  const waiting = new Set<() => void>();
  let stand = closedCamera;
  let held: HeldCamera | undefined;
  let attempt: { readonly abort: AbortController; readonly over: Promise<void> } | undefined;
  let unwatch: Off = () => {};
  let offPage: Off = () => {};
  let timers: Off[] = [];
  let offIdle: Off = () => {};

  function tell(event: CameraEvent): void {
    const next = move(stand, event);
    if (next === stand) return;
    const restart = event.type === 'another';
    stand = next;
    settle(restart);
    setTimers();
    awake(isArmed(stand));
    onChange(stand, held);
    for (const look of [...waiting]) look();
  }

  /** Opens or releases the stream to match the phase. */
  function settle(restart: boolean): void {
    const keeps = stand.at === 'playing' || stand.at === 'muted';
    if (!keeps) letGo();
    if (stand.at !== 'opening' || restart) attempt?.abort.abort();
    if (stand.at === 'opening' && attempt === undefined) open();
  }

  function letGo(): void {
    unwatch();
    unwatch = () => {};
    held?.letGo();
    held = undefined;
  }

  function open(): void {
    const abort = new AbortController();
    const asked = openCamera({ video, page, constraints: constraints(), signal: abort.signal });
    const over = asked.then(
      (camera) => {
        attempt = undefined;
        if (!abort.signal.aborted) return opened(camera);
        camera.letGo();
        settle(false);
      },
      (cause: unknown) => {
        attempt = undefined;
        if (abort.signal.aborted) return settle(false);
        const error = interrupted(cause);
        tell({ type: mayPass(error, stand) ? 'missed' : 'refused', error });
      },
    );
    attempt = { abort, over };
  }

  function opened(camera: HeldCamera): void {
    held = camera;
    unwatch = watchCamera({ camera, video, page, tell });
    tell({ type: 'opened' });
  }

  function setTimers(): void {
    for (const off of timers) off();
    timers = [];
    const after = (ms: number, event: CameraEvent): void => void timers.push(page.after(ms, () => tell(event)));
    if (stand.at === 'stalled') after(restartAfterMs[stand.restarts - 1] ?? 0, { type: 'again' });
    if (stand.at === 'muted') after(muteForMs, { type: 'mute-stays', error: interrupted() });
    if (stand.at === 'playing' && stand.restarts > 0) after(steadyAfterMs, { type: 'steady' });
    setIdle();
  }

  function setIdle(): void {
    offIdle();
    offIdle = stand.at === 'playing' ? page.after(idleAfterMs, () => tell({ type: 'idle' })) : () => {};
  }

  return {
    get stand() {
      return stand;
    },
    start() {
      offPage();
      offPage = page.onVisibility((visible) => tell({ type: visible ? 'show' : 'hide' }));
      tell({ type: page.isVisible() ? 'start' : 'start-unseen' });
    },
    async stop() {
      offPage();
      offPage = () => {};
      tell({ type: 'stop' });
      await attempt?.over;
    },
    touch() {
      if (stand.at === 'playing') setIdle();
      else tell({ type: 'wake' });
    },
    reopen: () => tell({ type: 'another' }),
    until(at, signal) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const reached = stand.at === at;
          if (!reached && !signal.aborted && stand.at !== 'failed') return;
          waiting.delete(look);
          signal.removeEventListener('abort', look);
          if (signal.aborted) reject(signal.reason);
          else if (reached) resolve();
          else reject(stand.error as CaptureError);
        };
        waiting.add(look);
        signal.addEventListener('abort', look);
        look();
      });
    },
  };
}
