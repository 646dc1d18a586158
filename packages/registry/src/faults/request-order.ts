/** Requests in the order they came, and answers that wait for others. */
export interface Line {
  /** What `answer` gives; those who wait to be overtaken by it are told. */
  pass<T>(answer: () => Promise<T>): Promise<T>;
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>;
  /** Resolves once a request that came after this moment has been answered, or after so many milliseconds. */
  overtaken(maxMs: number): Promise<void>;
}

export function createLine(): Line {
  let came = 0;
  const waiting = new Set<{ readonly after: number; readonly go: () => void }>();

  const wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
  return {
    async pass(answer) {
      came += 1;
      const place = came;
      try {
        return await answer();
      } finally {
        for (const one of waiting) if (place > one.after) one.go();
      }
    },
    wait,
    async overtaken(maxMs) {
      const after = came;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(go, maxMs);
        const one = { after, go };
        function go() {
          clearTimeout(timer);
          waiting.delete(one);
          resolve();
        }
        waiting.add(one);
      });
    },
  };
}
