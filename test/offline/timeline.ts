/** Virtual time that passes only when nothing else runs, so that a day takes seconds and a slow machine changes nothing. */
export interface Timeline {
  /** Milliseconds since the Unix epoch: the true time, and the registry's. */
  readonly nowMs: number;
  /** Runs `task` once after `ms` milliseconds. Returns a function that cancels it. */
  after(ms: number, task: () => void): () => void;
  /** Stops time until `work` settles, for example while the registry computes or a body is read. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Resolves once everything has run that needs no time. */
  idle(): Promise<void>;
  /** Lets time pass, and runs every timer in its order. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until a condition is true, for at most `withinMs`. Returns whether it is. */
  until(isSo: () => boolean, withinMs: number): Promise<boolean>;
  /** How many timers are set. */
  readonly timers: number;
}

interface Timer {
  readonly atMs: number;
  readonly task: () => void;
}

/** Bodies of answers are streams: one turn of the event loop is not always enough to read one. */
const quietTurns = 2;

export function createTimeline(startMs: number): Timeline {
  let nowMs = startMs;
  let goingOn = 0;
  const timers = new Set<Timer>();

  async function idle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet = goingOn === 0 ? quiet + 1 : 0)
      await new Promise((resolve) => setImmediate(resolve));
  }

  /** Returns the next timer; of several due at the same time, the one that was set first. */
  function next(untilMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) if (timer.atMs <= untilMs && timer.atMs < (first?.atMs ?? Infinity)) first = timer;
    return first;
  }

  async function run(timer: Timer): Promise<void> {
    timers.delete(timer);
    nowMs = Math.max(nowMs, timer.atMs);
    timer.task();
    await idle();
  }

  async function until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    const untilMs = nowMs + withinMs;
    await idle();
    while (!isSo()) {
      const timer = next(untilMs);
      if (timer === undefined) {
        nowMs = untilMs;
        return isSo();
      }
      await run(timer);
    }
    return true;
  }

  return {
    get nowMs() {
      return nowMs;
    },
    after(ms, task) {
      const timer = { atMs: nowMs + Math.max(0, ms), task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async during(work) {
      goingOn += 1;
      try {
        return await work;
      } finally {
        goingOn -= 1;
      }
    },
    idle,
    async pass(ms) {
      await until(() => false, ms);
    },
    until,
    get timers() {
      return timers.size;
    },
  };
}
