import type { ClockReading, Environment } from '../environment.ts';
import { createListeners } from '../listeners.ts';
import type { TimeHeard } from '../registry/http.ts';
import type { OutboxStorage } from '../storage/storage.ts';

/** The error of this device's clock, as measured. */
export interface ClockError {
  /** The registry's clock minus the device's, in milliseconds. */
  readonly offsetMs: number;
  /** The offset may be wrong by this, either way. */
  readonly errorMs: number;
}

/** An estimate of the registry's clock. */
export interface Clock {
  /**
   * Returns milliseconds since the Unix epoch by the registry's clock; by the device's own clock until the registry has
   * responded, and if the difference is within the measurement's error.
   */
  now(): number;
  /** `undefined` until the registry has responded. */
  readonly error: ClockError | undefined;
  /** True if this device's times are unreliable: never compared, far off, inexact, or set since the comparison. */
  isSuspect(): boolean;
  /** Compares the clocks with an answer of the registry. */
  hear(heard: TimeHeard): void;
  /** Calls `listener` when `error` has changed. Returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
}

/** A clock that is off by more is shown to the clerk and flagged in the registry (decision 0010). */
export const wrongByMs = 120_000;
const inexactByMs = 30_000;
/** The device's two clocks differ by more only if one was set. */
const putByMs = 2_000;
/** The most exact comparison of this time is used. */
const keptForMs = 3_600_000;
/** The `Date` of an answer has whole seconds, so it is known to ±500 ms. */
const secondsOnlyMs = 500;

interface Sample extends ClockError {
  readonly at: ClockReading;
}

/** Creates a clock that compares itself with each answer of the registry. Stores the result, so it survives a reload. */
export function createClock(environment: Environment, storage: Pick<OutboxStorage, 'note' | 'keepNote'>): Clock {
  const listeners = createListeners();
  let best: Sample | undefined;
  void recall();

  async function recall(): Promise<void> {
    try {
      const kept = await storage.note('clock');
      if (best !== undefined || !isSample(kept)) return;
      best = kept;
      listeners.call();
    } catch {
      // The next answer of the registry gives a new sample.
    }
  }

  async function keep(sample: Sample): Promise<void> {
    try {
      await storage.keepNote('clock', sample);
    } catch {
      // The next answer gives a new sample.
    }
  }

  function isPut({ at }: Sample): boolean {
    const now = environment.clocks();
    if (now.boot !== at.boot) return now.wallMs < at.wallMs;
    // Sleep stops the steady clock, so a wall clock that is ahead shows nothing. One that is behind was set back.
    return now.wallMs - at.wallMs < now.steadyMs - at.steadyMs - putByMs;
  }

  return {
    now: () => environment.now() + certainOffsetMs(best),
    get error() {
      return best && { offsetMs: best.offsetMs, errorMs: best.errorMs };
    },
    isSuspect: () =>
      best === undefined || Math.abs(best.offsetMs) > wrongByMs || best.errorMs > inexactByMs || isPut(best),
    hear({ serverMs, sentMs, heardMs }) {
      const at = environment.clocks();
      const offsetMs = serverMs - (sentMs + heardMs) / 2;
      const sample = { offsetMs, errorMs: (heardMs - sentMs) / 2 + secondsOnlyMs, at };
      const isBetter =
        best === undefined ||
        sample.errorMs <= best.errorMs ||
        at.wallMs - best.at.wallMs > keptForMs ||
        isPut(best) ||
        contradicts(best, sample);
      if (!isBetter) return;
      best = sample;
      void keep(sample);
      listeners.call();
    },
    subscribe: listeners.add,
  };
}

/** True if the two cannot be of one clock: it was set in between, forwards or back. */
function contradicts(before: ClockError, now: ClockError): boolean {
  return Math.abs(now.offsetMs - before.offsetMs) > before.errorMs + now.errorMs + putByMs;
}

/** Returns 0 if the offset is within the measurement's error. */
function certainOffsetMs(best: ClockError | undefined): number {
  return best !== undefined && Math.abs(best.offsetMs) > best.errorMs ? best.offsetMs : 0;
}

function isSample(value: unknown): value is Sample {
  const sample = value as Partial<Sample> | undefined;
  return (
    typeof sample?.offsetMs === 'number' && typeof sample.errorMs === 'number' && typeof sample.at?.wallMs === 'number'
  );
}
