/** The list of what the registry has, newest first. */
import type { texts } from './texts.ts';

interface Visits {
  readonly visits: readonly {
    readonly id: string;
    readonly outcome: string;
    readonly recordedAt: string;
    readonly usages: readonly { readonly maskedCard: string; readonly minors: number }[];
  }[];
}

export function showVisits(list: HTMLElement, { visits }: Visits, words: (typeof texts)['en']): void {
  const lines = visits
    .toSorted((one, other) => (one.recordedAt < other.recordedAt ? 1 : -1))
    .slice(0, 8)
    .map(({ id, outcome, usages }) => {
      const line = document.createElement('li');
      line.dataset.visit = id;
      const cards = usages.map(({ maskedCard, minors }) => `${maskedCard}, ${words.people(minors)}`).join('; ');
      line.textContent = `${cards}: ${words.state[outcome] ?? outcome}`;
      return line;
    });
  if (lines.length > 0) list.replaceChildren(...lines);
  else list.textContent = words.none;
}
