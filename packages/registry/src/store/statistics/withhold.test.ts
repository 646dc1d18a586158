import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWithheld, minClients, type SizedRow } from './withhold.ts';

/** One client for each usage, so that the numbers of a row say the most about its clients. */
const row = (key: readonly string[], usages: number): SizedRow => ({ key, size: usages, usages });

describe('withholding', () => {
  it.each([
    [[9, 9], []],
    [
      [9, 4, 9],
      [1, 2],
    ],
    [
      [9, 9, 1],
      [2, 0],
    ],
    [
      [9, 1, 5, 7, 9],
      [1, 2],
    ],
    [
      [9, 1, 1, 7, 9],
      [1, 2, 3],
    ],
    [
      [9, 4, 4, 9],
      [1, 2, 3],
    ],
    [[4], [0]],
  ])('of rows with %j clients withholds those at %j', (usages, withheld) => {
    const rows = usages.map((each, index) => row([String(index)], each));
    expect([...chooseWithheld(rows)]).toEqual(withheld);
  });

  it('withholds a row of many usages of few clients', () => {
    expect([...chooseWithheld([{ key: ['a'], size: 2, usages: 40 }, row(['b'], 9)])]).toEqual([0, 1]);
  });

  it('leaves each small number more than one possible value for a reader of the total who knows this rule', () => {
    const largest = 24;
    const possible = new Map<string, Set<number>[]>();
    for (const usages of tablesOf(3, largest)) {
      const withheld = chooseWithheld(usages.map((each, index) => row([String(index)], each)));
      if (withheld.size === 0) continue;
      const total = usages.reduce((sum, each) => sum + each, 0);
      const told = usages.map((each, index) => (withheld.has(index) ? '?' : each));
      const answer = JSON.stringify([told, total]);
      const values = possible.get(answer) ?? usages.map(() => new Set<number>());
      for (const [index, each] of usages.entries()) values[index]?.add(each);
      possible.set(answer, values);
    }
    const given = [...possible].filter(([answer, values]) => {
      const [told, total] = JSON.parse(answer) as [(number | '?')[], number];
      const withheldSum = total - told.reduce<number>((sum, each) => sum + (each === '?' ? 0 : each), 0);
      // A total of fewer is withheld too, and the tables end with the largest number.
      if (total < minClients || withheldSum > largest) return false;
      return told.some((each, index) => each === '?' && values[index]?.size === 1);
    });
    expect(given.map(([answer]) => answer)).toEqual([]);
    expect(possible.size).toBeGreaterThan(1_000);
  });

  it('(property) leaves no line of a table with a single row withheld', () => {
    const table = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(table, (lines) => {
        const rows = lines.flatMap((line, at) => line.map((usages, index) => row([String(at), String(index)], usages)));
        const withheld = chooseWithheld(rows);
        expect(rows.every(({ size }, index) => size >= minClients || withheld.has(index))).toBe(true);
        for (const place of [0, 1]) {
          for (const value of new Set(rows.map(({ key }) => key[place]))) {
            const line = rows.flatMap((each, index) => (each.key[place] === value ? index : []));
            const hidden = line.filter((index) => withheld.has(index));
            if (hidden.length === 0 || hidden.length === line.length) continue;
            expect(hidden.length).toBeGreaterThan(1);
          }
        }
      }),
    );
  });
});

/** Returns all tables of one line, with 1 to `largest` in each row. */
function tablesOf(rows: number, largest: number): number[][] {
  if (rows === 0) return [[]];
  return tablesOf(rows - 1, largest).flatMap((rest) =>
    Array.from({ length: largest }, (_, index) => [...rest, index + 1]),
  );
}
