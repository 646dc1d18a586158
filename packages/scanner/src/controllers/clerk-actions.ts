import type { AdmitOptions, Desk, Plan } from '@kaiku/client';
import type { FlowEvent, FlowState, Gathering } from '../flow/flow.ts';
import { fitting, isRecordable } from '../flow/group-plan.ts';
import type { ScreenActions } from '../views/screen.ts';

interface ClerkActionsOptions
  extends Pick<
    ScreenActions,
    | 'typed'
    | 'dismiss'
    | 'camera'
    | 'takeSources'
    | 'adviceSeen'
    | 'device'
    | 'shift'
    | 'leases'
    | 'reservations'
    | 'sound'
    | 'training'
  > {
  readonly flow: () => FlowState;
  readonly dispatch: (event: FlowEvent) => void;
  readonly desk: () => Desk | undefined;
}

/** What a clerk's taps come to, from where the flow stands and not from what is painted: two quick taps are two. */
export function createClerkActions({ flow, dispatch, desk, ...others }: ClerkActionsOptions): ScreenActions {
  return {
    ...others,
    step(by, part = 0) {
      const state = flow();
      const minors = state.at === 'asking' ? state.minors : 'parts' in state ? state.parts[part]?.minors : undefined;
      if (minors !== undefined) dispatch({ type: 'count', minors: minors + by, part });
    },
    /** A group that its plan refuses is not even tried: the screen says why. */
    confirm() {
      const state = flow();
      if (state.at !== 'gathering' || isRecordable(planOf(state, desk()))) dispatch({ type: 'confirm' });
    },
    leave: () => dispatch({ type: 'leave' }),
    undo: () => dispatch({ type: 'undo' }),
    gather: () => dispatch({ type: 'gather' }),
    remove: (part) => dispatch({ type: 'remove', part }),
    agree: (agreed) => dispatch({ type: 'agree', agreed }),
    inside: (inside) => dispatch({ type: 'inside', inside }),
    come: (part, coming) => dispatch({ type: 'come', part, coming }),
    takeFitting() {
      const [state, at] = [flow(), desk()];
      if (state.at !== 'gathering' || at === undefined) return;
      const { parts } = state;
      const said = saidIn(state);
      dispatch({ type: 'choose', choices: fitting(parts, (chosen) => at.plan(chosen, said)) });
    },
  };
}

/** The plan of the group that is gathered, as the desk and its show stand now; `undefined` where nobody comes. */
export function planOf(state: FlowState, desk: Desk | undefined): Plan | undefined {
  if (desk === undefined || !('parts' in state)) return undefined;
  const coming = state.parts.filter((part) => part.coming);
  return coming.length === 0 ? undefined : desk.plan(coming, saidIn(state));
}

/** What the clerk has said of the group. */
function saidIn({ agreed, inside }: Pick<Gathering, 'agreed' | 'inside'>): AdmitOptions {
  return { agreed, company: inside ? 'client-inside' : undefined };
}
