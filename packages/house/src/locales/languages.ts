/** The languages of the programme. */
export const languages = ['fi', 'sv', 'en'] as const;

/** A language of the pages. */
export type Language = (typeof languages)[number];

/** The same words in each language. */
export type InLanguages<W> = Readonly<Record<Language, W>>;

/** Returns words in three languages. The Finnish ones determine the type. */
export function inLanguages<W>(fi: W, sv: NoInfer<W>, en: NoInfer<W>): InLanguages<W> {
  return { fi, sv, en };
}

const storedAs = 'kaiku-house/language';

/** Returns the language that a person chose here before, or the first of the browser's that the pages have. */
export function preferredLanguage(): Language {
  const wanted = [stored(), ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.flatMap((tag) => languages.find((language) => language === tag) ?? [])[0] ?? 'fi';
}

/** Stores the choice of a person, if the browser allows it. Never throws. */
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(storedAs, language);
  } catch {
    // The choice lasts until the page is closed.
  }
}

function stored(): string {
  try {
    return localStorage.getItem(storedAs) ?? '';
  } catch {
    return '';
  }
}
