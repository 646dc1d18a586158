import type { Plan, VisitPart } from '@kaiku/client';
import type { Part } from './flow-states.ts';

/** Whether the clerk may record on a plan; never without one. */
export function isRecordable(plan: Plan | undefined): boolean {
  return plan?.outcome === 'ready' || plan?.outcome === 'provisional';
}

/**
 * Who of a group fits under the cap: card after card in their order, each adult before the minors that come with them.
 * One choice for each part: nobody is left out whom `plan` has room for, and no card is given minors it did not bring.
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
