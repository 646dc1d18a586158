/** The shows, cards and usages of the benchmark of the import. */
import type { UsageLine } from '../../../packages/registry/src/workbook/usage-line.ts';

export const usagesOfShow = 100;
export const cards = 5_000;
const first = Date.parse('2026-11-19T17:00:00Z');

/** Returns the code of a card. */
export function cardOf(index: number): string {
  return `A${500_000_000 + (index % cards)}`;
}

/** Returns the name of a show, and when it starts: each on a day of its own. */
export function showOf(index: number): { readonly name: string; readonly startsAt: string } {
  return { name: `Ilta ${index}`, startsAt: new Date(first - index * 86_400_000).toISOString() };
}

/** Returns a usage of the list. */
export function lineOf(index: number): UsageLine {
  const { name, startsAt } = showOf(Math.floor(index / usagesOfShow));
  return { card: cardOf(index), minors: index % 3, showName: name, day: startsAt.slice(0, 10) };
}
