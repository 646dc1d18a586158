import type { CardCode } from '@kaiku/client';

/** True if a text is this card. Readers may add spaces, asterisks and a symbology prefix. */
export function isSameCard(text: string, card: Pick<CardCode, 'text'>): boolean {
  const shown = plain(card.text);
  return shown !== '' && plain(text).endsWith(shown);
}

function plain(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
