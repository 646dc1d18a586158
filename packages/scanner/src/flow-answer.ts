/** The cells of the flow's table for an answer: see the head of flow.ts. Pure, like all of it. */
import type { Verdict } from '@kaiku/client';
import { type EventAt, type Showing, type Shown, type Step, stay, type Undoing } from './flow-states.ts';

/** A verdict by which something is recorded: in the registry or on this device. */
export type Recorded = Extract<Verdict, { outcome: 'confirmed' | 'provisional' }>;

export function isRecorded(shown: Shown): shown is Recorded {
  return shown.outcome === 'confirmed' || shown.outcome === 'provisional';
}

/** Shows an answer, with the way back where something is recorded. */
export function show(about: Omit<Showing, 'at' | 'shown' | 'undo'>, shown: Shown): Step {
  const { turn, next } = about;
  return {
    state: { at: 'showing', ...about, shown, undo: { status: isRecorded(shown) ? 'offered' : 'none' } },
    effects: wentWell(shown) ? [{ type: 'linger', turn, brief: next !== undefined }] : [],
  };
}

/** Whoever comes is in: a no, or no answer, stays until somebody has read it. */
function wentWell(shown: Shown): boolean {
  return isRecorded(shown) || shown.outcome === 'has-ticket';
}

export function undo(state: Showing): Step {
  const { undo: standing, ...result } = state;
  const { shown } = result;
  const isOffered = standing.status === 'offered' || standing.status === 'failed';
  if (!isOffered || !isRecorded(shown)) return stay(state);
  const turn = state.turn + 1;
  return { state: { ...result, at: 'undoing', turn }, effects: [{ type: 'void', turn, visitId: shown.visitId }] };
}

export function voided(state: Undoing, { voidResult }: EventAt<'voided'>): Step {
  return {
    state: { ...state, at: 'showing', undo: { status: voidResult.outcome } },
    effects: [{ type: 'linger', turn: state.turn, brief: state.next !== undefined }],
  };
}

export function undoFailed(state: Undoing, { cause }: EventAt<'failed'>): Step {
  return stay({ ...state, at: 'showing', undo: { status: 'failed', cause } });
}
