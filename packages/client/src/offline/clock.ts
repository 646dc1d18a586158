import type { ClockReading, Environment } from '../environment.ts';
import { createListeners } from '../listeners.ts';
import type { TimeHeard } from '../registry/http.ts';
import type { OutboxStorage } from '../storage/storage.ts';

/** What is known of how wrong this device's clock is. */
export interface ClockError {
  /** Added to the device's clock it gives the registry's, in milliseconds. */
  readonly offsetMs: number;
  /** So far off the offset may be, either way. */
  readonly errorMs: number;
}

/** The registry's clock, as far as this device can tell it. */
export interface Clock {
  /**
   * Milliseconds since the Unix epoch by the registry's clock; by the device's own until the registry was heard, and where
   * the two cannot be told apart.
   */
  now(): number;
  /** `undefined` until the registry was heard. */
  readonly error: ClockError | undefined;
  /** Whether times of this device are to be taken with care: never compared, far off, inexact, or put meanwhile. */
  isSuspect(): boolean;
  hear(heard: TimeHeard): void;
  /** Calls `listener` when `error` has changed. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
}

/** A clock this wrong is told to the clerk and flagged in the registry (decision 0010). */
export const wrongByMs = 120_000;
const inexactByMs = 30_000;
/** The device's two clocks part by this much only where one was put. */
const putByMs = 2_000;
/** The most exact of the last hour is kept. */
const keptForMs = 3_600_000;
/** The `Date` of an answer has whole seconds: it is known to half of one. */
const secondsOnlyMs = 500;

interface Sample extends ClockError {
  readonly at: ClockReading;
}

/** Compares clocks with each answer of the registry; what was found outlives the page. */
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
      // Then the registry is the first to tell.
    }
  }

  async function keep(sample: Sample): Promise<void> {
    try {
      await storage.keepNote('clock', sample);
    } catch {
      // It is heard again.
    }
  }

  function isPut({ at }: Sample): boolean {
    const now = environment.clocks();
    if (now.boot !== at.boot) return now.wallMs < at.wallMs;
    // A device that slept has stopped its steady clock: only the wall's going slower than that one means it was put back.
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

/** Both cannot be true of one clock: it was put between them, forwards too. */
function contradicts(before: ClockError, now: ClockError): boolean {
  return Math.abs(now.offsetMs - before.offsetMs) > before.errorMs + now.errorMs + putByMs;
}

/** A difference within what the comparison may be wrong by is none. */
function certainOffsetMs(best: ClockError | undefined): number {
  return best !== undefined && Math.abs(best.offsetMs) > best.errorMs ? best.offsetMs : 0;
}

function isSample(value: unknown): value is Sample {
  const sample = value as Partial<Sample> | undefined;
  return (
    typeof sample?.offsetMs === 'number' && typeof sample.errorMs === 'number' && typeof sample.at?.wallMs === 'number'
  );
}
