/** Tracks the order of requests, and delays responses until later requests are answered. */
export interface RequestOrder {
  /** Returns the result of `respond`. Responses that wait for a later request are released when it settles. */
  track<T>(respond: () => Promise<T>): Promise<T>;
  /** Resolves after `ms` milliseconds. */
  wait(ms: number): Promise<void>;
  /** Resolves when a request that arrived after this call has been answered, or after `maxMs` milliseconds. */
  waitForLater(maxMs: number): Promise<void>;
}

export function createRequestOrder(): RequestOrder {
  let arrived = 0;
  const waits = new Set<{ readonly after: number; readonly end: () => void }>();

  return {
    async track(respond) {
      arrived += 1;
      const position = arrived;
      try {
        return await respond();
      } finally {
        for (const { after, end } of waits) if (position > after) end();
      }
    },
    wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    async waitForLater(maxMs) {
      const after = arrived;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(end, maxMs);
        const wait = { after, end };
        function end() {
          clearTimeout(timer);
          waits.delete(wait);
          resolve();
        }
        waits.add(wait);
      });
    },
  };
}
