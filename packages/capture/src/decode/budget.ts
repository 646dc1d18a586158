/** In so many pieces a budget is waited for. */
const pieces = 10;

/**
 * Calls `onSpent` once when the page has lived through so many milliseconds, unless the returned function is called
 * before. While the page is held up or the computer sleeps a tenth of the budget counts at most: an answer that came
 * meanwhile waits behind it, and is not too late.
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
