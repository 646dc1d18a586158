import { fi } from './fi/index.ts';
import { languageNamed } from './language-tag.ts';
import type { Locale } from './locale.ts';

/** Finnish is always loaded: it is the default, and the fallback if another language cannot be fetched. */
const known = new Map<string, Locale>([['fi', fi]]);
const listeners = new Set<() => void>();

/** The other languages. Each is a chunk of its own, fetched when an element first needs it. */
const fetched: Readonly<Record<string, () => Promise<Locale>>> = {
  sv: async () => (await import('./sv/index.ts')).sv,
  en: async () => (await import('./en/index.ts')).en,
};

/**
 * Adds a language to every element of this copy of the package, at once, or replaces `fi`, `sv` or `en`. An element uses the
 * locale whose `lang` equals its own tag; without one, the locale of the tag's language.
 */
export function registerLocale(locale: Locale): void {
  known.set(locale.lang.toLowerCase(), locale);
  for (const listener of [...listeners]) listener();
}

/** Returns the locale of a tag; Finnish for an unknown tag; `undefined` if the locale must be fetched first. */
export function loadedLocale(tag: string | undefined): Locale | undefined {
  const language = languageNamed(tag);
  return known.get(tag?.toLowerCase() ?? '') ?? known.get(language) ?? (language in fetched ? undefined : fi);
}

/** Fetches the locale of a tag. @throws Error if its chunk cannot be loaded */
export async function fetchLocale(tag: string | undefined): Promise<Locale> {
  const language = languageNamed(tag);
  const here = loadedLocale(tag);
  if (here !== undefined) return here;
  const locale = (await fetched[language]?.()) ?? fi;
  // A locale that was registered during the fetch wins.
  if (!known.has(language)) known.set(language, locale);
  return known.get(language) ?? locale;
}

/** Calls `listener` at each {@link registerLocale}. Returns a function that ends it. */
export function onRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
