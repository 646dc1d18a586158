/** The number of timers that a timeout is split into. */
const pieces = 10;

/**
 * Calls `onSpent` once after `budgetMs` milliseconds in which the page ran. Returns a function that cancels it. If the page
 * is blocked or the computer sleeps, at most a tenth of the time counts: a reply that arrived during the pause is still
 * in time.
 */
export function startBudget(budgetMs: number, onSpent: () => void): () => void {
  let left = pieces;
  let timer: ReturnType<typeof setTimeout>;
  const wait = (): void => {
    timer = setTimeout(() => {
      left--;
      if (left === 0) onSpent();
      else wait();
    }, budgetMs / pieces);
  };
  wait();
  return () => clearTimeout(timer);
}
