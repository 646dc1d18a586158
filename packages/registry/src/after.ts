/** Runs `task` once after `ms` milliseconds. Does not keep the process alive. Returns a function that cancels it. */
export function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
