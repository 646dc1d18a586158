/** Runs `call` once after `delayMs` milliseconds. Returns a function that cancels it. */
export type After = (delayMs: number, call: () => void) => () => void;

/** The page's own timer. */
export const pageAfter: After = (delayMs, call) => {
  const timer = setTimeout(call, delayMs);
  return () => clearTimeout(timer);
};
