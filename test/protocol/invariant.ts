/** What an invariant is. `invariants.ts` lists them. */
import type { Model, State } from './model-state.ts';

export type InvariantName = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I9′' | 'I10' | 'R12' | 'L1';

/** Returns what is wrong with `state`, reached by one step from `before`. */
export type Judge = (state: State, before: State) => string | undefined;

export interface Invariant {
  readonly name: InvariantName;
  readonly promise: string;
  /** True if it is checked at every step, and not only once for each state. */
  readonly isOfSteps?: true;
  readonly judge: (model: Model) => Judge;
}
