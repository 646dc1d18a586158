/** Returns the language of a tag in lower case: `sv` for `sv-FI`. Empty without a tag. */
export function languageNamed(tag: string | null | undefined): string {
  return tag?.toLowerCase().split('-')[0] ?? '';
}
