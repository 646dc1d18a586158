// The spine of this package: camera → shots → symbols → settled → Reading.
// It knows the order of the stages and the life of a run. It knows nothing of pixels, engines' names or cards' rules.
import { type ControlledCamera, createControlledCamera } from './camera/camera-control.ts';
import { watchCures } from './camera/cures.ts';
import { pumpShots, type Shot } from './camera/frame-pump.ts';
import type { LensMemory } from './camera/lens-choice.ts';
import { browserPage } from './camera/page.ts';
import { interrupted } from './camera/why-no-picture.ts';
import type { EngineName } from './decode/protocol.ts';
import { createSupervisedEngine } from './decode/supervised-engine.ts';
import { createWorkerEngine, type WorkerEngineOptions } from './decode/worker-engine.ts';
import { type CaptureError, isCaptureError } from './errors.ts';
import type { CameraControl, ReadingSource, SourceEvent, SymbolGrammar } from './reading.ts';
import { nothingSeen, type Settled, settle } from './settle/settle.ts';
import { createSource, type Run } from './source.ts';

/** What a camera source is made of. */
export interface CameraSourceOptions {
  /** Where the camera's picture is shown, and taken from: in the page and not hidden, or browsers slow it down. */
  readonly video: HTMLVideoElement;
  /** The texts worth reading. */
  readonly grammar: SymbolGrammar;
  /**
   * How long, in milliseconds, a text must be out of view before it is told again. Default 2000: longer than a hand
   * takes to lose and find the focus again, shorter than handing over the next card. Guess, to be measured.
   */
  readonly repeatAfterMs?: number | undefined;
  /** Track constraints laid over the default (back camera, 1280 × 720, all ideal), such as `{ deviceId: { exact } }`. */
  readonly constraints?: MediaTrackConstraints | undefined;
  /**
   * With no code read for so long, in milliseconds, the camera is let go until `camera.wake` is called. Default
   * 600 000, ten minutes: longer than the pauses within an admission, shorter than a performance. Guess, decision 0014.
   */
  readonly idleAfterMs?: number | undefined;
  /** Where the camera that was chosen is remembered between visits. Default: nowhere. */
  readonly memory?: LensMemory | undefined;
  /** Where the packed `decode-worker.js` is served: on the page's own origin. Default: beside this module. */
  readonly workerUrl?: string | URL | undefined;
  /** Where `zxing_reader.wasm` is served, relative to the page. Default: beside the worker. Never a CDN. */
  readonly wasmUrl?: string | URL | undefined;
  /**
   * What looks at every frame, in order of preference: the first that loads. Default: `zxing-wasm`, and `zxing-library`
   * where that does not load, as on a page whose policy forbids WebAssembly. `native` is the browser's `BarcodeDetector`.
   * What reads the hard cards is always there. A page's own worker (`workerUrl`) may read with others.
   */
  readonly engines?: readonly EngineName[] | undefined;
}

/** A {@link ReadingSource} whose camera can be asked for things. */
export interface CameraSource extends ReadingSource {
  readonly camera: CameraControl;
}

/**
 * A {@link CameraSource} that reads QR and Code 39 from a camera, decoding in a worker of its own.
 *
 * Guarantees: at most one stream and one worker at any time, however `start` and `stop` are called; no track is live and
 * no worker left when `stop` has resolved. A `start` overtaken by `stop` resolves too, with the source `stopped`. Frames
 * are dropped rather than queued: at most one is being decoded, and the next is the newest there is. Nothing is told
 * once `stop` was called, and a new start remembers nothing: a card still in view is told again.
 *
 * `start` throws `camera/*`, `engine/load`, and `config/invalid` for malformed constraints or after `close`. While it
 * runs, a camera that stalls or is taken away is opened anew a few times, and one is let go while nobody sees the page
 * (docs/camera.md); after that the source becomes `failed` by `camera/*`. It starts again
 * when it is told to, or when what was in the way is seen to be gone: permission given, a camera plugged in, the page
 * shown again. Its worker is replaced when it hangs, dies or fails at a frame; `engine/decode` is told when that was in
 * vain, `engine/load` when the next one does not load.
 */
export function cameraSource(options: CameraSourceOptions): CameraSource {
  const page = browserPage();
  let tell = (_event: SourceEvent): void => {};
  const start = (): void => void source.start().catch(() => {});
  const controlled = createControlledCamera({
    video: options.video,
    page,
    constraints: options.constraints,
    memory: options.memory,
    idleAfterMs: options.idleAfterMs ?? 600_000,
    onChange: (camera) => tell({ type: 'camera', camera }),
    revive: () => source.state.status === 'failed' && start(),
  });
  const warned = new Set<string>();
  /** Once a source: whoever starts it again has heard of it. */
  const onWarning = ({ code }: CaptureError): void => {
    if (!warned.has(code)) tell({ type: 'warning', origin: 'camera', code });
    warned.add(code);
  };
  const source = createSource('camera', (run) => {
    tell = run.tell;
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

/** The path: opens the camera, and reads what it films until aborted. Throws what failed. */
async function readCamera(
  options: CameraSourceOptions & WorkerEngineOptions,
  controlled: ControlledCamera,
  run: Run,
): Promise<void> {
  const { video, grammar, repeatAfterMs = 2000 } = options;
  const { camera, tookMs } = controlled;
  const { signal, running, tell } = run;
  const engine = createSupervisedEngine(createWorkerEngine(options));
  signal.addEventListener('abort', () => engine.close());
  let seen = nothingSeen;

  async function read(shot: Shot): Promise<void> {
    const startedMs = performance.now();
    const symbols = await engine.decode(shot);
    tookMs(performance.now() - startedMs);
    const { state, settled } = settle(seen, symbols, shot.takenAtMs, { grammar, repeatAfterMs });
    seen = state;
    if (settled.length > 0) camera.touch();
    for (const found of settled) tell(toEvent(found, shot.takenAtMs));
  }

  try {
    camera.start();
    // Both at once: the person is asked for the camera while the wasm loads.
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

function toEvent(found: Settled, takenAtMs: number): SourceEvent {
  const { type, symbology } = found;
  if (type === 'foreign') return { type, origin: 'camera', symbology };
  return { type, reading: { text: found.text, origin: 'camera', symbology, takenAtMs } };
}

function throwIfError(outcome: unknown): void {
  if (isCaptureError(outcome)) throw outcome;
}
