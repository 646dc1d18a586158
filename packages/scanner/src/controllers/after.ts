/** Calls back once after so many milliseconds. Returns what calls it off. */
export type After = (delayMs: number, call: () => void) => () => void;

/** The page's own timer. */
export const pageAfter: After = (delayMs, call) => {
  const timer = setTimeout(call, delayMs);
  return () => clearTimeout(timer);
};
