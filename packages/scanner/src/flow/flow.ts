/**
 * SPINE: what the screen does, without a screen. `reduce` takes the state and an event, and returns the next state and the
 * effects that the session must run. It knows no DOM, no Lit, no clock and no desk.
 *
 * A camera that is absent, denied or lost is not an event here: the session keeps the state of the sources apart from the
 * flow, so a broken camera never blocks a card that is read by a reader or typed.
 *
 * moves.ts has every transition. An event that has no move in a state leaves the state unchanged.
 *
 * Each answer has the `turn` of its question. An answer of another turn is late and changes nothing.
 */
import { type EventName, moves, type StateName } from './moves.ts';
import { type FlowEvent, type FlowState, type Step, stay } from './states.ts';

export { isRecorded } from './answer.ts';
export { isCorrectable } from './card.ts';
export type * from './states.ts';

/** The state before there is a desk. */
export const initialFlow: FlowState = { at: 'idle', turn: 0 };

/** Returns the next state and the effects to run. Pure and total: accepts every event in every state, and never throws. */
export function reduce(state: FlowState, event: FlowEvent): Step {
  if ('turn' in event && event.turn !== state.turn) return stay(state);
  // The move matches the kinds of state and event, which the compiler cannot follow through two unions.
  const row: { readonly [E in EventName]?: { readonly run: unknown } } = moves[state.at];
  const run = row[event.type]?.run as ((state: FlowState, event: FlowEvent) => Step) | undefined;
  return run?.(state, event) ?? stay(state);
}

const busy: ReadonlySet<StateName> = new Set(['idle', 'joining', 'admitting', 'undoing']);

/** True while no card, question or answer is in progress. */
export function isReady({ at }: FlowState): boolean {
  return at === 'idle' || at === 'starting' || at === 'scanning';
}

/** True if a card that is shown now would be taken up, at once or as the next one. */
export function takesReadings(state: FlowState): boolean {
  return !busy.has(state.at);
}
