import { v7 } from 'uuid';
import { browserLocks, createInProcessLocks, type Locks } from './locks.ts';

/** The only door to the outside world: everything that differs from run to run comes through here. */
export interface Environment {
  /** Milliseconds since the Unix epoch, by this device's clock. */
  now(): number;
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
}

/** One for all desks of the process: two of them may share a storage. */
let processLocks: Locks | undefined;

/** The real world. Where there are no Web Locks (Node before 24.5, pages on plain HTTP), locks hold within this process only. */
export function createEnvironment(): Environment {
  processLocks ??= browserLocks() ?? createInProcessLocks();
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    newId: () => v7(),
    fetch: (input, init) => globalThis.fetch(input, init),
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    locks: processLocks,
    onOnline(listener) {
      if (typeof globalThis.addEventListener !== 'function') return () => {};
      globalThis.addEventListener('online', listener);
      return () => globalThis.removeEventListener('online', listener);
    },
  };
}
