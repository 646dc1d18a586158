import type { Database, Queries } from '../../packages/registry/src/store/database/database.ts';

/** A database that lists the calls of the functions that record visits. */
export interface CallSpy {
  readonly database: Database;
  /** The SQL functions that were called, in order. */
  readonly called: readonly string[];
  /** What to do before the nth call of a function. A test adds to it. */
  readonly before: Record<string, (count: number) => Promise<unknown>>;
  /** Returns how often a function was called. */
  calls(name: string): number;
}

export function spyOnCalls(database: Database): CallSpy {
  const called: string[] = [];
  const before: CallSpy['before'] = {};
  const calls = (name: string) => called.filter((other) => other === name).length;
  const query: Queries['query'] = async (sql, values) => {
    const name = /\b(read_facts|commit_visits|commit_shows|store_refusal)\(/.exec(sql)?.[1];
    if (name !== undefined) {
      called.push(name);
      await before[name]?.(calls(name));
    }
    return database.query(sql, values);
  };
  return { database: { ...database, query }, called, before, calls };
}
