/** Measures what stays in memory when nothing runs. */
import { getEventListeners } from 'node:events';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Remains {
  readonly heapBytes: number;
  /** Listeners on signals that still exist. */
  readonly listeners: number;
}

export interface Heap {
  /** Collects garbage, then measures. */
  look(): Promise<Remains>;
  close(): void;
}

/** Observes the signals that are made from now on, through weak references. */
export function watchHeap(): Heap {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const signals = new Set<WeakRef<AbortSignal>>();
  const Original = globalThis.AbortController;
  globalThis.AbortController = class extends Original {
    constructor() {
      super();
      signals.add(new WeakRef(this.signal));
    }
  };

  /** Objects held by a microtask or a finalizer are collected in the next run. */
  async function collectAll(): Promise<void> {
    for (let run = 0; run < 3; run += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
  }

  return {
    async look() {
      await collectAll();
      let listeners = 0;
      for (const reference of signals) {
        const signal = reference.deref();
        if (signal === undefined) signals.delete(reference);
        else listeners += getEventListeners(signal, 'abort').length;
      }
      // The signals that were looked at are kept until the end of this turn.
      await collectAll();
      return { heapBytes: getHeapStatistics().used_heap_size, listeners };
    },
    close() {
      globalThis.AbortController = Original;
    },
  };
}
