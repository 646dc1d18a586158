/**
 * Small numbers are not for everyone (docs/statistics.md#small-numbers): anyone but the venue gets no numbers of a row
 * with fewer than five clients.
 */

import type { CountedRow, StatisticsQuery, StatisticsRow } from './statistics-query.ts';

/** A row of figures, by what it is grouped by. */
export interface SizedRow {
  /** The values of its groups, in order. */
  readonly key: readonly (string | null)[];
  /** Clients if they are counted for it, otherwise usages. */
  readonly size: number;
  readonly usages: number;
}

/** The fewest clients whose numbers another venue gets. Our reading: no document of the programme has a number. */
export const minClients = 5;

const withheldNumbers = {
  ...{ usages: null, adults: null, children: null, clients: null, turnedAway: null },
  ...{ provisional: null, flagged: null, notChecked: null, voided: null },
} as const;

/** Returns the rows without the small numbers of other venues, and without what would give those away. */
export function withholdSmall(
  rows: readonly CountedRow[],
  { by, metadata }: Pick<StatisticsQuery, 'by' | 'metadata'>,
): readonly StatisticsRow[] {
  const others = rows.flatMap((row, index) => (row.isOwn ? [] : { row, index }));
  const sized = others.map(({ row }): SizedRow => {
    const key = [...by.map((group) => row[group] ?? null), ...(metadata === undefined ? [] : [row.metadata ?? null])];
    const usages = row.usages ?? 0;
    return { key, size: row.clients ?? usages, usages };
  });
  const withheld = new Set([...chooseWithheld(sized)].map((place) => others[place]?.index));
  return rows.map(({ isOwn: _, ...row }, index) => (withheld.has(index) ? { ...row, ...withheldNumbers } : row));
}

/**
 * Returns which rows are withheld, by index: each that is small, and as many others that a total less the other rows does
 * not give the small ones away. A total is that of a line: of all rows that differ only in some of the groups. The others
 * are chosen by their place and not by their size, from which their size could be inferred.
 */
export function chooseWithheld(rows: readonly SizedRow[]): ReadonlySet<number> {
  const withheld = new Set(rows.flatMap(({ size }, index) => (size < minClients ? index : [])));
  if (withheld.size === 0) return withheld;
  const lines = linesOf(rows);
  for (let before = -1; before !== withheld.size; ) {
    before = withheld.size;
    for (const line of lines) withholdInLine(rows, line, withheld);
  }
  return withheld;
}

/** Withholds rows of a line after its first withheld one, in turn, until the sum of the withheld says little of each. */
function withholdInLine(rows: readonly SizedRow[], line: readonly number[], withheld: Set<number>): void {
  const first = line.findIndex((index) => withheld.has(index));
  if (first === -1) return;
  const inLine = line.filter((index) => withheld.has(index));
  let count = inLine.length;
  let sum = inLine.reduce((total, index) => total + (rows[index]?.usages ?? 0), 0);
  for (const index of [...line.slice(first), ...line.slice(0, first)]) {
    if (saysLittle(sum, count)) return;
    if (withheld.has(index)) continue;
    withheld.add(index);
    count += 1;
    sum += rows[index]?.usages ?? 0;
  }
}

/**
 * True if each of `count` numbers may have several values, given their sum: if all are small, the sum is neither the least
 * nor the most that they can have; otherwise the small ones may have any value. It depends on what a reader of the total
 * knows anyway, so it says nothing itself.
 */
function saysLittle(sum: number, count: number): boolean {
  const isBetween = sum >= count + 2 && sum <= (minClients - 1) * count - 2;
  return count > 1 && (isBetween || sum >= minClients * count - 1);
}

/** Returns the lines of a table: for each choice of groups, the rows that have all other groups in common. */
function linesOf(rows: readonly SizedRow[]): readonly (readonly number[])[] {
  const groups = rows[0]?.key.length ?? 0;
  return Array.from({ length: 2 ** groups - 1 }, (_, index) => index + 1).flatMap((choice) => {
    const lines = new Map<string, number[]>();
    for (const [index, { key }] of rows.entries()) {
      const rest = JSON.stringify(key.filter((_, place) => (choice & (1 << place)) === 0));
      const line = lines.get(rest);
      if (line === undefined) lines.set(rest, [index]);
      else line.push(index);
    }
    return [...lines.values()];
  });
}
