/** A set of listeners for one kind of event. */
export interface Listeners<Given extends readonly unknown[] = []> {
  /** Adds a listener. Returns the unsubscribe function. */
  add(listener: (...given: Given) => void): () => void;
  /** Calls each listener in the order of adding. Never throws: an error of a listener is reported as uncaught. */
  call(...given: Given): void;
  clear(): void;
}

export function createListeners<Given extends readonly unknown[] = []>(): Listeners<Given> {
  const listeners = new Set<(...given: Given) => void>();
  return {
    add(listener) {
      // Wrapped, so that the same function added twice is two listeners.
      const own = (...given: Given) => listener(...given);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    call(...given) {
      for (const listener of [...listeners]) {
        try {
          listener(...given);
        } catch (error) {
          reportUncaught(error);
        }
      }
    },
    clear: () => listeners.clear(),
  };
}

/** Does what the browser does with an error in an event listener. Node has no `reportError`. */
function reportUncaught(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
