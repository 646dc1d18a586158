/** Those who want to hear of something. */
export interface Listeners<Given extends readonly unknown[] = []> {
  /** Adds a listener. Returns the unsubscribe. */
  add(listener: (...given: Given) => void): () => void;
  /** Calls each in the order of adding. One that throws is reported as uncaught, and hinders neither the rest nor the caller. */
  call(...given: Given): void;
  clear(): void;
}

export function createListeners<Given extends readonly unknown[] = []>(): Listeners<Given> {
  const listeners = new Set<(...given: Given) => void>();
  return {
    add(listener) {
      // Wrapped: the same function added twice is two listeners.
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

/** As the browser does with an error in an event listener; Node has no `reportError`. */
function reportUncaught(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
