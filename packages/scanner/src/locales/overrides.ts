import type { Locale } from './locale.ts';

type Words = string | readonly unknown[] | ((...facts: never[]) => unknown);

/** Any part of a table of texts. */
type Some<T> = { readonly [K in keyof T]?: T[K] extends Words ? T[K] : Some<T[K]> };

/** The texts of a {@link Locale} that replace the element's own. */
export type LocaleStrings = Some<Omit<Locale, 'lang'>>;

/** Returns a locale with some of its texts replaced. */
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
