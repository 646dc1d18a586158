// The spine of this package: camera → shots → symbols → settled → Reading.
// It knows the order of the stages and the life of a run. It knows nothing of pixels, engines' names or cards' rules.
import { pumpShots, type Shot } from './camera/frame-pump.ts';
import { openCamera } from './camera/open-camera.ts';
import { interrupted } from './camera/why-no-picture.ts';
import { createWorkerEngine } from './decode/worker-engine.ts';
import { isCaptureError } from './errors.ts';
import type { ReadingSource, SourceEvent, SymbolGrammar } from './reading.ts';
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
  /** Where the packed `decode-worker.js` is served: on the page's own origin. Default: beside this module. */
  readonly workerUrl?: string | URL | undefined;
  /** Where `zxing_reader.wasm` is served, relative to the page. Default: beside the worker. Never a CDN. */
  readonly wasmUrl?: string | URL | undefined;
}

/**
 * A {@link ReadingSource} that reads QR and Code 39 from a camera, decoding in a worker of its own.
 *
 * Guarantees: at most one stream and one worker at any time, however `start` and `stop` are called; no track is live and
 * no worker left when `stop` has resolved. A `start` overtaken by `stop` resolves too, with the source `stopped`. Frames
 * are dropped rather than queued: at most one is being decoded, and the next is the newest there is. Nothing is told
 * once `stop` was called, and a new start remembers nothing: a card still in view is told again.
 *
 * `start` throws `camera/*`, `engine/load`, and `config/invalid` for malformed constraints or after `close`. A source
 * that runs may become `failed` by `camera/interrupted` or `engine/decode`. It starts again only when it is told to.
 */
export function cameraSource(options: CameraSourceOptions): ReadingSource {
  return createSource('camera', (run) => readCamera(options, run));
}

/** The path: opens the camera, and reads what it films until aborted. Throws what failed. */
async function readCamera(options: CameraSourceOptions, { signal, running, tell }: Run): Promise<void> {
  const { video, constraints, grammar, repeatAfterMs = 2000 } = options;
  const engine = createWorkerEngine(options);
  signal.addEventListener('abort', () => engine.close());
  let seen = nothingSeen;

  async function read(shot: Shot): Promise<void> {
    const symbols = await engine.decode(shot);
    const { state, settled } = settle(seen, symbols, shot.takenAtMs, { grammar, repeatAfterMs });
    seen = state;
    for (const found of settled) tell(toEvent(found, shot.takenAtMs));
  }

  try {
    // Both at once: the person is asked for the camera while the wasm loads.
    const loaded = engine.load().then(() => undefined, interrupted);
    const camera = await openCamera(video, constraints, signal);
    throwIfError(await loaded);
    running();
    throwIfError(await Promise.race([pumpShots(video, read, signal), camera.ended]));
  } catch (cause) {
    throw interrupted(cause);
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
