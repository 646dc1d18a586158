/** Those who want to hear of a change. */
export interface Listeners {
  /** Adds a listener. Returns the unsubscribe. */
  add(listener: () => void): () => void;
  /** Calls each in the order of adding. One that throws is reported as uncaught, and hinders neither the rest nor the caller. */
  call(): void;
  clear(): void;
}

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      // Wrapped: the same function added twice is two listeners.
      const own = () => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    call() {
      for (const listener of [...listeners]) {
        try {
          listener();
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
