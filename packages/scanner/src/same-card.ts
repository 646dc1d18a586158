import type { CardCode } from '@kaiku/client';

/** Whether a text is this card: readers may add spaces, asterisks and a symbology prefix before the code. */
export function isSameCard(text: string, card: Pick<CardCode, 'text'>): boolean {
  const shown = plain(card.text);
  return shown !== '' && plain(text).endsWith(shown);
}

function plain(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
