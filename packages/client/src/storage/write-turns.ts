import type { Locks } from '../locks.ts';

/** A turn that has not come by then is given up, because another tab hangs. Guess: one attempt of a write takes less. */
const turnTimeoutMs = 6_000;

/**
 * Returns a function that runs a task while no other tab runs one. Tasks of this tab run one after another without a limit;
 * the function rejects only if another tab does not end its turn in time.
 */
export function createWriteTurns(locks: Locks, lockName: string): <T>(task: () => Promise<T>) => Promise<T> {
  let own: Promise<unknown> = Promise.resolve();

  function exclusive<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        reject(new Error(`Another tab has been writing for ${turnTimeoutMs} ms. Close it, or try again.`));
      }, turnTimeoutMs);
      const turn = async () => {
        clearTimeout(timer);
        if (!isLate) await task().then(resolve, reject);
      };
      locks.exclusive(lockName, turn).catch(reject);
    });
  }

  return (task) => {
    const done = own.then(() => exclusive(task));
    own = done.catch(() => {});
    return done;
  };
}
