/** The lines sold today, and the end of the day. A ticketing system stores them in its own database. */
import type { Desk, Found } from '@kaiku/client';

export interface Day {
  /** A line was sold; `provisional`: the registry has yet to count it. */
  add(visitId: string, line: string, outcome: 'confirmed' | 'provisional'): void;
  /** Waits until the registry has every line. Returns the status of each, and what a person must review. */
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
      const found = [...lines].map(async ([visitId, line]) => `${line}: ${statusOf(await desk.find({ visitId }))}`);
      const toReview = review.map(({ maskedCard, why }) => `to review: ${maskedCard}, ${why}`);
      return [...(await Promise.all(found)), ...toReview, 'closed'].join('\n');
    },
  };
}

/** Returns a visit's status and usages, such as `counted, A0…723+2 A9…458+0`. */
export function statusOf(found: Found | undefined): string {
  if (found === undefined) return 'unknown';
  return `${found.standing}, ${found.usages.map(({ maskedCard, minors }) => `${maskedCard}+${minors}`).join(' ')}`;
}
