import { CaptureError } from './errors.ts';
import type { ReadingOrigin, ReadingSource, SourceEvent, SourceState } from './reading.ts';

/** One stretch of a source's life, from `start` to `stop` or to its failure. */
export interface Run {
  /** Aborted when the run must end, even after it failed: release everything that was opened. */
  readonly signal: AbortSignal;
  /** Call once, when the source reads. */
  running(): void;
  /** Calls the subscribers, in the order they came. Silent once the signal is aborted. */
  emit(event: SourceEvent): void;
}

/**
 * Creates a {@link ReadingSource} from runs, one after the other: a new one starts when the last has ended.
 * `run` resolves when it has released everything after the abort, and throws a `CaptureError` if it fails before.
 */
export function createSource(origin: ReadingOrigin, run: (run: Run) => Promise<void>): ReadingSource {
  const subscribers = new Set<(event: SourceEvent) => void>();
  let state: SourceState = { status: 'stopped' };
  /** Of the current run, if any. */
  let current: AbortController | undefined;
  let started: Promise<void> = Promise.resolve();
  let lastOver = started;
  let closed = false;

  function emit(event: SourceEvent): void {
    for (const hear of [...subscribers]) {
      try {
        hear(event);
      } catch (cause) {
        // As in the DOM: the page sees a subscriber's error, and the reading continues.
        queueMicrotask(() => {
          throw cause;
        });
      }
    }
  }

  function enter(next: SourceState): void {
    if (next.status === state.status) return;
    state = next;
    emit({ type: 'state', state });
  }

  function begin(): Promise<void> {
    const abort = new AbortController();
    const { signal } = abort;
    current = abort;
    const unlessOver = (call: () => void): void => {
      if (!signal.aborted) call();
    };
    started = new Promise<void>((resolve, reject) => {
      const running = (): void => {
        unlessOver(() => enter({ status: 'running' }));
        resolve();
      };
      const fail = (error: CaptureError): void => {
        unlessOver(() => {
          abort.abort();
          current = undefined;
          enter({ status: 'failed', code: error.code });
          reject(error);
        });
        resolve();
      };
      const emitOwn: Run['emit'] = (event) => unlessOver(() => emit(event));
      lastOver = lastOver
        .then(() => (signal.aborted ? undefined : run({ signal, running, emit: emitOwn })))
        .then(resolve, fail);
    });
    enter({ status: 'starting' });
    return started;
  }

  async function stop(): Promise<void> {
    current?.abort();
    current = undefined;
    await lastOver;
    // Unless it was started again in the meantime.
    if (current === undefined) enter({ status: 'stopped' });
  }

  return {
    origin,
    get state() {
      return state;
    },
    async start() {
      if (closed) throw new CaptureError('config/invalid', 'This source was closed.', { retryable: false });
      return current ? started : begin();
    },
    stop,
    subscribe(listener) {
      // A function of its own, so that one listener may subscribe twice and leave once.
      const hear = (event: SourceEvent): void => listener(event);
      subscribers.add(hear);
      return () => void subscribers.delete(hear);
    },
    async close() {
      closed = true;
      await stop();
      subscribers.clear();
    },
  };
}
