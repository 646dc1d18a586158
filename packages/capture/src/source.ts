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

type Listener = (event: SourceEvent) => void;

/**
 * Creates a {@link ReadingSource} from runs, one after the other: a new one starts when the last has ended.
 * `run` resolves when it has released everything after the abort, and throws a `CaptureError` if it fails before.
 */
export function createSource(origin: ReadingOrigin, run: (run: Run) => Promise<void>): ReadingSource {
  const listeners = new Set<Listener>();
  let state: SourceState = { status: 'stopped' };
  /** Of the current run, if any. */
  let current: AbortController | undefined;
  let started: Promise<void> = Promise.resolve();
  let lastOver = started;
  let closed = false;

  function enter(next: SourceState): void {
    if (next.status === state.status) return;
    state = next;
    callAll(listeners, { type: 'state', state });
  }

  function begin(): Promise<void> {
    const abort = new AbortController();
    const { signal } = abort;
    current = abort;
    started = new Promise<void>((resolve, reject) => {
      const running = (): void => {
        if (!signal.aborted) enter({ status: 'running' });
        resolve();
      };
      const emit = (event: SourceEvent): void => {
        if (!signal.aborted) callAll(listeners, event);
      };
      const fail = (error: CaptureError): void => {
        if (!signal.aborted) {
          abort.abort();
          current = undefined;
          enter({ status: 'failed', code: error.code });
          reject(error);
        }
        resolve();
      };
      lastOver = lastOver.then(() => (signal.aborted ? undefined : run({ signal, running, emit }))).then(resolve, fail);
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
      const own: Listener = (event) => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    async close() {
      closed = true;
      await stop();
      listeners.clear();
    },
  };
}

function callAll(listeners: ReadonlySet<Listener>, event: SourceEvent): void {
  for (const listener of [...listeners]) {
    try {
      listener(event);
    } catch (cause) {
      // As in the DOM: the page sees a listener's error, and the reading continues.
      queueMicrotask(() => {
        throw cause;
      });
    }
  }
}
