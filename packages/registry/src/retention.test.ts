import { describe, expect, it } from 'vitest';
import { parseDays, startRetention } from './retention.ts';

const dayMs = 86_400_000;

/** A retention of 550 days with a given clock, whose timers the test runs. */
function retention(anonymise: (beforeMs: number, signal?: AbortSignal) => Promise<number>) {
  let nowMs = Date.parse('2026-11-20T10:00:00Z');
  const timers: { readonly ms: number; readonly task: () => void; cancelled: boolean }[] = [];
  const lines: string[] = [];
  const stop = startRetention({
    store: { anonymise },
    now: () => nowMs,
    days: 550,
    log: (line) => void lines.push(line),
    after(ms, task) {
      const timer = { ms, task, cancelled: false };
      timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
  });
  return {
    lines,
    stop,
    timers,
    /** Runs the timer that is due next, and waits for what it does. */
    async next() {
      const timer = timers.at(-1);
      nowMs += timer?.ms ?? 0;
      timer?.task();
      await new Promise((resolve) => setImmediate(resolve));
      return nowMs;
    },
  };
}

describe('the retention', () => {
  it('anonymises a minute after the start and then daily, what is older than the period, and logs how many', async () => {
    const asked: number[] = [];
    const { next, timers, lines } = retention(async (beforeMs) => asked.push(beforeMs));
    const times = [await next(), await next(), await next()];
    expect(asked).toEqual(times.map((atMs) => atMs - 550 * dayMs));
    expect(timers.map(({ ms }) => ms)).toEqual([60_000, dayMs, dayMs, dayMs]);
    expect(lines[0]).toBe('Anonymised 1 visits that were recorded more than 550 days ago.');
  });

  it('continues the next day if the database fails, and says nothing if there was nothing to do', async () => {
    let fails = true;
    const { next, lines } = retention(async () => {
      if (fails) throw new Error('The table is damaged.');
      return 0;
    });
    await next();
    fails = false;
    await next();
    expect(lines).toEqual(['Anonymising failed, and is tried again in a day: The table is damaged.']);
  });

  it('continues a minute later, silently, if the database is away, and not once it is stopped', async () => {
    const { next, lines, timers, stop } = retention(async () => {
      throw Object.assign(new Error('A failover.'), { code: '57P01' });
    });
    await next();
    await next();
    expect(timers.filter(({ cancelled }) => !cancelled).map(({ ms }) => ms)).toEqual([60_000, 60_000, 60_000]);
    const count = timers.length;
    timers.at(-1)?.task();
    await stop();
    expect([timers.length, timers.at(-1)?.cancelled, lines]).toEqual([count + 1, true, []]);
  });

  it('stops after the current batch', async () => {
    let signal: AbortSignal | undefined;
    const { next, stop, timers } = retention((_, given) => {
      signal = given;
      return new Promise((resolve) => given?.addEventListener('abort', () => resolve(500)));
    });
    await next();
    await stop();
    expect([signal?.aborted, timers.at(-1)?.cancelled]).toEqual([true, true]);
  });
});

describe('a period', () => {
  it('is a number of days', () => {
    expect(parseDays('550d')).toBe(550);
    for (const text of ['', '0d', '550', '18m', '-1d', '1.5d']) expect(() => parseDays(text)).toThrow('550d');
  });
});
