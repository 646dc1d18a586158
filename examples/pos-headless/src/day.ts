/** The lines sold during a day, and the end of the day. A real ticketing system keeps the lines in its own database. */
import type { Desk, Found } from '@kaiku/client';

export interface Day {
  /** Adds a line that was sold. `provisional`: the registry has not counted it yet. */
  add(visitId: string, line: string, outcome: 'confirmed' | 'provisional'): void;
  /** Waits until the registry has every line. Returns the state of each, and the review list. */
  close(): Promise<string>;
}

export function openDay(desk: Desk): Day {
  const lines = new Map<string, string>();
  const acknowledged = new Set<string>();

  desk.subscribe((_, events) => {
    for (const { visitId, outcome } of events) {
      if (lines.has(visitId) && !acknowledged.has(visitId)) console.log(`${lines.get(visitId)}: ${outcome}`);
      acknowledged.add(visitId);
    }
  });

  return {
    add(visitId, line, outcome) {
      lines.set(visitId, line);
      if (outcome === 'confirmed') acknowledged.add(visitId);
    },
    async close() {
      const review = await desk.flushed();
      const found = [...lines].map(async ([visitId, line]) => `${line}: ${standing(await desk.find({ visitId }))}`);
      const toSee = review.map(({ maskedCard, why }) => `to be seen to: ${maskedCard}, ${why}`);
      return [...(await Promise.all(found)), ...toSee, 'closed'].join('\n');
    },
  };
}

/** Returns the state of a visit as text, for example `counted, A0…723+2 A9…458+0`. */
export function standing(found: Found | undefined): string {
  if (found === undefined) return 'unknown';
  return `${found.standing}, ${found.usages.map(({ maskedCard, minors }) => `${maskedCard}+${minors}`).join(' ')}`;
}
