import type { MinorsAllowed } from '@kaiku/client';
import type { Dates } from './formats.ts';
import type { Locale } from './locale.ts';
import type { GroupTexts, VerdictTexts } from './parts.ts';

/** Creates the text of a visit on the review list: its people and its time, or its time alone if the people are unknown. */
export function createVisitText(
  { instant }: Pick<Dates, 'instant'>,
  group: Pick<GroupTexts, 'title' | 'total'>,
  party: VerdictTexts['party'],
): Locale['review']['visit'] {
  return ({ cards, minors, maskedCard, takenAt }) => {
    const when = instant(takenAt);
    if (cards === 0) return when;
    if (cards > 1) return `${group.title}: ${group.total(cards, cards + minors)}, ${when}`;
    return `${party(minors, minorsWho(maskedCard))}, ${when}`;
  };
}

/** Returns whose minors a card brings, by the first letter, which a mask keeps (docs/sources.md#prefixes). */
function minorsWho(maskedCard: string): MinorsAllowed['who'] {
  return /^[YZ]/.test(maskedCard) ? 'clients' : 'children';
}
