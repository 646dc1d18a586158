import type { AdmitOptions, Desk, Plan, VisitPart } from '@kaiku/client';
import type { FlowState, Gathering, Part } from './states.ts';

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

/** Returns the plan of the group on the screen, by the show as the desk knows it now; `undefined` if no card comes. */
export function planOf(state: FlowState, desk: Pick<Desk, 'plan'> | undefined): Plan | undefined {
  if (desk === undefined || !('parts' in state)) return undefined;
  const coming = state.parts.filter((part) => part.coming);
  return coming.length === 0 ? undefined : desk.plan(coming, admitOptionsOf(state));
}

/** Returns what the clerk has said about a group. */
export function admitOptionsOf({ agreed, inside }: Pick<Gathering, 'agreed' | 'inside'>): AdmitOptions {
  return { agreed, company: inside ? 'client-inside' : undefined };
}
