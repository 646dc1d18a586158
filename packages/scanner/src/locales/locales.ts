import { en } from './en.ts';
import { fi } from './fi.ts';
import type { Lang, Locale } from './locale.ts';
import { sv } from './sv.ts';

/** The texts of every language. */
export const locales: Readonly<Record<Lang, Locale>> = { fi, sv, en };

/** The texts for a language tag such as `sv` or `sv-FI`; Finnish for any other tag and for none. Never throws. */
export function localeFor(tag: string | null | undefined): Locale {
  const language = tag?.toLowerCase().split('-')[0];
  return language === 'sv' || language === 'en' ? locales[language] : fi;
}
