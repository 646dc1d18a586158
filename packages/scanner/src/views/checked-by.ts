import type { VisitPart } from '@kaiku/client';
import type { Screen } from './screen.ts';

/**
 * Returns who checks the cards, if it is not the registry by its own data: Kaikukanta at the import, or an imported list of
 * a certain day. Empty otherwise.
 */
export function checkedByText(decisions: readonly VisitPart['decision'][], t: Screen['t']): string {
  const cards = decisions.flatMap((decision) =>
    'card' in decision ? { ...decision.minors, card: decision.card } : [],
  );
  const unchecked = cards.filter(({ card }) => card.registered === 'not-checked');
  const listedOn = cards.flatMap(({ card }) => (card.registered === true && card.listedOn) || []);
  return [
    ...(unchecked.length === 0 ? [] : [t.asking.notChecked]),
    ...(unchecked.some(({ who, max }) => who === 'children' && max > 0) ? [t.asking.kaikukantaNumber] : []),
    ...[...new Set(listedOn)].map((day) => t.asking.listed(t.dates.day(day))),
  ].join(' ');
}
