import { describe, expect, it } from 'vitest';
import { type Database, isBusy, type Queries } from '../database/database.ts';
import { untilQuickest, untilSettled } from './retry-on-conflict.ts';

/** A database that notes when the tally is held. */
function database() {
  const held: unknown[] = [];
  const queries: Queries = {
    async query(_sql, values) {
      held.push(values);
      return [];
    },
    script: async () => {},
  };
  const fake: Database = {
    ...queries,
    reports: queries,
    transaction: (work) => work(queries),
    flushed: async () => {},
    close: async () => {},
  };
  return { fake, held };
}

const tally = { showId: 'show', judgedAtMs: Date.parse('2026-11-20T22:30:00Z') };
const overtaken = (code: string) => Object.assign(new Error('overtaken'), { code });

describe('deciding anew', () => {
  it('holds nobody up as long as nobody comes in between', async () => {
    const { fake, held } = database();
    expect(await untilSettled(fake, tally, async () => 1)).toBe(1);
    expect(held).toEqual([]);
  });

  it.each(['23505', '40P01', 'KK001', undefined])('follows when somebody did (%s)', async (code) => {
    const { fake, held } = database();
    let times = 0;
    const attempt = async () => {
      times += 1;
      if (times === 3) return times;
      if (code === undefined) return undefined;
      throw overtaken(code);
    };
    expect(await untilSettled(fake, tally, attempt)).toBe(3);
    expect(held).toEqual([]);
  });

  it('holds the tally of the day once others were quicker five times', async () => {
    const { fake, held } = database();
    let times = 0;
    await untilSettled(fake, tally, async () => {
      times += 1;
      return times > 5 ? times : undefined;
    });
    expect(held).toEqual([['show', '2026-11-21']]);
  });

  it('holds the tally from the start where it is told to', async () => {
    const { fake, held } = database();
    expect(await untilSettled(fake, tally, async () => 1, 0)).toBe(1);
    expect(held).toEqual([['show', '2026-11-21']]);
  });

  it('gives up in the end, and asks to come again', async () => {
    const { fake } = database();
    const error = await untilSettled(fake, tally, async () => undefined).catch((cause: unknown) => cause);
    expect(isBusy(error)).toBe(true);
  });

  it('passes on what is no such thing', async () => {
    const { fake } = database();
    let times = 0;
    const broken = untilSettled(fake, tally, async () => {
      times += 1;
      throw overtaken('42P01');
    });
    await expect(broken).rejects.toThrow('overtaken');
    expect(times).toBe(1);
  });
});

describe('a statement that looks for itself', () => {
  it('is run again where somebody was quicker, five times in all, and never else', async () => {
    let times = 0;
    const run = (code: string, until: number) =>
      untilQuickest(async () => {
        times += 1;
        if (times < until) throw overtaken(code);
        return times;
      });
    expect(await run('40P01', 3)).toBe(3);
    times = 0;
    await expect(run('23505', 100)).rejects.toThrow('overtaken');
    expect(times).toBe(5);
    times = 0;
    await expect(run('55P03', 100)).rejects.toThrow('overtaken');
    expect(times).toBe(1);
  });
});
