/** The invariants: I1 to I10 of docs/protocol.md made exact, the clock rule R12 and the progress L1. */
import { I2, I4, I5, I6, R12 } from './invariants-of-devices.ts';
import { I1, I3, I7, I8, I9, I9soft, I10 } from './invariants-of-registry.ts';
import type { Model } from './model.ts';
import type { State } from './model-state.ts';
import { createSettling } from './settling.ts';

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

const L1: Invariant = {
  name: 'L1',
  promise:
    'once everything sent arrives, every entry is acknowledged, and no ticket stays leased when leases are returned',
  judge: (model) => createSettling(model),
};

/** In the order in which they are checked. */
export const invariants: readonly Invariant[] = [I1, I2, I3, I4, I5, I6, I7, I8, I9, I9soft, I10, R12, L1];

/** Returns the invariant of a name. */
export function invariantOf(name: InvariantName): Invariant {
  return invariants.find((invariant) => invariant.name === name) as Invariant;
}
