/** The day's lines, and the end of the day: the registry has them all. A ticketing system keeps them in its own database. */
import type { Desk, Found } from '@kaiku/client';

export interface Day {
  /** A line was sold; `provisional`: the registry has yet to count it. */
  add(visitId: string, line: string, outcome: 'confirmed' | 'provisional'): void;
  /** Waits until nothing of the day waits any more. Says how each line stands, and what a person must see to. */
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

/** Such as `counted, A0…723+2 A9…458+0`. */
export function standing(found: Found | undefined): string {
  if (found === undefined) return 'unknown';
  return `${found.standing}, ${found.usages.map(({ maskedCard, minors }) => `${maskedCard}+${minors}`).join(' ')}`;
}
