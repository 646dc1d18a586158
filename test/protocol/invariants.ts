/** The invariants: I1 to I10 of docs/protocol.md made exact, the clock rule R12 and the progress L1. */
import type { Invariant, InvariantName } from './invariant.ts';
import { I2, I4, I5, I6, R12 } from './invariants-of-devices.ts';
import { I1, I3, I7, I8, I9, I9soft, I10 } from './invariants-of-registry.ts';
import { createSettling } from './settling.ts';

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
