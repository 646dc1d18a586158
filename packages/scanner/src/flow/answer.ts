/** The moves of an answer. Pure. */
import { type EventAt, type Recorded, type Showing, type Shown, type Step, stay, type Undoing } from './states.ts';

/** True if a visit is recorded, in the registry or on this device. */
export function isRecorded(shown: Shown): shown is Recorded {
  return shown.outcome === 'confirmed' || shown.outcome === 'provisional';
}

/** Shows an answer, and offers to undo a recording. */
export function show(about: Omit<Showing, 'at' | 'shown' | 'undo'>, shown: Shown): Step {
  const { turn, next } = about;
  return {
    state: { at: 'showing', ...about, shown, undo: { status: isRecorded(shown) ? 'offered' : 'none' } },
    effects: wentWell(shown) ? [{ type: 'linger', turn, brief: next !== undefined }] : [],
  };
}

/** True if the people are let in. Any other answer stays until a person has read it. */
function wentWell(shown: Shown): boolean {
  return isRecorded(shown) || shown.outcome === 'has-ticket';
}

/** Starts the undo of a recording. */
export function undo(state: Showing): Step {
  const { undo: before, ...result } = state;
  const { shown } = result;
  const isOffered = before.status === 'offered' || before.status === 'failed';
  if (!isOffered || !isRecorded(shown)) return stay(state);
  const turn = state.turn + 1;
  return { state: { ...result, at: 'undoing', turn }, effects: [{ type: 'void', turn, visitId: shown.visitId }] };
}

/** Shows that the recording was undone. */
export function voided(state: Undoing, { voidResult }: EventAt<'voided'>): Step {
  return {
    state: { ...state, at: 'showing', undo: { status: voidResult.outcome } },
    effects: [{ type: 'linger', turn: state.turn, brief: state.next !== undefined }],
  };
}

/** Shows that the undo failed. */
export function undoFailed(state: Undoing, { cause }: EventAt<'failed'>): Step {
  return stay({ ...state, at: 'showing', undo: { status: 'failed', cause } });
}
