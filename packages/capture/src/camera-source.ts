// The spine of this package: camera → shots → symbols → accepted → Reading.
// It knows the order of the stages and the life cycle of a run, but no pixels, engine names or rules of cards.
import { type Accepted, acceptReadings, nothingSeen } from './accept/accept-readings.ts';
import { type ControlledCamera, createControlledCamera } from './camera/camera-control.ts';
import { watchCures } from './camera/cures.ts';
import { pumpShots, type Shot } from './camera/frame-pump.ts';
import type { LensMemory } from './camera/lens-choice.ts';
import { browserPage } from './camera/page.ts';
import { interrupted } from './camera/why-no-picture.ts';
import type { WorkerEngineOptions } from './decode/load-worker.ts';
import type { EngineName } from './decode/protocol.ts';
import { createSupervisedEngine } from './decode/supervised-engine.ts';
import { createWorkerEngine } from './decode/worker-engine.ts';
import { type CaptureError, isCaptureError } from './errors.ts';
import type { CameraControl, ReadingSource, SourceEvent, SymbolGrammar } from './reading.ts';

import { createSource, type Run } from './source.ts';

/** Options of {@link cameraSource}. */
export interface CameraSourceOptions {
  /** Shows the camera's picture, which is also read. It must be in the page and visible, or browsers slow it down. */
  readonly video: HTMLVideoElement;
  /** The texts worth reading. */
  readonly grammar: SymbolGrammar;
  /** Returns true for other texts of a QR code that are worth reading. @default none */
  readonly accepts?: ((text: string) => boolean) | undefined;
  /**
   * A text must be out of view for this many milliseconds before it is read again: longer than a hand takes to lose and
   * find the focus, shorter than handing over the next card. Guess, to be measured.
   * @default 2000
   */
  readonly repeatAfterMs?: number | undefined;
  /** Track constraints that override the default (back camera, 1280 × 720, all ideal), such as `{ deviceId: { exact } }`. */
  readonly constraints?: MediaTrackConstraints | undefined;
  /**
   * After this many milliseconds without a code the camera is released until `camera.wake` is called: longer than the
   * pauses during an admission, shorter than a performance. Guess, decision 0014.
   * @default 600_000
   */
  readonly idleAfterMs?: number | undefined;
  /** Stores the chosen camera between page visits. @default none */
  readonly memory?: LensMemory | undefined;
  /** The URL of the packed `decode-worker.js`, on the page's own origin. @default next to this module */
  readonly workerUrl?: string | URL | undefined;
  /** The URL of `zxing_reader.wasm`, relative to the page. Never a CDN. @default next to the worker */
  readonly wasmUrl?: string | URL | undefined;
  /**
   * The engine for every frame, in order of preference: the first that loads. `native` is the browser's `BarcodeDetector`.
   * The engines for hard cards always run as well. A page's own worker (`workerUrl`) may have others.
   * @default `zxing-wasm`, then `zxing-library`, for example on a page whose policy forbids WebAssembly
   */
  readonly engines?: readonly EngineName[] | undefined;
}

/** A {@link ReadingSource} with a camera that can be controlled. */
export interface CameraSource extends ReadingSource {
  /** Controls the camera. */
  readonly camera: CameraControl;
}

/**
 * Creates a {@link CameraSource} that reads QR and Code 39 from a camera, and decodes in its own worker.
 *
 * Guarantees: at most one stream and one worker at any time, however `start` and `stop` are called. When `stop` has
 * resolved, no track is live and no worker is left. A `start` overtaken by `stop` also resolves, with the source
 * `stopped`. Frames are dropped, never queued: at most one is being decoded, and the next is the newest. No event fires
 * after `stop` was called. A new start forgets everything, so a card that is still in view is read again.
 *
 * `start` throws `camera/*`, `engine/load`, and `config/invalid` for malformed constraints or after `close`. If a running
 * camera stalls or is taken away, it is opened again a few times; while the page is hidden it is released
 * (docs/camera.md). After that the source fails with `camera/*`. It restarts when `start` is called or the obstacle is
 * gone: permission granted, a camera plugged in, the page shown. A worker that hangs, crashes or fails at a frame is
 * replaced; the source fails with `engine/decode` if that does not help, and with `engine/load` if the new one does not
 * load.
 */
export function cameraSource(options: CameraSourceOptions): CameraSource {
  const page = browserPage();
  let emit = (_event: SourceEvent): void => {};
  const start = (): void => void source.start().catch(() => {});
  const controlled = createControlledCamera({
    video: options.video,
    page,
    constraints: options.constraints,
    memory: options.memory,
    idleAfterMs: options.idleAfterMs ?? 600_000,
    onChange: (camera) => emit({ type: 'camera', camera }),
    revive: () => source.state.status === 'failed' && start(),
  });
  const warned = new Set<string>();
  /** Emits each warning once a source, not once a start. */
  const onWarning = ({ code }: CaptureError): void => {
    if (!warned.has(code)) emit({ type: 'warning', origin: 'camera', code });
    warned.add(code);
  };
  const source = createSource('camera', (run) => {
    emit = run.emit;
    return readCamera({ ...options, onWarning }, controlled, run);
  });
  let dropCures = (): void => {};
  source.subscribe(({ type }) => {
    if (type !== 'state') return;
    dropCures();
    const { state } = source;
    if (state.status === 'failed') dropCures = watchCures(state.code, page, start);
  });
  return Object.assign(source, { camera: controlled.control });
}

/** Opens the camera and reads its frames until aborted. Throws what failed. */
async function readCamera(
  options: CameraSourceOptions & WorkerEngineOptions,
  controlled: ControlledCamera,
  run: Run,
): Promise<void> {
  const { video, grammar, accepts, repeatAfterMs = 2000 } = options;
  const { camera, tookMs } = controlled;
  const { signal, running, emit } = run;
  const engine = createSupervisedEngine(createWorkerEngine(options));
  signal.addEventListener('abort', () => engine.close());
  let seen = nothingSeen;

  async function read(shot: Shot): Promise<void> {
    const startedMs = performance.now();
    const symbols = await engine.decode(shot);
    tookMs(performance.now() - startedMs);
    const { state, found } = acceptReadings(seen, symbols, shot.takenAtMs, { grammar, accepts, repeatAfterMs });
    seen = state;
    if (found.length > 0) camera.touch();
    for (const one of found) emit(toEvent(one, shot.takenAtMs));
  }

  try {
    camera.start();
    // In parallel: the wasm loads while the person decides about permission.
    const loaded = engine.load().then(() => undefined, interrupted);
    await camera.until('playing', signal);
    throwIfError(await loaded);
    running();
    await Promise.race([pumpShots(video, read, signal), camera.until('closed', signal)]);
  } catch (cause) {
    throw interrupted(cause);
  } finally {
    await camera.stop();
  }
}

function toEvent(found: Accepted, takenAtMs: number): SourceEvent {
  const { type, symbology } = found;
  if (type === 'unrecognised') return { type, origin: 'camera', symbology, reason: found.reason };
  return { type, reading: { text: found.text, origin: 'camera', symbology, takenAtMs } };
}

function throwIfError(outcome: unknown): void {
  if (isCaptureError(outcome)) throw outcome;
}
