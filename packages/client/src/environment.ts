import { v7 } from 'uuid';
import { browserLocks, createInProcessLocks, type Locks } from './locks.ts';

/** The device's two clocks at one moment. */
export interface ClockReading {
  /** Milliseconds since the Unix epoch. May be wrong, and may jump. */
  readonly wallMs: number;
  /** Milliseconds of a clock that is never put, but stands still while most devices sleep; comparable within one `boot`. */
  readonly steadyMs: number;
  /** Tells lives of the page or process apart. */
  readonly boot: string;
}

/** The only door to the outside world: everything that differs from run to run comes through here. */
export interface Environment {
  /** Milliseconds since the Unix epoch, by this device's clock. */
  now(): number;
  /** Both clocks at once. */
  clocks(): ClockReading;
  /** A number from 0 up to 1, for jitter. */
  random(): number;
  /** A new UUID version 7 (RFC 9562), lower case. Identity only: nothing is ordered by it. */
  newId(): string;
  fetch: typeof globalThis.fetch;
  /** Runs `task` once after `ms` milliseconds; returns what calls it off. */
  after(ms: number, task: () => void): () => void;
  /** Locks shared by all tabs of the origin, where the browser has them. */
  readonly locks: Locks;
  /** Calls `listener` when the device believes it is online again: a hint to try, never a proof. Returns the unsubscribe. */
  onOnline(listener: () => void): () => void;
  /**
   * Calls `listener` when the page is about to go, perhaps for good: only what begins at once gets out. Returns the
   * unsubscribe. Left out: nothing tells of it.
   */
  onLeave?(listener: () => void): () => void;
}

/** One for all desks of the process: two of them may share a storage. */
let processLocks: Locks | undefined;

/** The real world. Where there are no Web Locks (Node before 24.5, pages on plain HTTP), locks hold within this process only. */
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
