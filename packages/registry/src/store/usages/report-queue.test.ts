import { describe, expect, it } from 'vitest';
import type { Queries } from '../database/database.ts';
import { isBusy } from '../database/errors.ts';
import { createReportQueue } from './report-queue.ts';

/** Returns a queue, and the reports that run, in order. Each runs until it is ended. */
function openQueue() {
  const queue = createReportQueue({ reports: {} as Queries });
  const running: { readonly venueId: string; readonly end: () => void }[] = [];
  const runOf = (venueId: string) => () => new Promise<void>((resolve) => running.push({ venueId, end: resolve }));
  return {
    running,
    start: (venueId: string) => queue.start(venueId, runOf(venueId)),
    proceed: (venueId: string) => queue.proceed(venueId, runOf(venueId)),
    venues: () => running.map(({ venueId }) => venueId),
  };
}

/** Lets everything that can run at once do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the queue of reports', () => {
  it('runs one report of a venue and two of all at a time', async () => {
    const { start, venues, running } = openQueue();
    void start('a');
    void start('a');
    void start('b');
    void start('c');
    await settle();
    expect(venues()).toEqual(['a', 'b']);
    running[0]?.end();
    await settle();
    // The second one of `a` has waited behind `c`.
    expect(venues()).toEqual(['a', 'b', 'c']);
  });

  it('rejects a venue’s sixth report as busy, and takes another venue’s', async () => {
    const { start, venues, running } = openQueue();
    for (let nth = 0; nth < 5; nth += 1) void start('a');
    await settle();
    const error = await start('a').catch((thrown: unknown) => thrown);
    expect(isBusy(error)).toBe(true);
    void start('b');
    await settle();
    expect(venues()).toEqual(['a', 'b']);
    running[0]?.end();
    await settle();
    void start('a');
    await settle();
    expect(venues()).toEqual(['a', 'b', 'a']);
  });

  it('lets a report that has started proceed, although the queue is full', async () => {
    const { start, proceed, venues, running } = openQueue();
    for (let nth = 0; nth < 5; nth += 1) void start('a');
    void proceed('a');
    for (let nth = 0; nth < 6; nth += 1) {
      await settle();
      running[nth]?.end();
    }
    await settle();
    expect(venues()).toHaveLength(6);
  });

  it('continues after a report that fails', async () => {
    const queue = createReportQueue({ reports: {} as Queries });
    await expect(queue.start('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(queue.start('a', async () => 1)).resolves.toBe(1);
  });
});
