/** All languages, without the element: for a page or a till that has its own screen. */
import { en } from './en/index.ts';
import { fi } from './fi/index.ts';
import { languageNamed } from './language-tag.ts';
import type { Lang, Locale } from './locale.ts';
import { sv } from './sv/index.ts';

export type { Amounts, Dates, Lang, Locale, Message, RefusedAt } from './locale.ts';
export { type LocaleStrings, withStrings } from './overrides.ts';
export { type Place, placesOf } from './places.ts';
export { failureText, flagsText, type RefusalAbout, refusalText, reviewText, warningText } from './texts.ts';

/** The texts of every language. */
export const locales: Readonly<Record<Lang, Locale>> = { fi, sv, en };

/** Returns the texts for a language tag such as `sv` or `sv-FI`; Finnish for an unknown tag or none. Never throws. */
export function localeFor(tag: string | null | undefined): Locale {
  const language = languageNamed(tag);
  return language === 'sv' || language === 'en' ? locales[language] : fi;
}
