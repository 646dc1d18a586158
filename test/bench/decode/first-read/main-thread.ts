// How long the page's main thread is blocked while a camera is read, compared with a page that only shows it.
import type { FilmBrowser } from './browser.ts';

export interface Tasks {
  readonly seconds: number;
  /** Processor time, so that a busy machine does not count; wall time if Chromium does not report it. */
  readonly longestMs: number;
  readonly overTenMs: number;
  readonly totalMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Returns the tasks of the page's thread during the given seconds, after a warm-up of three. */
export async function traceTasks(film: FilmBrowser, isRead: boolean, seconds: number): Promise<Tasks> {
  const page = await film.open();
  await page.evaluate((read) => globalThis.firstRead.play(read), isRead);
  await page.waitForTimeout(3000);
  await film.browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  await page.waitForTimeout(1000 * seconds);
  const trace = await film.browser.stopTracing();
  await page.close();
  return { seconds, ...tasksIn(trace) };
}

function tasksIn(trace: Buffer): Omit<Tasks, 'seconds'> {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const isMain = ({ pid, tid }: TraceEvent) => mains.some((main) => main.pid === pid && main.tid === tid);
  const tasks = traceEvents.filter((event) => /RunTask$/.test(event.name) && event.ph === 'X' && isMain(event));
  if (tasks.length === 0) throw new Error('The trace has no tasks of a page.');
  const tookMs = tasks.map(({ tdur, dur = 0 }) => (tdur ?? dur) / 1000);
  return {
    longestMs: Math.max(...tookMs),
    overTenMs: tookMs.filter((ms) => ms > 10).length,
    totalMs: tookMs.reduce((sum, ms) => sum + ms, 0),
  };
}
