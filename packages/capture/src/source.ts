import { CaptureError } from './errors.ts';
import type { ReadingOrigin, ReadingSource, SourceEvent, SourceState } from './reading.ts';

/** One stretch of a source's life, from `start` to `stop` or to its failure. */
export interface Run {
  /** Aborted when the run must end, also after it has failed: everything opened is let go on it. */
  readonly signal: AbortSignal;
  /** To be called once, when the source reads. */
  running(): void;
  /** Calls the subscribers, in the order they came. Silent once the signal is aborted. */
  tell(event: SourceEvent): void;
}

/**
 * A {@link ReadingSource} around one run after the other, never two at a time: a new one begins when the last is over.
 * `run` resolves when it has let everything go after the abort, and throws a `CaptureError` when it fails before.
 */
export function createSource(origin: ReadingOrigin, run: (run: Run) => Promise<void>): ReadingSource {
  const subscribers = createSubscribers();
  let state: SourceState = { status: 'stopped' };
  let current: { readonly abort: AbortController; readonly started: Promise<void> } | undefined;
  let lastOver: Promise<void> = Promise.resolve();
  let closed = false;

  function enter(next: SourceState): void {
    if (next.status === state.status) return;
    state = next;
    subscribers.tell({ type: 'state', state });
  }

  function begin(): Promise<void> {
    const abort = new AbortController();
    const { signal } = abort;
    const started = new Promise<void>((resolve, reject) => {
      const tell = (event: SourceEvent): void => void (signal.aborted || subscribers.tell(event));
      const running = (): void => {
        if (!signal.aborted) enter({ status: 'running' });
        resolve();
      };
      const fail = (error: CaptureError): void => {
        if (signal.aborted) {
          resolve();
          return;
        }
        abort.abort();
        current = undefined;
        enter({ status: 'failed', code: error.code });
        reject(error);
      };
      const unlessStopped = async (): Promise<void> => {
        if (!signal.aborted) await run({ signal, running, tell });
      };
      lastOver = lastOver.then(unlessStopped).then(resolve, fail);
    });
    current = { abort, started };
    enter({ status: 'starting' });
    return started;
  }

  async function stop(): Promise<void> {
    current?.abort.abort();
    current = undefined;
    await lastOver;
    // Unless it was started again meanwhile.
    if (current === undefined) enter({ status: 'stopped' });
  }

  return {
    origin,
    get state() {
      return state;
    },
    async start() {
      if (closed) throw new CaptureError('config/invalid', 'This source was closed.', { retryable: false });
      return current?.started ?? begin();
    },
    stop,
    subscribe: subscribers.add,
    async close() {
      closed = true;
      await stop();
      subscribers.clear();
    },
  };
}

function createSubscribers() {
  const subscribers = new Set<{ readonly hear: (event: SourceEvent) => void }>();
  return {
    add(hear: (event: SourceEvent) => void): () => void {
      // An object of its own, so that one function may subscribe twice and leave once.
      const subscriber = { hear };
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    tell(event: SourceEvent): void {
      for (const { hear } of [...subscribers]) {
        try {
          hear(event);
        } catch (cause) {
          // As the DOM does it: a subscriber's fault is the page's to see, and never stops the reading.
          queueMicrotask(() => {
            throw cause;
          });
        }
      }
    },
    clear: (): void => subscribers.clear(),
  };
}
