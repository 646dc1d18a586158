import type { Locale } from './locale.ts';

type Words = string | readonly unknown[] | ((...facts: never[]) => unknown);

/** Some of a table's texts: each a text or function of the same shape, the rest left out. */
type Some<T> = { readonly [K in keyof T]?: T[K] extends Words ? T[K] : Some<T[K]> };

/** Some of a {@link Locale}'s texts, to be said instead of the element's own. */
export type LocaleStrings = Some<Omit<Locale, 'lang'>>;

/** A locale with some of its texts replaced. */
export function withStrings(locale: Locale, strings: LocaleStrings | undefined): Locale {
  return strings === undefined ? locale : (replaced(locale, strings) as Locale);
}

function replaced(table: object, some: object): object {
  const entries = Object.entries(some).flatMap(([key, text]): [string, unknown][] => {
    const before = (table as Record<string, unknown>)[key];
    if (text === undefined) return [];
    return [[key, isTable(text) && isTable(before) ? replaced(before, text) : text]];
  });
  return { ...table, ...Object.fromEntries(entries) };
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
