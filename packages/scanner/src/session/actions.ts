import type { CameraControl } from '@kaiku/capture';
import type { Desk } from '@kaiku/client';
import type { FlowEvent, FlowState } from '../flow/flow.ts';
import { admitOptionsOf, fitting } from '../flow/group-plan.ts';
import type { DemoName } from '../training/demo-cards.ts';
import type { DeviceActions } from './device-page.ts';
import type { EnrolmentActions } from './enrolment-holder.ts';
import type { LeasesActions } from './lease-list.ts';
import type { ReservationActions } from './reservation-list.ts';
import type { ShiftActions } from './shift.ts';
import type { ShowListActions } from './show-list.ts';
import type { TypedActions } from './typed-field.ts';

/** What the clerk can do with the card, the group or the answer on the screen. */
export interface FlowActions {
  /** Sets the number of minors of a single card. */
  readonly count: (minors: number) => void;
  /** Adds `by` minors; in a group, to the card at the index `part`. */
  readonly step: (by: number, part?: number) => void;
  readonly confirm: () => void;
  readonly leave: () => void;
  readonly undo: () => void;
  /** Asks again how many minors come, to correct the recording on the screen. */
  readonly correct: () => void;
  /** Starts a group with the card on the screen. */
  readonly gather: () => void;
  readonly remove: (part: number) => void;
  readonly agree: (agreed: boolean) => void;
  /** The client whom a worker joins is inside already. */
  readonly inside: (inside: boolean) => void;
  /** Chooses as many of the group as fit under the cap. */
  readonly takeFitting: () => void;
  readonly come: (part: number, coming: boolean) => void;
}

/** What the clerk can do. An act returns nothing: its result is in the next state of the session. */
export interface SessionActions extends FlowActions {
  /** Takes an item off the review list. */
  readonly dismiss: (visitId: string) => void;
  /** Dismisses the advice about the reader. */
  readonly adviceSeen: () => void;
  /** Starts the camera again after it has failed. */
  readonly retryCamera: () => void;
  /** The controls of the camera; `undefined` if it has none. */
  readonly camera: () => CameraControl | undefined;
  /** Reads a demo card of the training. */
  readonly showDemo: (card: DemoName) => void;
  readonly enrolment: EnrolmentActions;
  readonly typed: TypedActions;
  readonly device: DeviceActions;
  readonly shift: ShiftActions;
  readonly leases: LeasesActions;
  readonly reservations: ReservationActions;
  readonly shows: ShowListActions;
}

interface FlowActionsOptions {
  readonly flow: () => FlowState;
  readonly desk: () => Desk | undefined;
  readonly dispatch: (event: FlowEvent) => void;
}

/** Creates the acts on the flow. They read its state now, not at the last paint: two quick taps count as two. */
export function createFlowActions({ flow, desk, dispatch }: FlowActionsOptions): FlowActions {
  return {
    step(by, part = 0) {
      const state = flow();
      const minors = state.at === 'asking' ? state.minors : 'parts' in state ? state.parts[part]?.minors : undefined;
      if (minors !== undefined) dispatch({ type: 'count', minors: minors + by, part });
    },
    count: (minors) => dispatch({ type: 'count', minors }),
    confirm: () => dispatch({ type: 'confirm' }),
    leave: () => dispatch({ type: 'leave' }),
    undo: () => dispatch({ type: 'undo' }),
    correct: () => dispatch({ type: 'correct' }),
    gather: () => dispatch({ type: 'gather' }),
    remove: (part) => dispatch({ type: 'remove', part }),
    agree: (agreed) => dispatch({ type: 'agree', agreed }),
    inside: (inside) => dispatch({ type: 'inside', inside }),
    come: (part, coming) => dispatch({ type: 'come', part, coming }),
    takeFitting() {
      const [state, current] = [flow(), desk()];
      if (state.at !== 'gathering' || current === undefined) return;
      const options = admitOptionsOf(state);
      dispatch({ type: 'choose', choices: fitting(state.parts, (parts) => current.plan(parts, options)) });
    },
  };
}
