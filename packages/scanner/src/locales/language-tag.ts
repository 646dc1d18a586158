/** The language of a tag in lower case: `sv` of `sv-FI`. Empty for no tag. */
export function languageNamed(tag: string | null | undefined): string {
  return tag?.toLowerCase().split('-')[0] ?? '';
}
