import { fi } from './fi/index.ts';
import { languageNamed } from './language-tag.ts';
import type { Locale } from './locale.ts';

/** Finnish is here from the start: it is the default, and what is shown should a language not come. */
const known = new Map<string, Locale>([['fi', fi]]);
const listeners = new Set<() => void>();

/** Each a chunk of its own, fetched when an element first needs it. */
const fetched: Readonly<Record<string, () => Promise<Locale>>> = {
  sv: async () => (await import('./sv/index.ts')).sv,
  en: async () => (await import('./en/index.ts')).en,
};

/**
 * Makes a language known to every element of this copy of the package, from now on and on the screen at once: one more, or
 * in the place of `fi`, `sv` or `en`. An element takes the locale whose `lang` is its own tag, else its tag's language.
 */
export function registerLocale(locale: Locale): void {
  known.set(locale.lang.toLowerCase(), locale);
  for (const listener of [...listeners]) listener();
}

/** The locale of a tag if it is here already; Finnish for a tag that nobody knows; `undefined` where it must be fetched. */
export function localeAtHand(tag: string | undefined): Locale | undefined {
  const language = languageNamed(tag);
  return known.get(tag?.toLowerCase() ?? '') ?? known.get(language) ?? (language in fetched ? undefined : fi);
}

/** Fetches the locale of a tag. @throws Error where its chunk cannot be loaded. */
export async function fetchLocale(tag: string | undefined): Promise<Locale> {
  const language = languageNamed(tag);
  const here = localeAtHand(tag);
  if (here !== undefined) return here;
  const locale = (await fetched[language]?.()) ?? fi;
  // Whoever registered one meanwhile goes first.
  if (!known.has(language)) known.set(language, locale);
  return known.get(language) ?? locale;
}

/** Calls back at each {@link registerLocale}. Returns what ends it. */
export function onRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
