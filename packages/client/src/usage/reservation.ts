import type { Instant } from '../admission/facts.ts';

/** A reservation that holds tickets. No card code: only its mask. */
export interface Reservation {
  readonly id: string;
  readonly maskedCard: string;
  readonly minors: number;
  readonly reservedAt: Instant;
  /** The name of the device that made it. */
  readonly device: string;
}
