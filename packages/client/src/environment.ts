import { v7 } from 'uuid';
import { browserLocks, createInProcessLocks, type Locks } from './locks.ts';

/** A reading of the device's two clocks, taken at the same moment. */
export interface ClockReading {
  /** Milliseconds since the Unix epoch. May be wrong, and may jump. */
  readonly wallMs: number;
  /** Milliseconds of a monotonic clock, which pauses during sleep on most devices. Comparable only within one `boot`. */
  readonly steadyMs: number;
  /** Identifies this run of the page or process. */
  readonly boot: string;
}

/** Everything that differs from run to run: clocks, timers, randomness, network and locks. Tests replace it. */
export interface Environment {
  /** Returns milliseconds since the Unix epoch, by this device's clock. */
  now(): number;
  /** Reads both clocks. */
  clocks(): ClockReading;
  /** Returns a number from 0 up to, not including, 1. Used for jitter. */
  random(): number;
  /** Returns a new UUID version 7 (RFC 9562), lower case. Never used for ordering. */
  newId(): string;
  /** Sends HTTP requests. */
  fetch: typeof globalThis.fetch;
  /** Runs `task` once after `ms` milliseconds. Returns a function that cancels it. */
  after(ms: number, task: () => void): () => void;
  /** Locks shared by all tabs of the origin, if the browser has Web Locks. */
  readonly locks: Locks;
  /**
   * Calls `listener` when the device believes it is online again, which is only a hint. Returns the unsubscribe function.
   */
  onOnline(listener: () => void): () => void;
  /**
   * Calls `listener` when the page is about to close, perhaps permanently. Only requests sent synchronously get out.
   * Returns the unsubscribe function. Without it, a desk learns of a closing page only from `close`.
   */
  onLeave?(listener: () => void): () => void;
}

/** Shared by all devices of the process, because two of them may share a storage. */
let processLocks: Locks | undefined;

/**
 * Returns the real environment. Without Web Locks (Node before 24.5, pages on plain HTTP), locks hold only in this
 * process.
 */
export function createEnvironment(): Environment {
  processLocks ??= browserLocks() ?? createInProcessLocks();
  const boot = v7();
  return {
    now: () => Date.now(),
    clocks: () => ({ wallMs: Date.now(), steadyMs: performance.now(), boot }),
    random: () => Math.random(),
    newId: () => v7(),
    fetch: (input, init) => globalThis.fetch(input, init),
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    locks: processLocks,
    onOnline: (listener) => onEvent('online', listener),
    onLeave: (listener) => onEvent('pagehide', listener),
  };
}

function onEvent(type: 'online' | 'pagehide', listener: () => void): () => void {
  if (typeof globalThis.addEventListener !== 'function') return () => {};
  globalThis.addEventListener(type, listener);
  return () => globalThis.removeEventListener(type, listener);
}
