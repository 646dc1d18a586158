/** What stays in memory when nothing is going on. */
import { getEventListeners } from 'node:events';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Remains {
  readonly heapBytes: number;
  /** Listeners on signals that are still there. */
  readonly listeners: number;
}

export interface Heap {
  /** After everything that nobody holds has been let go. */
  look(): Promise<Remains>;
  close(): void;
}

/** Keeps watch over the signals that are made from now on, and holds none of them. */
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

  return {
    async look() {
      // What was held by a microtask or a finalizer goes with the next round.
      for (let round = 0; round < 3; round += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        collect();
      }
      let listeners = 0;
      for (const reference of signals) {
        const signal = reference.deref();
        if (signal === undefined) signals.delete(reference);
        else listeners += getEventListeners(signal, 'abort').length;
      }
      collect();
      return { heapBytes: getHeapStatistics().used_heap_size, listeners };
    },
    close() {
      globalThis.AbortController = Original;
    },
  };
}
