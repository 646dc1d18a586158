import type { Plan, VisitPart } from '@kaiku/client';
import type { Part } from './states.ts';

/** True if there is a plan and the clerk may record by it. */
export function isRecordable(plan: Plan | undefined): boolean {
  return plan?.outcome === 'ready' || plan?.outcome === 'provisional';
}

/**
 * Returns who of a group fits under the cap: card by card in their order, each adult before their minors. One choice for each
 * part. A person is left out only if `plan` has no room; no card gets more minors than it asked for.
 */
export function fitting(
  parts: readonly Part[],
  plan: (parts: readonly VisitPart[]) => Plan,
): readonly Pick<Part, 'coming' | 'minors'>[] {
  const chosen: VisitPart[] = [];
  const fits = (part: VisitPart) => {
    const planned = plan([...chosen, part]);
    return planned.outcome !== 'refused' || planned.refusal.reason !== 'cap-reached';
  };
  return parts.map(({ decision, minors: asked }) => {
    let minors = asked;
    while (minors > 0 && !fits({ decision, minors })) minors -= 1;
    const coming = minors > 0 || fits({ decision, minors });
    if (coming) chosen.push({ decision, minors });
    return { coming, minors };
  });
}
